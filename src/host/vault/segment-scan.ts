import { crc32 } from 'node:zlib'
import { splitRecord } from '../../sync/record.ts'
import { FRAME_HEAD, MAX_RECORD, nextFrame, readFrame } from './frame.ts'
import { readSegmentHeader, type SegmentHeader } from './segment-header.ts'

export type Found =
  | { readonly is: 'record'; readonly at: number; readonly bytes: Uint8Array }
  /** Bytes `at` to `end` make no sense. `header`: beginning of the record that stood there, where it can be trusted. */
  | {
      readonly is: 'bad'
      readonly at: number
      readonly end: number
      readonly header: Uint8Array | null
      readonly last: boolean
    }

export interface SegmentScan {
  /** Null if it cannot be read; the records are found all the same. */
  readonly header: SegmentHeader | null
  readonly found: Iterable<Found>
}

/** Goes through a segment's bytes from `from` (0: the first record). Whatever is bad, it goes on with the next good frame. */
export function scanSegment(bytes: Uint8Array, from = 0): SegmentScan {
  const begin = readSegmentHeader(bytes)
  return { header: begin?.header ?? null, found: frames(bytes, begin?.end ?? 0, from) }
}

function* frames(bytes: Uint8Array, begin: number, from: number): Generator<Found> {
  let at = Math.max(begin, from)
  while (at < bytes.length) {
    const read = readFrame(bytes, at)
    if (read.is === 'record') yield { is: 'record', at, bytes: read.record }
    if (read.is === 'bad') {
      const next = nextFrame(bytes, at + 1)
      yield { is: 'bad', at, end: next ?? bytes.length, header: read.header, last: next === null }
      at = next ?? bytes.length
    } else at = read.next
  }
}

/**
 * Whether what stands behind the last good record is a write that did not come to its end: too short for what it says it
 * is, or with zeros where a disk had not put the bytes yet. Anything else was whole once and was damaged later.
 */
export function isUnfinished(bytes: Uint8Array, at: number): boolean {
  if (at + FRAME_HEAD >= bytes.length) return true
  const whole = goodSums(bytes, at)
  if (whole.body) return false
  if (hasHole(bytes, at)) return true
  if (whole.header) return false
  const length = new DataView(bytes.buffer, bytes.byteOffset + at).getUint32(0)
  return length > MAX_RECORD || at + FRAME_HEAD + length > bytes.length
}

/** More zeros in a row than any record has. */
const HOLE = 24
/** What a disk writes whole or not at all. */
const SECTOR = 512

/** Zeros where bytes never came: many in a row, or all that lies in the file's last sector. */
function hasHole(bytes: Uint8Array, at: number): boolean {
  const lastSector = Math.max(at, Math.floor((bytes.length - 1) / SECTOR) * SECTOR)
  if (bytes.subarray(lastSector).every((byte) => byte === 0)) return true
  for (let i = at, zeros = 0; i < bytes.length; i++) {
    zeros = bytes[i] === 0 ? zeros + 1 : 0
    if (zeros >= HOLE) return true
  }
  return false
}

/** Which sums of the frame at `at` are right, if it reaches to the end of the file: its own length may be damaged. */
function goodSums(bytes: Uint8Array, at: number): { header: boolean; body: boolean } {
  const frame = bytes.slice(at)
  const view = new DataView(frame.buffer)
  view.setUint32(0, frame.length - FRAME_HEAD)
  const { header, body } = splitRecord(frame.subarray(FRAME_HEAD))
  if (body.length === 0) return { header: false, body: false }
  return {
    header: crc32(header, crc32(frame.subarray(0, 4))) === view.getUint32(4),
    body: crc32(body) === view.getUint32(8),
  }
}

/** Whether these bytes are a staged segment with all its records and its end mark behind the last. */
export function isWholeStage(bytes: Uint8Array): boolean {
  const begin = readSegmentHeader(bytes)
  if (begin === null) return false
  let records = 0
  for (let at = begin.end; at < bytes.length;) {
    const read = readFrame(bytes, at)
    if (read.is === 'bad') return false
    if (read.is === 'end-mark') return read.records === records && read.next === bytes.length
    records++
    at = read.next
  }
  return false
}
