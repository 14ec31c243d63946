import { decodeRecord, SIGNATURE_LENGTH } from '../../sync/record.ts'
import { codeOf, isNoFile, type Files } from '../ports/files.ts'
import type { Damage, DamagedRecord, JournalRecord } from './damage.ts'
import { offsetOf, positionAt, segmentOf, type Position } from './position.ts'
import { segmentBytes } from './segment-bytes.ts'
import { isUnfinished, scanSegment, type Found } from './segment-scan.ts'
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
  /** What lies before it was acknowledged: nothing of it is taken for a write that did not finish. */
  readonly acknowledged?: Position
  /** Told once the last segment was read to its end. */
  readonly onTail?: (tail: Tail) => void
}

/** Reads records from segments, oldest first, and says in its place what cannot be read. A file that a failing disk does not give is damage like another. */
export async function* readSegments(
  files: Files,
  segments: readonly Segment[],
  { from, upTo, acknowledged = 0, onTail }: ReadOptions,
): AsyncGenerator<JournalRecord | Damage> {
  let expected = Math.max(1, segmentOf(from))
  let before: Uint8Array | null = null
  for (const segment of segments) {
    if (segment.number < segmentOf(from)) continue
    if (positionAt(segment.number, 0) >= upTo) break
    if (segment.number > expected) yield missing(expected, segment.number)
    expected = segment.number + 1
    const isLast = segment === segments.at(-1)
    const all = await segmentBytes(files, segment).catch(codeOfBadDisk)
    if (typeof all === 'string') {
      yield unreadable(segment, all)
      continue
    }
    const bytes = segmentOf(upTo) === segment.number ? all.subarray(0, offsetOf(upTo)) : all
    const start = segmentOf(from) === segment.number ? offsetOf(from) : 0
    if (start > bytes.length) yield short(segment, bytes.length, start)
    const found = damageIn(segment, bytes, start, before, (at) =>
      isLast && positionAt(segment.number, at) >= acknowledged ? isUnfinished(bytes, at) : false,
    )
    let torn: number | null = null
    for (const one of found) {
      if ('damage' in one) {
        if (one.damage === 'torn-tail') torn = offsetOf(one.position)
      } else before = one.bytes
      yield one
    }
    if (isLast && upTo === Infinity)
      onTail?.({ segment: segment.number, end: torn ?? bytes.length, size: bytes.length })
  }
  const last = segments.at(-1)?.number ?? 0
  if (segmentOf(from) > last) yield missing(last + 1, segmentOf(from) + 1)
}

function* damageIn(
  segment: Segment,
  bytes: Uint8Array,
  start: number,
  last: Uint8Array | null,
  isTorn: (at: number) => boolean,
): Generator<JournalRecord | Damage> {
  let bad: (Found & { is: 'bad' }) | null = null
  let before = last
  let number = 0
  const where = (after: Uint8Array | null) => ({ segment, bytes, before, after, number: start > 0 ? null : number })
  for (const found of scanSegment(bytes, start).found) {
    if (bad !== null) yield damaged(bad, false, where(found.is === 'record' ? found.bytes : null))
    bad = null
    if (found.is === 'bad') bad = found
    else {
      yield { position: positionAt(segment.number, found.at), bytes: found.bytes }
      before = found.bytes
      number++
    }
  }
  if (bad !== null) yield damaged(bad, isTorn(bad.at), where(null))
}

interface Where {
  readonly segment: Segment
  readonly bytes: Uint8Array
  readonly before: Uint8Array | null
  readonly after: Uint8Array | null
  readonly number: number | null
}

function damaged(bad: Found & { is: 'bad' }, torn: boolean, { segment, bytes, before, after, number }: Where): Damage {
  const place = {
    damage: torn ? ('torn-tail' as const) : bad.at === 0 ? ('segment-unreadable' as const) : ('record' as const),
    position: positionAt(segment.number, bad.at),
    end: positionAt(segment.number, bad.end),
    number,
    record: bad.header === null ? null : nameOf(withSignature(bad.header)),
    before: before === null ? null : nameOf(before),
    after: after === null ? null : nameOf(after),
    bytes: bytes.slice(bad.at, Math.min(bad.end, bad.at + 65_536)),
  }
  return { ...place, message: damageWords({ ...place, message: '' }) }
}

/** One sentence without its full stop. `personOf` says what a person is called; their id where it does not know. */
export function damageWords(
  { damage, position, end, record, before, after, message }: Omit<Damage, 'bytes'>,
  personOf: (id: string) => string = (id) => id,
): string {
  const said = (one: DamagedRecord): string => recordWords(one, personOf)
  const where = `${segmentName(segmentOf(position))}, bytes ${offsetOf(position)} to ${offsetOf(end)}`
  if (damage === 'torn-tail')
    return `The last write had not finished (${where})${before === null ? '' : ` after ${said(before)}`}; nobody was told that it is saved, and its bytes are set aside before the next write`
  if (damage !== 'record' && (damage !== 'segment-unreadable' || segmentOf(position) !== segmentOf(end))) return message
  if (record !== null) return `${said(record).replace(/^t/, 'T')} is damaged (${where})`
  if (before !== null && after !== null)
    return `Something between ${said(before)} and ${said(after)} is damaged (${where})`
  if (before !== null) return `Something after ${said(before)} is damaged (${where})`
  return `Something${after === null ? '' : ` before ${said(after)}`} is damaged (${where})`
}

/** Whose edit it is comes first; which record that is stands in brackets, and a screen may leave it away. */
export function recordWords({ client, seq, person, time }: DamagedRecord, personOf: (id: string) => string): string {
  const when = Number.isFinite(new Date(time).getTime()) ? new Date(time).toISOString() : 'an unknown time'
  return `the edit of ${person === null ? 'somebody unnamed' : personOf(person)} at ${when} (record ${seq} of line ${client})`
}

/** Null for what is no record. */
export function nameOf(bytes: Uint8Array): DamagedRecord | null {
  const record = decodeRecord(bytes)
  if (!record.ok) return null
  const { seq, client, author, time } = record.value
  return { client, seq, person: author.person, time }
}

/** Of a damaged record only the header can be trusted; a record that stops there can be read as far as its header goes. */
function withSignature(header: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(header.length + SIGNATURE_LENGTH)
  bytes.set(header)
  return bytes
}

const NO_RECORD = { number: null, record: null, before: null, after: null, bytes: new Uint8Array() }

function missing(first: number, next: number): Damage {
  const names =
    next - first === 1 ? `${segmentName(first)} is` : `${segmentName(first)} to ${segmentName(next - 1)} are`
  return {
    damage: 'segment-missing',
    position: positionAt(first, 0),
    end: positionAt(next, 0),
    ...NO_RECORD,
    message: `${names} missing`,
  }
}

/** Only of what may well concern one file alone; rejects with every other failure. */
function codeOfBadDisk(error: unknown): string {
  const code = codeOf(error)
  if (code === 'EIO' || code === 'EUCLEAN' || code === 'EBADMSG' || isNoFile(error)) return code
  throw error
}

function unreadable({ number }: Segment, code: string): Damage {
  return {
    damage: 'segment-unreadable',
    position: positionAt(number, 0),
    end: positionAt(number + 1, 0),
    ...NO_RECORD,
    message: `The disk does not give ${segmentName(number)} (${code})`,
  }
}

function short(segment: Segment, size: number, start: number): Damage {
  return {
    damage: 'journal-short',
    position: positionAt(segment.number, size),
    end: positionAt(segment.number, start),
    ...NO_RECORD,
    message: `${segmentName(segment.number)} holds ${size} bytes, but ${start} were on disk when the last snapshot was made`,
  }
}
