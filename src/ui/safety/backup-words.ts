import type { BackupReason } from '../../state/safety-state.svelte.ts'
import { amount } from '../amounts.ts'
import { ago } from '../days.ts'
import { fullMoment } from '../history/moment-words.ts'

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

/** What the host says carries moments as machines write them; people read them by their own clock, as in History. */
export function readMoments(words: string): string {
  return words.replaceAll(
    /(\d{4}-\d\d-\d\d)(?:[T ]| at )(\d\d:\d\d)(?::\d\d(?:\.\d+)?)?(?:Z| UTC)/g,
    (_, day: string, time: string) => fullMoment(Date.parse(`${day}T${time}:00Z`)),
  )
}

/** A sentence about damage, and apart from it which record and which bytes: of use only to whoever mends by hand. */
export function withoutParticulars(words: string): { readonly plain: string; readonly particulars: string } {
  const particulars: string[] = []
  const plain = words.replaceAll(/ \(((?:records? |line |journal-|bytes )[^()]*)\)/g, (_, one: string) => {
    particulars.push(one)
    return ''
  })
  return { plain: readMoments(plain), particulars: particulars.join('; ') }
}

/** "12 minutes ago", "yesterday", by the reader's clock. */
export function agoHere(ms: number, now: number): string {
  return ago(ms, now, new Intl.DateTimeFormat().resolvedOptions().timeZone)
}
