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

/** What the host says of a record or a backup carries moments as machines write them; people read them as everywhere else. */
export function readMoments(words: string, timeZone: string): string {
  return words.replaceAll(
    /(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d)(?::\d\d(?:\.\d+)?)?(?:Z| UTC)/g,
    (_, day: string, time: string) => momentWords(Date.parse(`${day}T${time}:00Z`), timeZone),
  )
}

/** "3 May 2026 at 14:02" in the plan's time zone. */
export function momentWords(ms: number, timeZone: string): string {
  const options: Intl.DateTimeFormatOptions = { dateStyle: 'long', timeStyle: 'short' }
  try {
    return new Intl.DateTimeFormat('en-GB', { ...options, timeZone }).format(ms)
  } catch {
    return new Intl.DateTimeFormat('en-GB', { ...options, timeZone: 'UTC' }).format(ms)
  }
}
