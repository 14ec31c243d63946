/**
 * The conflicts to show: those of heads.ts whose field is still part of the plan. Equal on every host that holds the same
 * records.
 */
import type * as Y from 'yjs'
import { DELETED } from './crossed.ts'
import type { Crossing, Crossings } from './crossings.ts'
import type { Field, Heads, Join, OpenConflict } from './heads.ts'
import type { Write } from './standing.ts'
import { liveItem } from './live-item.ts'
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

/** Records that one deleted and another edited, not knowing of each other, as long as nobody wrote over either since. */
export function openCrossings(crossings: Crossings, heads: Heads, doc: Y.Doc): Crossing[] {
  const isHead = (path: string, madeBy: string, write: Write): boolean => {
    const forked = heads.of({ path, madeBy })
    if (forked) return forked.some(({ client, clock }) => client === write.client && clock === write.clock)
    const live = liveItem(doc, path.split('/'))
    return live !== undefined && live.id.client === write.client && live.id.clock + live.length - 1 === write.clock
  }
  return crossings
    .all()
    .filter(({ record, madeBy, deletion, key, edit }) => {
      const isOpen = isHead(`${record}/${DELETED}`, madeBy, deletion) && isHead(`${record}/${key}`, madeBy, edit)
      return isOpen && isInLiveMap(doc, { path: record, madeBy })
    })
    .sort((a, b) => (a.record === b.record ? (a.key < b.key ? -1 : 1) : a.record < b.record ? -1 : 1))
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
