import { join } from 'node:path'
import type { Files } from '../ports/files.ts'
import { readFrame } from '../vault/frame.ts'
import { writeWhole } from '../vault/json-file.ts'
import { JOURNAL_START, offsetOf, positionAt, segmentOf, type Position } from '../vault/position.ts'
import { scanSegment } from '../vault/segment-scan.ts'
import type { Segment } from '../vault/segments.ts'
import { breath } from './breath.ts'
import { decodeFacts, encodeFacts } from './facts-file.ts'
import { createHistoryIndex, type HistoryIndex } from './history-index.ts'
import { factsOf, quickHeader, type RecordFacts } from './record-facts.ts'
import type { SegmentBytes } from './segment-bytes.ts'

/** Records between two looks at what else there is to do: about 10 ms. */
const SLICE = 1_000

/** Keeps the index of one plan in step with its journal, from files of facts where they are there. */
export interface IndexKeeper {
  /** With all records that begin before `end`. */
  upTo(end: Position): Promise<HistoryIndex>
  /** Bytes of a record of the index. Null where the journal does not give it any more. */
  read(index: HistoryIndex, record: number): Promise<Uint8Array | null>
  /** Writes the files of facts that are missing. Rejects as the disk does. */
  writeFacts(): Promise<void>
}

export const factsName = (segment: number): string => `facts-${String(segment).padStart(6, '0')}`

export function createIndexKeeper(options: {
  readonly files: Files
  /** The plan's `history` folder. */
  readonly folder: string
  readonly segments: SegmentBytes
  /** Up to which seq of each line the plan's snapshots go. Asked only where records are missing. */
  readonly covered: () => Promise<(client: number) => number>
}): IndexKeeper {
  const { files, folder, segments } = options
  let index = createHistoryIndex()
  let scanned: Position = JOURNAL_START
  let trusted = true
  let doubted = false
  let turn: Promise<unknown> = Promise.resolve()

  return {
    upTo(end) {
      const next = turn.then(() => {
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
      // The files of facts do not belong to this journal: the next question reads it anew.
      if (header !== null && from === index && trusted) doubted = true
      return null
    },
    async writeFacts() {
      const list = await segments.list()
      for (const segment of list.slice(0, -1)) {
        if (segment.number >= segmentOf(scanned) || (await savedFacts(segment.number)) !== null) continue
        const { facts, whole } = await factsIn(segment, 0, Infinity)
        if (whole) await write(segment.number, encodeFacts(segment.number, facts))
      }
    },
  }

  async function readOn(end: Position): Promise<HistoryIndex> {
    const list = await segments.list()
    const last = list.at(-1)?.number ?? 0
    for (const segment of list) {
      if (segment.number < segmentOf(scanned) || positionAt(segment.number, 0) >= end) continue
      const from = segment.number === segmentOf(scanned) ? offsetOf(scanned) : 0
      const to = segment.number === segmentOf(end) ? offsetOf(end) : Infinity
      const saved = from === 0 && segment.number < last && to === Infinity ? await savedFacts(segment.number) : null
      const facts = saved ?? (await factsIn(segment, from, to)).facts
      if (!(await noteAll(facts, segment.number))) {
        // What was given up as lost came after all: it has its place in the past.
        startAnew(trusted)
        return readOn(end)
      }
      scanned = to === Infinity ? positionAt(segment.number + 1, 0) : positionAt(segment.number, to)
    }
    scanned = Math.max(scanned, end)
    if (index.waiting > 0) index.settle(await options.covered())
    return index
  }

  async function noteAll(facts: readonly RecordFacts[], segment: number): Promise<boolean> {
    let done = 0
    for (const one of facts) {
      if (index.note(one, segment) === 'late') return false
      if (++done % SLICE === 0) await breath()
    }
    return true
  }

  function startAnew(trust: boolean): void {
    index = createHistoryIndex()
    scanned = JOURNAL_START
    trusted = trust
    doubted = false
    segments.forget()
  }

  /** `whole`: nothing in it was damaged. */
  async function factsIn(
    segment: Segment,
    from: number,
    to: number,
  ): Promise<{ facts: RecordFacts[]; whole: boolean }> {
    const facts: RecordFacts[] = []
    let whole = true
    let done = 0
    for await (const { at, bytes } of recordsIn(segment, from, to)) {
      const one = bytes === null ? null : factsOf(bytes, at)
      if (one === null) whole = false
      else facts.push(one)
      if (++done % SLICE === 0) await breath()
    }
    return { facts, whole }
  }

  async function* recordsIn(segment: Segment, from: number, to: number) {
    if (from > 0) {
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
      yield { at: found.at, bytes: found.is === 'record' ? found.bytes : null }
  }

  async function savedFacts(segment: number): Promise<RecordFacts[] | null> {
    if (!trusted) return null
    try {
      return decodeFacts(await files.read(join(folder, factsName(segment))), segment)
    } catch {
      // Not there, or not readable: the segment itself says the same.
      return null
    }
  }

  async function write(segment: number, bytes: Uint8Array): Promise<void> {
    await files.makeFolder(folder)
    await writeWhole(files, join(folder, factsName(segment)), bytes)
  }
}
