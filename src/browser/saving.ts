import type { DiskStatus } from '../contract/host-info.ts'

/** The state of the work, as the line on top shows it. */
export interface Saving {
  readonly state: 'saved' | 'saving' | 'not-saved' | 'host-away'
  /** Edits that are not on disk yet. */
  readonly pending: number
  readonly message: string
  /** Why nothing is saved just now: the disk's reason (see DiskStatus), `away`, `less`, `refusing`; empty while all is well. */
  readonly reason: string
}

/** What decides it. */
export interface SavingFacts {
  readonly pending: number
  /** The host can be reached. */
  readonly up: boolean
  /** This browser keeps a copy of what is not saved yet. */
  readonly isKept: boolean
  /** The host holds less than was saved once. */
  readonly isLess: boolean
  readonly disk: DiskStatus
  /** Why the host does not take what is sent, in its words; empty while it does. */
  readonly trouble: string
}

export const ALL_SAVED: Saving = { state: 'saved', pending: 0, message: '', reason: '' }

/** The first thing that is wrong is what is said. */
export function savingOf({ pending, up, isKept, isLess, disk, trouble }: SavingFacts): Saving {
  if (!up) return { state: 'host-away', pending, reason: 'away', message: isKept ? AWAY_KEPT : AWAY }
  if (isLess) return { state: 'not-saved', pending, reason: 'less', message: LESS }
  if (!disk.ok) return { state: 'not-saved', pending, reason: disk.reason, message: disk.message }
  if (trouble !== '') return { state: 'not-saved', pending, reason: 'refusing', message: trouble }
  return pending > 0 ? { ...ALL_SAVED, state: 'saving', pending } : ALL_SAVED
}

const AWAY_KEPT = 'The host is being started again. Your edits are kept in this window.'
const AWAY = 'The host is being started again. Keep this window open: your edits are only here.'
const LESS =
  'This machine now holds less of this plan than it had saved before. Nothing was overwritten. Keep this window open, export the plan, and run "ordinal verify".'
