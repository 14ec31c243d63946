/** What must have happened in a long enough run; a simulator that stopped doing it proves nothing. */

/** On a host with its disk. */
export const KINDS_ON_A_DISK = [
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

/** Among copies of one folder. */
export const KINDS_OF_LINES = [
  'window edit',
  'host edit',
  'two windows',
  'crashed with edits',
  'part of an exchange',
  'restart',
  'kill',
  'clone',
  'copy',
  'restore',
  'held',
  'taken out',
  'given back',
  'three branches',
  'met in a room',
] as const

/** On the network. */
export const KINDS_ON_THE_NETWORK = [
  'links',
  'undo',
  'cut',
  'one way',
  'partition',
  'killed',
  'removed',
  'admitted',
  'held',
  'broken edge',
  'intruder',
  'only a delete',
  'removed while some held more of it',
  'away at a new key',
  'lost',
  'repeated',
  'swapped',
  'blocked',
  'silent',
  'unknown',
  'turned away',
  'aside',
] as const

/** Of what honest people do. */
export const KINDS_OF_WORK = ['edit', 'window edit', 'undo', 'redo', 'import', 'restore', 'crash'] as const

/** Those that happened fewer than `least` times. */
export function missingKinds(kinds: readonly string[], seen: Readonly<Record<string, number>>, least = 1): string[] {
  return kinds.filter((kind) => (seen[kind] ?? 0) < least)
}
