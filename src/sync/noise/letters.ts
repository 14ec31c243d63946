/**
 * Bytes as letters that people read out and type: 32 of them, none that is taken for another. What was typed is read with any
 * case, with spaces and dashes anywhere, O for 0, I and L for 1.
 *
 * API: bytesToLetters, letterValues (of what was typed), valuesToBytes, grouped, LETTERS.
 */
export const LETTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const BETWEEN = /[\s\-_.\u00ad\u2010-\u2015\u2212]/g

/** The last letter is filled up with zeros. */
export function bytesToLetters(bytes: Uint8Array): string {
  let text = ''
  let bits = 0
  let value = 0
  for (const byte of bytes) {
    value = (value << 8) | byte
    for (bits += 8; bits >= 5; bits -= 5) text += LETTERS[(value >>> (bits - 5)) & 31] as string
    value &= 255
  }
  return bits === 0 ? text : text + (LETTERS[(value << (5 - bits)) & 31] as string)
}

/** Bits that fill no byte are left out. */
export function valuesToBytes(values: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(Math.floor((values.length * 5) / 8))
  let bits = 0
  let value = 0
  let at = 0
  for (const five of values) {
    value = ((value << 5) | five) & 0xfff
    bits += 5
    if (bits < 8) continue
    bits -= 8
    bytes[at++] = (value >>> bits) & 255
  }
  return bytes
}

/** Values from 0 to 31; the first letter that is none of them instead, as it was typed. */
export function letterValues(typed: string): readonly number[] | string {
  const values: number[] = []
  for (const letter of typed.replace(BETWEEN, '')) {
    const value = LETTERS.indexOf(letter.toUpperCase().replace('O', '0').replace(/[IL]/, '1'))
    if (value < 0) return letter
    values.push(value)
  }
  return values
}

/** In groups of four. */
export function grouped(letters: string): string {
  return letters.replace(/.{4}(?=.)/g, '$&-')
}
