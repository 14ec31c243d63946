import * as Y from 'yjs'
import { canonicalJson } from '../../doc/replica.ts'
import type { Knowledge } from '../../model/envelope.ts'
import { linesOf } from '../history/checkpoints.ts'
import { sha256 } from './record-crypto.ts'
import type { SnapshotFile } from './snapshot-file.ts'

/**
 * Whether a document holds each line as far as its ledger says, and no other. Whoever can make the sums of a snapshot right
 * can put the state of another plan into it; this costs nothing and finds it.
 */
export function isSameFar(doc: Y.Doc, vector: Knowledge): boolean {
  for (const [client, [, clock]] of Object.entries(vector))
    if (Y.getState(doc.store, Number(client)) !== clock) return false
  return [...doc.store.clients.keys()].every((client) => vector[client] !== undefined)
}

/** Whether a snapshot's state says what its head says of it. Loads it: some hundred milliseconds for a large plan. */
export function saysWhatItClaims({ state, meta, contentHash }: SnapshotFile): boolean {
  const doc = new Y.Doc()
  try {
    Y.applyUpdate(doc, state)
    const lines = linesOf(meta)
    const said = Buffer.from(sha256(new TextEncoder().encode(canonicalJson(doc)))).toString('hex')
    return said === contentHash && [...doc.store.clients.keys()].every((client) => lines.has(client))
  } catch {
    return false
  } finally {
    doc.destroy()
  }
}
