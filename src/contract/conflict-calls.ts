import * as v from 'valibot'
import { call } from './call.ts'
import { planId as plan } from './shapes.ts'

/**
 * What people changed apart. Nothing of it is written down anywhere: it follows from the records, and every host that has the
 * same records gives the same list. Settling one is a command of the window (commands/settle-conflict.ts).
 */
export type ConflictKind = 'field' | 'place' | 'deletion' | 'text'

/** One of the writes that stand against each other. */
export interface ConflictSide {
  /** Who wrote it; the rest is empty or 0 where the record cannot be read any more. */
  readonly person: string | null
  readonly role: string | null
  readonly device: string
  /** By the writer's clock. */
  readonly time: number
  readonly change: string
  /** The key that was written; in a deletion `deleted`, or what was edited meanwhile. */
  readonly key: string
  /** Of a place the rank key, of a deletion who deleted when and why or null for a restore; null for a text. */
  readonly value: unknown
  /** Of a place: where the item stands with it, from 1. */
  readonly rank: number | null
  /** Of a text: what it said to this writer. Null where that cannot be told. */
  readonly text: string | null
}

export interface Conflict {
  /** The same on every host; names exactly these writes. */
  readonly id: string
  readonly kind: ConflictKind
  /** `items/<id>`, or `plan`. */
  readonly record: string
  /** `title`, `label:later`, `rank`, `deleted`, `description` ... */
  readonly key: string
  /** Where it stands in the document. */
  readonly path: string
  /** The item that the record is, or is a part of; null for others. */
  readonly item: string | null
  readonly sides: readonly ConflictSide[]
  /** Of a text: what it said to all of them before. */
  readonly base: string | null
  /** Written within a few seconds by people who were connected: worth a word and no review. */
  readonly quiet: boolean
}

/** A later write went over the sides, knowing them, and nobody settled it. */
export interface Overruled extends Conflict {
  readonly by: ConflictSide
}

/** A conflict that people at this device saw as open, and that somebody settled since. */
export interface SettledConflict extends Pick<Conflict, 'id' | 'kind' | 'record' | 'key' | 'item'> {
  /** A person; null where nobody said. */
  readonly by: string | null
  /** By that one's clock. */
  readonly at: number
  /** What was chosen; null for a text, and where nothing is the value. */
  readonly value: unknown
  readonly why: string
  /** It was made a decision, which says what comes of it. */
  readonly isDecision: boolean
}

export interface ConflictList {
  /** Newest first. */
  readonly open: readonly Conflict[]
  readonly overruled: readonly Overruled[]
  /** What did not fit into the lists: 500 open and 200 overruled ones. */
  readonly others: number
  /** Newest first, at most 50: until `conflicts.settledSeen`. Left out: none. */
  readonly settled?: readonly SettledConflict[]
}

export const CONFLICT_CALLS = {
  'conflicts.list': call<ConflictList>()(v.object({ plan })),
  'conflicts.settledSeen': call<void>()(
    v.object({ plan, ids: v.pipe(v.array(v.pipe(v.string(), v.maxLength(64))), v.maxLength(1_000)) }),
  ),
} as const

/** News of these calls. `open`: how many conflicts wait for a person. */
export interface ConflictEvents {
  'conflicts.changed': { plan: string; open: number }
}
