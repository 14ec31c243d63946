import type { Entry } from '../model/envelope.ts'
import { undoEntry } from './record.ts'

/** Whose effect is taken back: a person's (null: of nobody named), a device's, or one change's. */
export type TakenAuthor =
  | { readonly kind: 'person'; readonly person: string | null }
  | { readonly kind: 'device'; readonly device: string }
  | { readonly kind: 'change'; readonly change: string }

export interface Taken {
  readonly what: TakenAuthor
  /** A plan time, in milliseconds since 1970: only what counts from then on. Null: ever. */
  readonly since: number | null
}

/** Whether a record is one of those whose effect goes. `at` is its plan time. */
export function isTakenBack(
  { what, since }: Taken,
  record: {
    readonly change: string
    readonly person: string | null
    readonly device: string
    readonly at: number
  },
): boolean {
  if (since !== null && record.at < since) return false
  if (what.kind === 'change') return record.change === what.change
  return what.kind === 'person' ? record.person === what.person : record.device === what.device
}

/** The first entry of each record that takes somebody's work back. One change that is taken back is undone. */
export function takeBackEntry({ what, since }: Taken, why: string): Entry {
  if (what.kind === 'change') return undoEntry(what.change, why)
  const to = what.kind === 'person' ? what.person : what.device
  return { name: TAKE_BACK, record: '', field: what.kind, from: since, to, why }
}

/** Whose work these entries take back, or null. */
export function takenBackBy(entries: readonly Entry[]): Taken | null {
  const entry = entries.find((one) => one.name === TAKE_BACK)
  if (entry === undefined) return null
  const since = typeof entry.from === 'number' ? entry.from : null
  if (entry.field === 'device' && typeof entry.to === 'string')
    return { what: { kind: 'device', device: entry.to }, since }
  if (entry.field === 'person' && (typeof entry.to === 'string' || entry.to === null))
    return { what: { kind: 'person', person: entry.to }, since }
  return null
}

const TAKE_BACK = 'takeBack'
