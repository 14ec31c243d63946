/**
 * The conflicts to show: those of heads.ts whose field is still part of the plan. Equal on every host that holds the same
 * records.
 */
import type * as Y from 'yjs'
import type { Field, Heads, Join, OpenConflict } from './heads.ts'
import type { Write } from './standing.ts'
import { heldStruct } from './struct-places.ts'

/** Sorted by path. */
export function openConflicts(heads: Heads, doc: Y.Doc): OpenConflict[] {
  return heads
    .open()
    .filter((conflict) => isInLiveMap(doc, conflict))
    .sort(byPath)
}

/** Values that somebody wrote over after they had stood against each other; see Heads.overruled for `valueOf`. */
export function overruledWrites(heads: Heads, doc: Y.Doc, valueOf?: (write: Write) => unknown): Join[] {
  return heads
    .overruled(valueOf)
    .filter((join) => isInLiveMap(doc, join))
    .sort((a, b) => byPath(a, b) || a.by.client - b.by.client || a.by.clock - b.by.clock)
}

/** False for a field of a record that lost against another of the same id. */
export function isInLiveMap(doc: Y.Doc, { madeBy }: Field): boolean {
  if (madeBy === '') return true
  const [client, clock] = madeBy.split('/').map(Number) as [number, number]
  return heldStruct(doc, { client, clock })?.deleted === false
}

function byPath(a: Field, b: Field): number {
  return a.path < b.path ? -1 : a.path > b.path ? 1 : 0
}
