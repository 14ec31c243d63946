import { crc32 } from 'node:zlib'
import { MAX_HEADER, MAX_UPDATE, SIGNATURE_LENGTH, splitRecord } from '../../sync/record.ts'

/**
 * A record as it lies in a segment:
 *
 *   u32 length of record | u32 crc of that length and the record's header | u32 crc of its update and signature | record
 *
 * All big endian. Two sums, so that of a record whose update is damaged one can still say whose it is.
 */
export const FRAME_HEAD = 12
export const MAX_RECORD = 4 + MAX_HEADER + MAX_UPDATE + SIGNATURE_LENGTH
/** In place of a length: a staged segment ends here, and a count of its records and its sum follow. */
const END_MARK = 0xffffffff

export function frameOf(record: Uint8Array): Uint8Array {
  if (record.length === 0 || record.length > MAX_RECORD)
    throw new RangeError(`A record of ${record.length} bytes does not fit the journal.`)
  const frame = new Uint8Array(FRAME_HEAD + record.length)
  const view = new DataView(frame.buffer)
  const { header, body } = splitRecord(record)
  view.setUint32(0, record.length)
  view.setUint32(4, crc32(header, crc32(frame.subarray(0, 4))))
  view.setUint32(8, crc32(body))
  frame.set(record, FRAME_HEAD)
  return frame
}

export function endMarkOf(records: number): Uint8Array {
  const mark = new Uint8Array(FRAME_HEAD)
  const view = new DataView(mark.buffer)
  view.setUint32(0, END_MARK)
  view.setUint32(4, records)
  view.setUint32(8, crc32(mark.subarray(0, 8)))
  return mark
}

export type FrameRead =
  | { readonly is: 'record'; readonly record: Uint8Array; readonly next: number }
  | { readonly is: 'end-mark'; readonly records: number; readonly next: number }
  /** `header` is the record's beginning if at least that can be trusted. */
  | { readonly is: 'bad'; readonly header: Uint8Array | null }

/** What begins at `at`. The record is a view into `bytes`. */
export function readFrame(bytes: Uint8Array, at: number): FrameRead {
  if (at + FRAME_HEAD > bytes.length) return BAD
  const view = new DataView(bytes.buffer, bytes.byteOffset + at)
  const length = view.getUint32(0)
  if (length === END_MARK) {
    const good = view.getUint32(8) === crc32(bytes.subarray(at, at + 8))
    return good ? { is: 'end-mark', records: view.getUint32(4), next: at + FRAME_HEAD } : BAD
  }
  if (length === 0 || length > MAX_RECORD) return BAD
  const whole = bytes.subarray(at + FRAME_HEAD, at + FRAME_HEAD + length)
  const { header, body } = splitRecord(whole)
  if (crc32(header, crc32(bytes.subarray(at, at + 4))) !== view.getUint32(4)) return BAD
  if (whole.length < length || crc32(body) !== view.getUint32(8)) return { is: 'bad', header }
  return { is: 'record', record: whole, next: at + FRAME_HEAD + length }
}

const BAD: FrameRead = { is: 'bad', header: null }

/** Where the next thing that can be read begins, searching from `from`; null if nothing can be. */
export function nextFrame(bytes: Uint8Array, from: number): number | null {
  for (let at = from; at + FRAME_HEAD <= bytes.length; at++) {
    // A length begins with 0 (no record has 16 MB) or is the end mark; all else need not be looked at.
    if (bytes[at] !== 0 && bytes[at] !== 0xff) continue
    // Zeros, as a power cut or a lost block leaves them by the million.
    if (bytes[at] === 0 && bytes[at + 1] === 0 && bytes[at + 2] === 0 && bytes[at + 3] === 0) continue
    if (readFrame(bytes, at).is !== 'bad') return at
  }
  return null
}
