import type { Position } from './position.ts'

export type DamageKind = 'record' | 'torn-tail' | 'segment-missing' | 'segment-unreadable' | 'journal-short'

/** What of a record can be said in a sentence. */
export interface DamagedRecord {
  readonly client: number
  readonly seq: number
  readonly person: string | null
  /** By its writer's clock, in milliseconds since 1970. */
  readonly time: number
}

/** A place of the journal that could not be read. Everything else was. */
export interface Damage {
  readonly damage: DamageKind
  /** First byte that is affected, and the first behind it. */
  readonly position: Position
  readonly end: Position
  /** How many records of this segment were read before it, counted from 0; null where that is not known. */
  readonly number: number | null
  /** One sentence for people, without its full stop: which record, or between which. People are named by their ids. */
  readonly message: string
  /** The record that stands there, where its header can still be trusted. */
  readonly record: DamagedRecord | null
  /** The nearest ones that could be read. */
  readonly before: DamagedRecord | null
  readonly after: DamagedRecord | null
  /** The bytes that cannot be trusted, at most 64 kB of them. */
  readonly bytes: Uint8Array
}

export interface JournalRecord {
  readonly position: Position
  /** As appended. */
  readonly bytes: Uint8Array
}

export const isDamage = (one: JournalRecord | Damage): one is Damage => 'damage' in one
