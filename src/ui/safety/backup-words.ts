import type { BackupReason } from '../../state/safety-state.svelte.ts'
import { amount } from '../amounts.ts'

/** Why a backup is there, as the list says it. */
export const REASON_WORDS: Readonly<Record<BackupReason, string>> = {
  automatic: 'By itself',
  person: 'Made by hand',
  'before-update': 'Before an update',
  'before-repair': 'Before a repair',
  'before-restore': 'Before something was brought back',
  'before-import': 'Before an import',
  'before-take-back': 'Before somebody’s work was taken back',
}

/** "34 kB", "2.1 MB" */
export function sizeWords(bytes: number): string {
  if (bytes < 1_000_000) return `${amount(Math.max(1, Math.round(bytes / 1_000)))} kB`
  return `${amount(Math.round(bytes / 100_000) / 10)} MB`
}

/** "3 May 2026, 14:02" in the plan's time zone. */
export function momentWords(ms: number, timeZone: string): string {
  const options: Intl.DateTimeFormatOptions = { dateStyle: 'long', timeStyle: 'short' }
  try {
    return new Intl.DateTimeFormat('en-GB', { ...options, timeZone }).format(ms)
  } catch {
    return new Intl.DateTimeFormat('en-GB', { ...options, timeZone: 'UTC' }).format(ms)
  }
}
