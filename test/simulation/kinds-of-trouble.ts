import type { Seen } from './play-schedule.ts'

/** What must have happened at least once in a long enough run; a simulator that stopped doing it proves nothing. */
export const KINDS_OF_TROUBLE = [
  'power cut',
  'power cut lost',
  'power cut torn',
  'power cut zero-filled',
  'power cut reordered',
  'killed before a call',
  'killed middle a call',
  'killed after a call',
  'killed at write',
  'killed at sync',
  'killed at open',
  'killed at rename',
  'killed at remove',
  'killed at syncFolder',
  'fault ENOSPC',
  'fault EIO',
  'fault EROFS',
  'fault ENOENT',
  'fault at write',
  'fault at sync',
  'fault at open',
  'fault at read',
  'fault at rename',
  'fault at truncate',
  'fault at syncFolder',
  'disk full',
  'host refused to start',
  'start',
  'stop',
  'leave',
  'crash-window',
  'window with an undelivered outbox',
  'typing',
  'undo',
  'import',
  'saved',
  'snapshot at the end',
  'an encrypted folder',
] as const

export function missingKinds(seen: Seen): string[] {
  return KINDS_OF_TROUBLE.filter((kind) => (seen[kind] ?? 0) === 0)
}
