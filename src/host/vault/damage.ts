import type { Position } from './position.ts'

export type DamageKind = 'record' | 'torn-tail' | 'segment-missing' | 'segment-unreadable' | 'journal-short'

/** A place of the journal that could not be read. Everything else was. */
export interface Damage {
  readonly damage: DamageKind
  /** First byte that is affected, and the first behind it. */
  readonly position: Position
  readonly end: Position
  /** How many records of this segment were read before it, counted from 0; null where that is not known. */
  readonly number: number | null
  /** One sentence for people: which record, or between which. */
  readonly message: string
  /** The bytes that cannot be trusted, at most 64 kB of them. */
  readonly bytes: Uint8Array
}

export interface JournalRecord {
  readonly position: Position
  /** As appended. */
  readonly bytes: Uint8Array
}

export const isDamage = (one: JournalRecord | Damage): one is Damage => 'damage' in one
