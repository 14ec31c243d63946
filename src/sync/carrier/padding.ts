/**
 * Letters have one of a few sizes, so that a size says next to nothing of what is in it.
 *
 *   u32 length of the content, big endian | content | zeros
 */

/** Bytes of a whole letter up to which it counts as one; longer ones hold a single long record. */
export const LETTER_SIZE = 64 * 1024
const LEAST = 1024
const STEP = 8 * 1024

/** Bytes that a letter with so many of content takes: 1, 2, 4 or 8 kB, then steps of 8 kB, and of 64 kB above 64 kB. */
export function letterSize(length: number): number {
  for (let size = LEAST; size <= STEP; size *= 2) if (length <= size) return size
  const step = length <= LETTER_SIZE ? STEP : LETTER_SIZE
  return Math.ceil(length / step) * step
}

/** `around`: bytes that the letter has beside this. */
export function padded(content: Uint8Array, around: number): Uint8Array {
  const bytes = new Uint8Array(letterSize(4 + content.length + around) - around)
  new DataView(bytes.buffer).setUint32(0, content.length)
  bytes.set(content, 4)
  return bytes
}

/** Null where it was not padded like this. */
export function unpadded(bytes: Uint8Array): Uint8Array | null {
  if (bytes.length < 4) return null
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0)
  return length > bytes.length - 4 ? null : bytes.subarray(4, 4 + length)
}
