/**
 * Bytes that one value of a record may have: a little less than what the gate of every peer lets through (256,000). What is
 * larger would be written here and refused everywhere else, so each command holds what it writes below it.
 */
export const LARGEST_VALUE = 250_000

/** As the gate counts them: UTF-8 of strings and keys, and one for each string, list, object, number and the like. */
export function valueBytes(value: unknown): number {
  if (typeof value === 'string') return 1 + bytesOf(value)
  if (typeof value !== 'object' || value === null) return 1
  if (Array.isArray(value)) return value.reduce<number>((sum, one) => sum + valueBytes(one), 1)
  return Object.entries(value).reduce((sum, [key, one]) => sum + bytesOf(key) + valueBytes(one), 1)
}

/** Bytes in UTF-8. A half of a character that stands alone is written as three. */
export function bytesOf(text: string): number {
  let bytes = 0
  for (const sign of text) {
    const code = sign.codePointAt(0) ?? 0
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4
  }
  return bytes
}
