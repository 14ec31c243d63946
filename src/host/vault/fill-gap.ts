import { readFrame } from './frame.ts'
import { readSegmentHeader } from './segment-header.ts'

/** Bytes of a segment that cannot be trusted: `from` to before `to`. */
export interface Gap {
  readonly from: number
  readonly to: number
}

/** Whether whole frames, and at the beginning of a segment its header, fill these bytes exactly. */
export function isWhole(bytes: Uint8Array, { from, to }: Gap): boolean {
  let at = from === 0 ? (readSegmentHeader(bytes)?.end ?? -1) : from
  if (at < 0 || to > bytes.length) return false
  while (at < to) {
    const read = readFrame(bytes, at)
    if (read.is === 'bad') return false
    at = read.next
  }
  return at === to
}

/** The segment with the gap filled from the same bytes of a copy; null where the copy does not have them whole. */
export function filledFrom(bytes: Uint8Array, gap: Gap, copy: Uint8Array): Uint8Array | null {
  if (copy.length < gap.to) return null
  const filled = bytes.slice()
  filled.set(copy.subarray(gap.from, gap.to), gap.from)
  return isWhole(filled, gap) ? filled : null
}

/** The segment with the end that a longer copy has; null where the copy says something else before it, or is damaged there. */
export function grownFrom(bytes: Uint8Array, copy: Uint8Array): Uint8Array | null {
  if (copy.length <= bytes.length) return null
  if (Buffer.compare(copy.subarray(0, bytes.length), bytes) !== 0) return null
  return isWhole(copy, { from: bytes.length, to: copy.length }) ? copy.slice() : null
}

/** Frames that stand one behind the other in `frames` and fill the gap exactly; the first such run, or null. */
export function runThatFits(frames: readonly Uint8Array[], { from, to }: Gap): readonly Uint8Array[] | null {
  for (let first = 0; first < frames.length; first++) {
    let length = 0
    for (let last = first; last < frames.length && length < to - from; last++) {
      length += frames[last]?.length ?? 0
      if (length === to - from) return frames.slice(first, last + 1)
    }
  }
  return null
}
