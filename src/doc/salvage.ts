/**
 * What a window's cache holds under one of our lines and no envelope and no record does, after a crash. Without the
 * document's deletes: a state diff would carry other people's under this line's name. Own structs that were deleted come
 * as deleted.
 */
import * as Y from 'yjs'

/** The line's structs from `clock` on as a V1 update without deletes; null if there are none. */
export function salvageUpdate(doc: Y.Doc, client: number, clock: number): Uint8Array | null {
  if (Y.getState(doc.store, client) <= clock) return null
  const known = new Map<number, number>()
  for (const line of doc.store.clients.keys()) known.set(line, Y.getState(doc.store, line))
  known.set(client, clock)
  const diff = Y.encodeStateAsUpdate(doc, encodeVector(known))
  const deletes = Y.encodeSnapshot(Y.createSnapshot(Y.createDeleteSetFromStructStore(doc.store), new Map())).length - 1
  const update = new Uint8Array(diff.length - deletes + 1)
  update.set(diff.subarray(0, diff.length - deletes))
  return update
}

/** A Yjs state vector, V1. */
function encodeVector(clocks: ReadonlyMap<number, number>): Uint8Array {
  // A snapshot without deletes is one zero byte and the vector.
  return Y.encodeSnapshot(Y.createSnapshot(Y.createDeleteSet(), new Map(clocks))).subarray(1)
}
