import { join } from 'node:path'
import { decodeRecord } from '../../sync/record.ts'
import { codeOf, type Files } from '../ports/files.ts'
import { isDamage } from './damage.ts'
import { filledFrom, grownFrom, isWhole, runThatFits, type Gap } from './fill-gap.ts'
import { frameOf } from './frame.ts'
import { readSegments } from './journal-reader.ts'
import { hashLines, linesToHex } from './line-hashes.ts'
import { isPacked, PACKED, unpackSegment } from './packed-segment.ts'
import { JOURNAL_START, offsetOf, positionAt, segmentOf, type Position } from './position.ts'
import type { RepairSource } from './repair-source.ts'
import { replaceDamaged } from './replace-damaged.ts'
import { segmentBytes } from './segment-bytes.ts'
import { encodeSegmentHeader } from './segment-header.ts'
import { listSegments, segmentName } from './segments.ts'

export interface MendJournal {
  readonly files: Files
  readonly folder: string
  readonly plan: string
  readonly now: number
  /** Behind the last record that the newest good snapshot knows of: so far the journal once went. */
  readonly floor: Position
  /** Records are missing of which no file says where they lay: full segments may have been cut off. */
  readonly lacking: boolean
  readonly sources: readonly RepairSource[]
  /** Whether the journal, with `bytes` as this segment, holds no line that its device did not sign like this. */
  readonly isSigned: (number: number, bytes: Uint8Array) => Promise<boolean>
}

export interface MendedSegment {
  readonly number: number
  /** Names of what the bytes came from. */
  readonly from: string
  readonly keptAt: string
}

export interface MendedJournal {
  readonly mended: readonly MendedSegment[]
  /** Records that some source has, that the journal lacks and that fit no gap: they can still be taken in as they are. */
  readonly loose: readonly { readonly from: string; readonly records: readonly Uint8Array[] }[]
}

/**
 * Asks all sources for the bytes of a journal's damaged places and puts back what fits its place. What nobody has stays as
 * it is. Nobody else may write the journal meanwhile. Rejects where the disk fails; each segment is then mended or as it was.
 */
export async function mendJournal(job: MendJournal): Promise<MendedJournal> {
  const { files, folder } = job
  const { segments } = await listSegments(files, folder)
  const gaps = await gapsOf(job)
  const numbers = new Set([...gaps.keys(), ...(await unlikePacked(files, segments))])
  const mended: MendedSegment[] = []
  let open = false
  for (const number of [...numbers].sort((a, b) => a - b)) {
    const done = await mendSegment(job, number, gaps.get(number) ?? []).catch(notReadable)
    if (done.mended !== null) mended.push(done.mended)
    open ||= !done.whole
  }
  return { mended, loose: open ? await looseRecords(job, mended) : [] }
}

/** A file that the disk does not give cannot be copied first, so it is left alone; the others are mended. */
function notReadable(error: unknown): { mended: null; whole: false } {
  if (codeOf(error) !== 'EIO') throw error
  return { mended: null, whole: false }
}

/** By segment: what cannot be read of it. A segment that is missing or unreadable has one gap without an end. */
async function gapsOf({ files, folder, floor, lacking }: MendJournal): Promise<Map<number, Gap[]>> {
  const gaps = new Map<number, Gap[]>()
  const add = (number: number, gap: Gap): void => void gaps.set(number, [...(gaps.get(number) ?? []), gap])
  const { segments } = await listSegments(files, folder)
  for await (const one of readSegments(files, segments, { from: JOURNAL_START, upTo: Infinity })) {
    if (!isDamage(one) || one.damage === 'torn-tail') continue
    const [first, last] = [segmentOf(one.position), segmentOf(one.end)]
    if (first === last) add(first, { from: offsetOf(one.position), to: offsetOf(one.end) })
    else for (let number = first; number < last; number++) add(number, { from: 0, to: Infinity })
  }
  const last = segments.at(-1)?.number ?? 0
  for (let number = last + 1; number < segmentOf(floor); number++) add(number, { from: 0, to: Infinity })
  if (lacking)
    for (const segment of segments.slice(0, -1))
      if (!gaps.has(segment.number))
        add(segment.number, { from: (await segmentBytes(files, segment)).length, to: Infinity })
  if (offsetOf(floor) > 0) {
    const ends = segments.find(({ number }) => number === segmentOf(floor))
    const length = ends === undefined ? 0 : (await segmentBytes(files, ends)).length
    if (length < offsetOf(floor)) add(segmentOf(floor), { from: length, to: Infinity })
  }
  return gaps
}

/** Compressed segments that are damaged in a way that costs no record. */
async function unlikePacked(files: Files, segments: readonly { number: number; path: string }[]): Promise<number[]> {
  const damaged: number[] = []
  for (const { number, path } of segments)
    if (isPacked(path) && unpackSegment(await files.read(path)).damage.length > 0) damaged.push(number)
  return damaged
}

async function mendSegment(
  job: MendJournal,
  number: number,
  gaps: readonly Gap[],
): Promise<{ mended: MendedSegment | null; whole: boolean }> {
  const { files, folder, now } = job
  const path = join(folder, segmentName(number))
  const { segments } = await listSegments(files, folder)
  const segment = segments.find((one) => one.number === number)
  const isClosed = number < (segments.at(-1)?.number ?? 0)
  const damaged = segment?.path ?? path
  const before = segment === undefined ? new Uint8Array() : await segmentBytes(files, segment).catch(nothingOnError)
  const from = new Set<string>()
  let bytes = before
  let left = gaps.filter((gap) => !(gap.to === Infinity && gap.from < bytes.length))
  const endless = gaps.some((gap) => gap.to === Infinity)
  let grown = !endless
  for (const source of [...(await otherForm(files, path, damaged)), ...job.sources]) {
    if (left.length === 0 && grown) break
    const copy = await source.segment?.(number).catch(() => null)
    if (copy === null || copy === undefined) continue
    // What was cut off in the middle of a record is longer where it is whole.
    const regrown = (gap: Gap): Uint8Array | null => grownFrom(bytes.subarray(0, gap.from), copy)
    for (const gap of left.filter(({ to }) => to !== Infinity)) {
      const filled = filledFrom(bytes, gap, copy) ?? (isClosed && gap.to === bytes.length ? regrown(gap) : null)
      if (filled === null || !(await job.isSigned(number, filled))) continue
      bytes = filled
      left = left.filter((one) => one !== gap)
      from.add(source.name)
    }
    if (grown) continue
    const longer = bytes.length === 0 ? wholeCopy(copy) : grownFrom(bytes, copy)
    if (longer === null || !(await job.isSigned(number, longer))) continue
    bytes = longer
    left = left.filter(({ to }) => to !== Infinity)
    grown = true
    from.add(source.name)
  }
  const header = left.find((gap) => gap.from === 0 && gap.to !== Infinity)
  if (header !== undefined) {
    const made = await withHeader(job, number, bytes, header)
    if (made !== null) {
      bytes = made
      left = left.filter((gap) => gap !== header)
      from.add('the journal before it')
    }
  }
  const unpacked = isPacked(damaged) && left.length === 0
  if (bytes === before && !unpacked) return { mended: null, whole: left.length === 0 && grown }
  const keptAt = await replaceDamaged(files, path, bytes, now, damaged)
  if (damaged !== path) {
    await files.remove(damaged)
    await files.syncFolder(folder)
  }
  const names = [...from].join(' and ') || 'what is whole of it'
  return { mended: { number, from: names, keptAt }, whole: left.length === 0 && grown }
}

/** After a crash while it was compressed a segment may be there twice. */
async function otherForm(files: Files, path: string, damaged: string): Promise<RepairSource[]> {
  const other = damaged === path ? path + PACKED : path
  if (other === damaged || (await files.kind(other)) !== 'file') return []
  return [{ name: 'its compressed form', segment: () => segmentBytes(files, { path: other }) }]
}

function wholeCopy(copy: Uint8Array): Uint8Array | null {
  return isWhole(copy, { from: 0, to: copy.length }) ? copy.slice() : null
}

/** What a segment's header says is known from the segments before it. */
async function withHeader(
  { files, folder, plan }: MendJournal,
  number: number,
  bytes: Uint8Array,
  gap: Gap,
): Promise<Uint8Array | null> {
  const { segments } = await listSegments(files, folder)
  const before = segments.filter((one) => one.number < number)
  const lines = number === 1 ? {} : linesToHex(await hashLines(files, before, positionAt(number, 0), null))
  for (const header of [
    encodeSegmentHeader({ plan, lines }),
    encodeSegmentHeader({ plan, lines: {}, staged: true as const }),
  ]) {
    if (header.length !== gap.to) continue
    const made = bytes.slice()
    made.set(header)
    return made
  }
  return null
}

/** Records of sources that the journal does not have. Those that fill a gap of it exactly are put there; the others are given. */
async function looseRecords(job: MendJournal, mended: MendedSegment[]): Promise<MendedJournal['loose']> {
  const { files, folder } = job
  const known = new Set<string>()
  const { segments } = await listSegments(files, folder)
  for await (const one of readSegments(files, segments, { from: JOURNAL_START, upTo: Infinity }))
    if (!isDamage(one)) known.add(markOf(one.bytes))
  const loose: { from: string; records: readonly Uint8Array[] }[] = []
  for (const source of job.sources) {
    if (source.records === undefined) continue
    const records: Uint8Array[] = []
    try {
      for await (const bytes of source.records()) {
        const record = decodeRecord(bytes)
        if (!record.ok || record.value.plan !== job.plan || known.has(markOf(bytes))) continue
        known.add(markOf(bytes))
        records.push(bytes.slice())
      }
    } catch (error) {
      // A stick that was pulled out has told what it could.
      if (codeOf(error) === '') throw error
    }
    const left = await putIntoGaps(job, source.name, records, mended)
    if (left.length > 0) loose.push({ from: source.name, records: left })
  }
  return loose
}

async function putIntoGaps(
  job: MendJournal,
  name: string,
  records: readonly Uint8Array[],
  mended: MendedSegment[],
): Promise<Uint8Array[]> {
  const frames = records.map(frameOf)
  const placed = new Set<Uint8Array>()
  for (const [number, gaps] of await gapsOf(job))
    for (const gap of gaps.filter(({ from, to }) => from > 0 && to !== Infinity)) {
      const run = runThatFits(frames, gap)
      const segment = (await listSegments(job.files, job.folder)).segments.find((one) => one.number === number)
      if (run === null || segment === undefined) continue
      const copy = (await segmentBytes(job.files, segment)).slice()
      copy.set(Buffer.concat(run), gap.from)
      const done = await mendSegment({ ...job, sources: [{ name, segment: async () => copy }] }, number, [gap])
      if (done.mended === null) continue
      mended.push(done.mended)
      for (const frame of run) placed.add(frame)
    }
  return records.filter((_, i) => !placed.has(frames[i] as Uint8Array))
}

/** A signature covers all that its record says. */
const markOf = (bytes: Uint8Array): string => Buffer.from(bytes.subarray(-64)).toString('latin1')

function nothingOnError(error: unknown): Uint8Array {
  if (codeOf(error) === '') throw error
  return new Uint8Array()
}
