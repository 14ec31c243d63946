import { isEnvelope } from '../contract/calls.ts'
import type { Envelope } from '../model/envelope.ts'

/** Highest `[seq, clock]` of each line that this window was told is on disk. */
export type Acknowledged = Readonly<Record<string, readonly [seq: number, clock: number]>>

/** An undelivered edit, under the key of its line and number. */
export interface OutboxRow {
  readonly plan: string
  readonly client: number
  readonly seq: number
  readonly envelope: Envelope
}

/** What was typed in a field and not kept: no edit yet, and nobody else's business. */
export interface DraftRow {
  readonly plan: string
  /** Which field: `items/<id>/title`, or the name of a place where something new is written. */
  readonly field: string
  /** The window in which it was typed. */
  readonly window: string
  readonly text: string
  /** What stood in the field when the typing began. */
  readonly base: string
  /** Where something new would stand; empty where that says nothing. */
  readonly place: string
  /** When it was typed, in ms since 1970. */
  readonly at: number
}

export function isDraftRow(row: unknown): row is DraftRow {
  if (typeof row !== 'object' || row === null) return false
  const { plan, field, window, text, base, place, at } = row as Partial<DraftRow>
  return [plan, field, window, text, base, place].every((one) => typeof one === 'string') && Number.isFinite(at)
}

/** What a browser's database gives back may be anything: an edit is one only if all of it is there and it stands under its own key. */
export function isOutboxRow(row: unknown): row is OutboxRow {
  if (typeof row !== 'object' || row === null) return false
  const { plan, client, seq, envelope } = row as Partial<OutboxRow>
  return (
    typeof plan === 'string' &&
    isEnvelope(envelope) &&
    isCount(envelope.client) &&
    isCount(envelope.seq) &&
    envelope.client === client &&
    envelope.seq === seq
  )
}

/** The lines that can be read; a note that is none says nothing. */
export function readAcknowledged(marks: unknown): Acknowledged {
  if (typeof marks !== 'object' || marks === null) return {}
  return Object.fromEntries(
    Object.entries(marks).filter(
      ([client, mark]) => isCount(Number(client)) && Array.isArray(mark) && mark.length === 2 && mark.every(isEnd),
    ),
  )
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) > 0
}

function isEnd(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0
}
