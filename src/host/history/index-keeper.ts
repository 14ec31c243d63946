import { join } from 'node:path'
import type { Files } from '../ports/files.ts'
import { readFrame } from '../vault/frame.ts'
import { writeWhole } from '../vault/json-file.ts'
import { isPacked } from '../vault/packed-segment.ts'
import { JOURNAL_START, offsetOf, positionAt, segmentOf, type Position } from '../vault/position.ts'
import { scanSegment } from '../vault/segment-scan.ts'
import type { Segment } from '../vault/segments.ts'
import { breath } from './breath.ts'
import { nameOfOut } from '../../sync/taken-out.ts'
import { createHistoryIndex, type HistoryIndex } from './history-index.ts'
import { decodeIndex, encodeIndex } from './index-file.ts'
import { factsOf, quickHeader } from './record-facts.ts'
import type { SegmentBytes } from './segment-bytes.ts'
import { NOTHING_OUT, type TakenOutNames } from './taken-out-names.ts'

/** Records between two looks at what else there is to do: about 10 ms. */
const SLICE = 1_000

/** Keeps the index of one plan in step with its journal, going on from the index that was written down before. */
export interface IndexKeeper {
  /** With all records that begin before `end`, but those that were taken out. */
  upTo(end: Position, out?: TakenOutNames): Promise<HistoryIndex>
  /** Bytes of a record of the index. Null where the journal does not give it any more. */
  read(index: HistoryIndex, record: number): Promise<Uint8Array | null>
  /** The same for whoever reads thousands, without a look whether it is the right one. */
  readQuickly(index: HistoryIndex, record: number): Promise<Uint8Array | null>
  /** Writes the index down if much came since the last time. Rejects as the disk does. */
  write(): Promise<void>
}

export const INDEX_NAME = 'index'
/** So many records are read from the journal in a moment. */
const WORTH_WRITING = 5_000

export function createIndexKeeper(options: {
  readonly files: Files
  /** The plan's `history` folder. */
  readonly folder: string
  readonly plan: string
  readonly segments: SegmentBytes
  /** Up to which seq of each line the plan's snapshots go. Asked only where records are missing. */
  readonly covered: () => Promise<(client: number) => number>
}): IndexKeeper {
  const { files, folder, plan, segments } = options
  let index = createHistoryIndex()
  let scanned: Position = JOURNAL_START
  let trusted = true
  let written = 0
  let doubted = false
  let out = NOTHING_OUT
  let outSet: ReadonlySet<string> = new Set()
  let turn: Promise<unknown> = Promise.resolve()

  return {
    upTo(end, given = NOTHING_OUT) {
      const next = turn.then(() => {
        if (given.generation !== out.generation) startAnew(trusted)
        if (given.records.length !== out.records.length) outSet = new Set(given.records)
        out = given
        if (doubted) startAnew(false)
        return end > scanned ? readOn(end) : index
      })
      turn = next.catch(() => undefined)
      return next
    },
    async read(from, record) {
      const bytes = await segments.record(from.positionOf(record))
      const header = bytes === null ? null : quickHeader(bytes)
      if (header !== null && header.client === from.clientOf(record) && header.seq === from.seqOf(record)) return bytes
      // The index that was written down does not belong to this journal: the next question reads all of it.
      if (header !== null && from === index && trusted) doubted = true
      return null
    },
    readQuickly: (from, record) => segments.record(from.positionOf(record)),
    async write() {
      const saved = index.records >= written + WORTH_WRITING ? index.toSaved() : null
      if (saved === null) return
      const [end, records] = [scanned, index.records]
      const bytes = encodeIndex({ plan, end, generation: out.generation, index: saved })
      await files.makeFolder(folder)
      await writeWhole(files, join(folder, INDEX_NAME), bytes)
      written = records
    },
  }

  async function readOn(end: Position): Promise<HistoryIndex> {
    if (scanned === JOURNAL_START && trusted) await load(end)
    for (const segment of await segments.list()) {
      if (segment.number < segmentOf(scanned) || positionAt(segment.number, 0) >= end) continue
      const from = segment.number === segmentOf(scanned) ? offsetOf(scanned) : 0
      const to = segment.number === segmentOf(end) ? offsetOf(end) : Infinity
      if (!(await noteAll(segment, from, to))) {
        // What was given up as lost came after all: it has its place in the past.
        startAnew(false)
        return readOn(end)
      }
      scanned = to === Infinity ? positionAt(segment.number + 1, 0) : positionAt(segment.number, to)
    }
    scanned = Math.max(scanned, end)
    if (index.waiting > 0) index.settle(await options.covered())
    return index
  }

  async function noteAll(segment: Segment, from: number, to: number): Promise<boolean> {
    let done = 0
    for await (const { at, bytes } of recordsIn(segment, from, to)) {
      const facts = factsOf(bytes, at)
      if (facts !== null && outSet.size > 0 && outSet.has(nameOfOut(facts))) continue
      if (facts !== null && index.note(facts, segment.number) === 'late') return false
      if (++done % SLICE === 0) await breath()
    }
    return true
  }

  /** What was written down before; it must not go further than what is on disk, nor say what the journal does not. */
  async function load(end: Position): Promise<void> {
    const saved = await files.read(join(folder, INDEX_NAME)).then(
      (bytes) => decodeIndex(bytes, plan),
      () => null,
    )
    if (saved === null || saved.end > end || saved.generation !== out.generation) return
    const known = createHistoryIndex(saved.index)
    await segments.list()
    const last = known.records - 1
    const bytes = last < 0 ? null : await segments.record(known.positionOf(last))
    const header = bytes === null ? null : quickHeader(bytes)
    if (last >= 0 && (header?.client !== known.clientOf(last) || header.seq !== known.seqOf(last))) return
    index = known
    scanned = saved.end
    written = known.records
  }

  function startAnew(trust: boolean): void {
    index = createHistoryIndex()
    scanned = JOURNAL_START
    written = 0
    trusted = trust
    doubted = false
    segments.forget()
  }

  async function* recordsIn(segment: Segment, from: number, to: number) {
    if (from > 0 && !isPacked(segment.path)) {
      // What came since the last question, without reading the rest of the segment again.
      const file = await files.open(segment.path, 'read').catch(() => null)
      if (file !== null) {
        const bytes = await file
          .read(from, to === Infinity ? (await file.size()) - from : to - from)
          .finally(() => file.close())
        let at = 0
        for (let read = readFrame(bytes, at); at < bytes.length && read.is === 'record'; read = readFrame(bytes, at)) {
          yield { at: from + at, bytes: read.record }
          at = read.next
        }
        if (at >= bytes.length) return
        from += at
      }
    }
    const all = await segments.whole(segment, to === Infinity ? 0 : to)
    for (const found of scanSegment(to === Infinity ? all : all.subarray(0, to), from).found)
      if (found.is === 'record') yield { at: found.at, bytes: found.bytes }
  }
}
