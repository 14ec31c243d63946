import { basename, join } from 'node:path'
import type { DiskStatus } from '../../contract/host-info.ts'
import type { Clock } from '../ports/clock.ts'
import type { Files, OpenFile } from '../ports/files.ts'
import { isDamage, type Damage, type JournalRecord } from './damage.ts'
import { CLOSED, diskFailure, diskStatusOf, JOURNAL_SHORT, SAVING_WELL } from './disk-status.ts'
import { frameOf } from './frame.ts'
import { readSegments, type Tail } from './journal-reader.ts'
import { keepBytesAside } from './kept-aside.ts'
import { hashLines, linesToHex, type LineHashes } from './line-hashes.ts'
import { JOURNAL_START, offsetOf, positionAt, segmentOf, type Position } from './position.ts'
import { createRecordReader } from './record-reader.ts'
import { segmentBytes as bytesOf } from './segment-bytes.ts'
import { encodeSegmentHeader } from './segment-header.ts'
import { scanSegment } from './segment-scan.ts'
import { segmentName, type Segment, type SegmentList } from './segments.ts'

/** A segment that has grown to this many bytes is followed by the next. */
export const SEGMENT_BYTES = 16 * 1024 * 1024
/** From this share of a segment on, what the next one's header will say is counted beside the writing. */
const AHEAD = 0.9
/** Waiting records go to the disk together, up to this many bytes at a time. */
const BATCH_BYTES = 4 * 1024 * 1024
/** After a failure less at a time, so that what little room there is gets used. */
const CAREFUL_BYTES = 64 * 1024
/** After a failure of the disk, in milliseconds: doubled each time up to the last. */
export const FIRST_RETRY = 250
export const LAST_RETRY = 5_000

export interface JournalOptions {
  readonly files: Files
  readonly folder: string
  readonly plan: string
  readonly clock: Clock
  readonly list: SegmentList
  /** Nothing is ever written before this, even if the journal on disk ends earlier. */
  readonly floor: Position
  readonly segmentBytes?: number
}

/** The segments of one plan: reads them, and writes behind the last record. Nothing on disk changes before the first append. */
export interface Journal {
  read(from: Position): AsyncIterable<JournalRecord | Damage>
  readAt(position: Position): Promise<Uint8Array | null>
  /** See PlanVault. */
  append(bytes: Uint8Array): Promise<Position>
  /** Makes a finished stage the next segment, after all that was appended before. Retries like an append. */
  adopt(path: string): Promise<number>
  /** What an earlier start left is mended: torn tail aside, finished stages named, unfinished ones gone. */
  mended(): Promise<void>
  flushed(): Promise<void>
  status(): DiskStatus
  onStatus(listener: (status: DiskStatus) => void): () => void
  /** Behind the last record on disk. */
  end(): Promise<Position>
  close(): Promise<void>
}

interface Place {
  segment: number
  offset: number
  begun: boolean
  file: OpenFile | null
  torn: boolean
}
interface Job {
  readonly frame: Uint8Array | null
  /** A stage to adopt, or '' to do nothing but mend. */
  readonly stage: string
  readonly resolve: (position: Position) => void
  readonly reject: (error: Error) => void
}

export function createJournal({
  files,
  folder,
  plan,
  clock,
  list,
  floor,
  segmentBytes = SEGMENT_BYTES,
}: JournalOptions): Journal {
  const segments: Segment[] = [...list.segments]
  const records = createRecordReader(files, () => segments)
  const listeners = new Set<(status: DiskStatus) => void>()
  let unmended = true
  let queue: Job[] = []
  let at: Place | null = null
  let endOfRecords: Position | null = null
  let tail: Tail | null = null
  let writing: Promise<void> | null = null
  let last: Promise<unknown> = Promise.resolve()
  let status = SAVING_WELL
  let retryIn = FIRST_RETRY
  let callOffRetry: (() => void) | null = null
  let ahead: Promise<LineHashes | null> | null = null
  let closed = false

  return {
    async *read(from) {
      const upTo = at === null ? Infinity : (endOfRecords ?? Infinity)
      yield* readSegments(files, [...segments], { from, upTo, onTail: (found) => (tail = found) })
    },
    readAt: (position) => records.readAt(position),
    append: (bytes) => enqueue(frameOf(bytes), ''),
    async adopt(path) {
      return segmentOf(await enqueue(null, path))
    },
    async mended() {
      if (unmended) await enqueue(null, '')
    },
    flushed: () => last.then(() => undefined),
    status: () => status,
    onStatus(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    async end() {
      if (endOfRecords === null) await findEnd()
      return endOfRecords ?? JOURNAL_START
    },
    async close() {
      closed = true
      callOffRetry?.()
      callOffRetry = null
      // One more try for what waits; a disk that still fails does not get to keep the program from ending.
      if (writing !== null) await writing
      if (queue.length > 0) await flush()
      for (const job of queue) job.reject(diskFailure(CLOSED, 'The plan was closed before this was on disk.'))
      queue = []
      await at?.file?.close().catch(() => undefined)
      await records.close()
    },
  }

  function enqueue(frame: Uint8Array | null, stage: string): Promise<Position> {
    if (closed) return Promise.reject(diskFailure(CLOSED, 'The plan is closed.'))
    const done = new Promise<Position>((resolve, reject) => queue.push({ frame, stage, resolve, reject }))
    last = done
    done.catch(() => undefined)
    // Whatever is appended in this turn of the loop goes to the disk together.
    if (writing === null && callOffRetry === null) queueMicrotask(start)
    return done
  }

  function start(): void {
    if (closed || writing !== null || callOffRetry !== null || queue.length === 0) return
    writing = flush().finally(() => {
      writing = null
      start()
    })
  }

  /** Writes what waits until nothing does or the disk fails. Never rejects. */
  async function flush(): Promise<void> {
    try {
      while (queue.length > 0) {
        await writeFirst()
        retryIn = FIRST_RETRY
        tell(SAVING_WELL)
      }
    } catch (error) {
      const file = at?.file ?? null
      if (at !== null) at.file = null
      await file?.close().catch(() => undefined)
      tell(diskStatusOf(error))
      if (closed) return
      callOffRetry = clock.after(retryIn, () => {
        callOffRetry = null
        start()
      })
      retryIn = Math.min(LAST_RETRY, retryIn * 2)
    }
  }

  async function writeFirst(): Promise<void> {
    at ??= await findEnd()
    if (unmended) await mend()
    const first = queue[0] as Job
    if (first.frame === null) {
      const end = first.stage === '' ? (endOfRecords ?? JOURNAL_START) : await nameStage(first.stage)
      queue.shift()
      return first.resolve(end)
    }
    const place = await placeToWrite()
    const limit = status.ok ? BATCH_BYTES : CAREFUL_BYTES
    const jobs: Job[] = []
    let size = 0
    for (const job of queue) {
      if (job.frame === null || (size > 0 && size + job.frame.length > limit)) break
      jobs.push(job)
      size += job.frame.length
    }
    await place.file.write(jobs.length === 1 ? first.frame : joined(jobs, size), place.offset)
    await place.file.sync()
    if (!(await place.file.isLinked())) throw diskFailure('ENOENT', 'The journal was removed.')
    queue = queue.slice(jobs.length)
    for (const job of jobs) {
      const position = positionAt(place.segment, place.offset)
      place.offset += (job.frame as Uint8Array).length
      endOfRecords = positionAt(place.segment, place.offset)
      job.resolve(position)
    }
    if (place.offset >= segmentBytes * AHEAD)
      ahead ??= hashLines(files, [...segments], endOfRecords as Position, null).catch(() => null)
  }

  /** The open end of the last segment, or of a new one. */
  async function placeToWrite(): Promise<Place & { file: OpenFile }> {
    let place = at as Place
    if (place.begun && place.offset >= segmentBytes) {
      await place.file?.close()
      place = at = { segment: place.segment + 1, offset: 0, begun: false, file: null, torn: false }
    }
    if (!place.begun) await begin(place)
    else if (place.file === null) await reopen(place)
    return place as Place & { file: OpenFile }
  }

  async function begin(place: Place): Promise<void> {
    const path = join(folder, segmentName(place.segment))
    if ((await files.kind(path)) !== null) {
      // A beginning that failed, by us or before a power cut. Whatever holds a record is never taken for one.
      if ([...scanSegment(await files.read(path)).found].some((found) => found.is === 'record'))
        throw diskFailure(JOURNAL_SHORT, 'There is a segment that should not be there.')
      await files.remove(path)
    }
    const known = ahead === null ? null : await ahead
    ahead = null
    const upTo = endOfRecords ?? JOURNAL_START
    const header = encodeSegmentHeader({ plan, lines: linesToHex(await hashLines(files, segments, upTo, known)) })
    const file = await files.open(path, 'new')
    place.file = file
    await file.write(header, 0)
    await file.sync()
    await files.syncFolder(folder)
    segments.push({ number: place.segment, path })
    place.offset = header.length
    place.begun = true
  }

  /** Opens the last segment again and cuts off what a failed write or a power cut left behind the last record. */
  async function reopen(place: Place): Promise<void> {
    const segment = segments.find((one) => one.number === place.segment) as Segment
    const file = await files.open(segment.path, 'write')
    place.file = file
    const size = await file.size()
    if (size < place.offset) throw diskFailure(JOURNAL_SHORT, 'The journal is shorter than what was saved in it.')
    if (size === place.offset) return
    // Bytes from before this start may be somebody's record; ours are still in the queue.
    if (place.torn)
      await setAside(
        `${segmentName(place.segment)}-${place.offset}`,
        await file.read(place.offset, size - place.offset),
      )
    place.torn = false
    await file.truncate(place.offset)
    await file.sync()
  }

  async function findEnd(): Promise<Place> {
    const segment = segments.at(-1)
    if (segment !== undefined && tail?.segment !== segment.number) {
      for await (const one of readSegments(files, [segment], {
        from: positionAt(segment.number, 0),
        upTo: Infinity,
        onTail: (found) => (tail = found),
      }))
        void isDamage(one)
      // Where the disk does not give it nobody knows where it ends, and nothing is written.
      if (tail?.segment !== segment.number) throw diskFailure('EIO', 'The end of the journal cannot be read.')
    }
    const end = segment === undefined || tail === null ? JOURNAL_START : positionAt(segment.number, tail.end)
    // A segment without as much as a header is no place: the one before it ends the journal.
    const before = segments.at(-2)
    endOfRecords ??=
      offsetOf(end) === 0 && before !== undefined
        ? positionAt(before.number, (await bytesOf(files, before)).length)
        : end
    if (end < floor) return { segment: segmentOf(floor) + 1, offset: 0, begun: false, file: null, torn: false }
    if (segment === undefined || tail === null) return { segment: 1, offset: 0, begun: false, file: null, torn: false }
    if (isStage(segment)) return { segment: segment.number + 1, offset: 0, begun: false, file: null, torn: false }
    return { segment: segment.number, offset: tail.end, begun: true, file: null, torn: tail.size > tail.end }
  }

  /** What an earlier start left behind, put in order before the first write of this one. */
  async function mend(): Promise<void> {
    const place = at as Place
    if (place.begun && place.torn) {
      if (place.offset > 0) await reopen(place)
      else {
        const segment = segments.at(-1) as Segment
        await setAside(segmentName(segment.number), await files.read(segment.path))
        await files.remove(segment.path)
        segments.pop()
        at = { ...place, begun: false, torn: false }
      }
    }
    for (const [i, segment] of segments.entries()) {
      const path = join(folder, segmentName(segment.number))
      if (!isStage(segment)) continue
      await files.rename(segment.path, path)
      await files.syncFolder(folder)
      segments[i] = { number: segment.number, path }
    }
    for (const path of list.unfinished) await files.remove(path)
    unmended = false
  }

  async function nameStage(from: string): Promise<Position> {
    const place = at as Place
    const number = place.begun ? place.segment + 1 : place.segment
    const path = join(folder, segmentName(number))
    // After a failure in between it may have its name already.
    if ((await files.kind(from)) !== null) await files.rename(from, path)
    await files.syncFolder(folder)
    const size = (await files.read(path)).length
    await place.file?.close()
    if (segments.at(-1)?.number !== number) segments.push({ number, path })
    at = { segment: number + 1, offset: 0, begun: false, file: null, torn: false }
    endOfRecords = positionAt(number, size)
    return positionAt(number, 0)
  }

  async function setAside(name: string, bytes: Uint8Array): Promise<void> {
    await keepBytesAside(files, folder, 'torn', name, bytes, clock.now())
  }

  function tell(now: DiskStatus): void {
    if (now.ok === status.ok && now.message === status.message) return
    status = now
    for (const listener of listeners) listener(now)
  }
}

/** Finished, and still without a number in its name. */
function isStage({ path }: Segment): boolean {
  return basename(path).startsWith('staged-')
}

function joined(jobs: readonly Job[], size: number): Uint8Array {
  const all = new Uint8Array(size)
  let at = 0
  for (const { frame } of jobs) {
    all.set(frame as Uint8Array, at)
    at += (frame as Uint8Array).length
  }
  return all
}
