import * as Y from 'yjs'
import type { Entry } from '../../src/model/envelope.ts'
import type { JudgedRecord } from '../../src/sync/gate.ts'
import { takeBackEntry, type Taken } from '../../src/sync/take-back-entry.ts'
import { createSeenRecords } from '../../src/sync/take-back-records.ts'
import { workToTakeBack, type TakeBack } from '../../src/sync/take-back.ts'
import { applyOpposite, type Undone } from '../../src/sync/undo-apply.ts'
import { oppositeOf } from '../../src/sync/undo.ts'
import { readUpdate } from '../../src/sync/update-form.ts'
import type { RecordPeer } from './record-peer.ts'

/** What taking back would write, from all records that a peer holds. A record's plan time is its place among them, from 0. */
export function workOf(peer: RecordPeer, taken: Taken): TakeBack {
  const doc = new Y.Doc()
  const records = createSeenRecords()
  peer.records.forEach((record, i) => {
    const read = readUpdate(record.update)
    if (read === null) throw new Error('A record cannot be read.')
    records.note(record, record.update, read, i)
    Y.applyUpdate(doc, record.update)
  })
  return workToTakeBack({ doc, records, taken })
}

export interface DidTakeBack extends Undone {
  readonly work: TakeBack
  readonly entries: readonly Entry[]
  /** The record that did it; null where nothing was to be done. */
  readonly record: JudgedRecord | null
}

/** Takes back under this peer's name. */
export function takeBack(peer: RecordPeer, taken: Taken): DidTakeBack {
  const work = workOf(peer, taken)
  const opposite = { change: '', ...work }
  const by = { person: peer.device, at: 7, why: 'off' }
  const first = takeBackEntry(taken, 'off')
  const dry: Entry[] = []
  applyOpposite(peer.doc, opposite, by, (entry) => dry.push(entry), { first, dry: true })
  if (dry.length === 0) return { ...applyOpposite(peer.doc, opposite, by), work, entries: [], record: null }
  const entries: Entry[] = []
  let undone: Undone = { restored: 0, left: [] }
  const record = peer.write(
    (doc) => (undone = applyOpposite(doc, opposite, by, (entry) => entries.push(entry), { first })),
    { entries },
  )
  if (JSON.stringify(entries) !== JSON.stringify(dry)) throw new Error('Looking first said something else.')
  return { ...undone, work, entries, record }
}

/** Undoes a change of this peer's plan, under its name. */
export async function undo(peer: RecordPeer, change: string): Promise<JudgedRecord> {
  const starts = new Map<number, number>()
  const extents = peer.records.map((record) => {
    const start = starts.get(record.client) ?? 0
    starts.set(record.client, record.clock)
    return { record, start, end: record.clock }
  })
  const opposite = await oppositeOf({
    change,
    records: peer.records.filter((record) => record.change === change),
    doc: peer.doc,
    recordHolding: async (client, clock) =>
      extents.find((one) => one.record.client === client && one.start <= clock && clock < one.end)?.record,
  })
  const entries: Entry[] = []
  return peer.write(
    (doc) => applyOpposite(doc, opposite, { person: peer.device, at: 8, why: '' }, (entry) => entries.push(entry)),
    { entries },
  )
}

/** Everybody gets what the others have, in an order that each can take. */
export function meetAll(...peers: readonly RecordPeer[]): void {
  for (let round = 0; round < peers.length; round++)
    for (const from of peers)
      for (const to of peers) if (from !== to) for (const { bytes } of [...from.records]) to.take(bytes)
}
