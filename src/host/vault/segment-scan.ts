import { nextFrame, readFrame } from './frame.ts'
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
