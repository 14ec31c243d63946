import { decodeRecord, SIGNATURE_LENGTH } from '../../sync/record.ts'
import type { Files } from '../ports/files.ts'
import type { Damage, JournalRecord } from './damage.ts'
import { offsetOf, positionAt, segmentOf, type Position } from './position.ts'
import { segmentBytes } from './segment-bytes.ts'
import { scanSegment, type Found } from './segment-scan.ts'
import { segmentName, type Segment } from './segments.ts'

/** How far the last segment makes sense, and how long the file is. */
export interface Tail {
  readonly segment: number
  /** 0 if not even its header can be read. */
  readonly end: number
  readonly size: number
}

export interface ReadOptions {
  readonly from: Position
  /** Nothing at or behind it is read. Infinity: to the end. */
  readonly upTo: Position
  /** Told once the last segment was read to its end. */
  readonly onTail?: (tail: Tail) => void
}

/** Reads records from segments, oldest first, and says in its place what cannot be read. Rejects if the disk does not give a file. */
export async function* readSegments(
  files: Files,
  segments: readonly Segment[],
  { from, upTo, onTail }: ReadOptions,
): AsyncGenerator<JournalRecord | Damage> {
  let expected = Math.max(1, segmentOf(from))
  let before: Uint8Array | null = null
  for (const segment of segments) {
    if (segment.number < segmentOf(from)) continue
    if (positionAt(segment.number, 0) >= upTo) break
    if (segment.number > expected) yield missing(expected, segment.number)
    expected = segment.number + 1
    const isLast = segment === segments.at(-1)
    const all = await segmentBytes(files, segment)
    const bytes = segmentOf(upTo) === segment.number ? all.subarray(0, offsetOf(upTo)) : all
    const start = segmentOf(from) === segment.number ? offsetOf(from) : 0
    if (start > bytes.length) yield short(segment, bytes.length, start)
    let bad: (Found & { is: 'bad' }) | null = null
    let number = 0
    for (const found of scanSegment(bytes, start).found) {
      if (bad !== null)
        yield damaged(
          segment,
          bytes,
          bad,
          start > 0 ? null : number,
          before,
          found.is === 'record' ? found.bytes : null,
          isLast,
        )
      bad = null
      if (found.is === 'bad') bad = found
      else {
        yield { position: positionAt(segment.number, found.at), bytes: found.bytes }
        before = found.bytes
        number++
      }
    }
    if (bad !== null) yield damaged(segment, bytes, bad, start > 0 ? null : number, before, null, isLast)
    if (isLast && upTo === Infinity)
      onTail?.({ segment: segment.number, end: bad?.last === true ? bad.at : bytes.length, size: bytes.length })
  }
  const last = segments.at(-1)?.number ?? 0
  if (segmentOf(from) > last) yield missing(last + 1, segmentOf(from) + 1)
}

function damaged(
  segment: Segment,
  bytes: Uint8Array,
  bad: Found & { is: 'bad' },
  number: number | null,
  before: Uint8Array | null,
  after: Uint8Array | null,
  isLast: boolean,
): Damage {
  const where = `${segmentName(segment.number)}, bytes ${bad.at} to ${bad.end}`
  const torn = bad.last && isLast
  return {
    damage: torn ? 'torn-tail' : bad.at === 0 ? 'segment-unreadable' : 'record',
    position: positionAt(segment.number, bad.at),
    end: positionAt(segment.number, bad.end),
    number,
    message: torn
      ? `The end of the journal is torn (${where})${behind(before)}; what follows the last whole record is set aside`
      : `${whichRecord(bad.header, before, after)} (${where})`,
    bytes: bytes.slice(bad.at, Math.min(bad.end, bad.at + 65_536)),
  }
}

function whichRecord(header: Uint8Array | null, before: Uint8Array | null, after: Uint8Array | null): string {
  const itself = header === null ? null : nameOf(withSignature(header))
  if (itself !== null) return `The content of ${itself} is damaged`
  const [first, second] = [before === null ? null : nameOf(before), after === null ? null : nameOf(after)]
  if (first !== null && second !== null) return `Something between ${first} and ${second} is damaged`
  if (first !== null) return `Something after ${first} is damaged`
  return second === null ? 'Something is damaged' : `Something before ${second} is damaged`
}

const behind = (before: Uint8Array | null): string => {
  const name = before === null ? null : nameOf(before)
  return name === null ? '' : ` after ${name}`
}

function nameOf(bytes: Uint8Array): string | null {
  const record = decodeRecord(bytes)
  if (!record.ok) return null
  const { seq, client, author, time } = record.value
  const when = Number.isFinite(new Date(time).getTime()) ? new Date(time).toISOString() : 'an unknown time'
  return `record ${seq} of line ${client}, made by ${author.person ?? 'somebody unnamed'} at ${when}`
}

/** Of a damaged record only the header can be trusted; a record that stops there can be read as far as its header goes. */
function withSignature(header: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(header.length + SIGNATURE_LENGTH)
  bytes.set(header)
  return bytes
}

function missing(first: number, next: number): Damage {
  const names =
    next - first === 1 ? `${segmentName(first)} is` : `${segmentName(first)} to ${segmentName(next - 1)} are`
  return {
    damage: 'segment-missing',
    position: positionAt(first, 0),
    end: positionAt(next, 0),
    number: null,
    message: `${names} missing`,
    bytes: new Uint8Array(),
  }
}

function short(segment: Segment, size: number, start: number): Damage {
  return {
    damage: 'journal-short',
    position: positionAt(segment.number, size),
    end: positionAt(segment.number, start),
    number: null,
    message: `${segmentName(segment.number)} holds ${size} bytes, but ${start} were on disk when the last snapshot was made`,
    bytes: new Uint8Array(),
  }
}
