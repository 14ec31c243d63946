/**
 * Messages of many lengths that look like messages of few: whoever listens sees how long they are, and would count records by
 * it. Padmé (Nikitin, Barman, Lueks, Underwood, Hubaux and Ford, "Reducing Metadata Leakage from Encrypted Files and
 * Communication with PURBs", PoPETs 2019, section 4) keeps as many leading bits of a length as it takes bits to write the
 * number of its bits: it tells O(log log n) bits of a length n, and adds 12 % at most. What is short is all of one length.
 *
 *   length of the message, 4 bytes | message | zeros
 *
 * API: padMessage(message), unpadMessage(padded) -> message, or null for what no honest version pads, paddedLength(length).
 */

/** Bytes of the shortest padded message. */
export const SHORTEST = 64
const LENGTH = 4

/** Bytes of a message of this length once it is padded. */
export function paddedLength(length: number): number {
  return Math.max(SHORTEST, padme(LENGTH + length))
}

export function padMessage(message: Uint8Array): Uint8Array {
  const padded = new Uint8Array(paddedLength(message.length))
  new DataView(padded.buffer).setUint32(0, message.length)
  padded.set(message, LENGTH)
  return padded
}

/** Not a copy. There is one way to pad a message: no other length, and nothing but zeros. */
export function unpadMessage(padded: Uint8Array): Uint8Array | null {
  if (padded.length < SHORTEST) return null
  const length = new DataView(padded.buffer, padded.byteOffset).getUint32(0)
  if (paddedLength(length) !== padded.length) return null
  for (let at = LENGTH + length; at < padded.length; at++) if (padded[at] !== 0) return null
  return padded.subarray(LENGTH, LENGTH + length)
}

/** The next length whose last E - S bits are zeros, where E = floor(log2 L) and S = floor(log2 E) + 1. */
function padme(length: number): number {
  const exponent = 31 - Math.clz32(length)
  const kept = 32 - Math.clz32(exponent)
  const step = 2 ** Math.max(0, exponent - kept)
  return Math.ceil(length / step) * step
}
