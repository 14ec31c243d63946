/**
 * Bytes as text of a link.
 *
 * API: bytesToBase64url(bytes), base64urlToBytes(text) -> null for what the first would not have written.
 */
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

export function bytesToBase64url(bytes: Uint8Array): string {
  let text = ''
  for (let i = 0; i < bytes.length; i += 3) {
    const [first = 0, second = 0, third = 0] = bytes.subarray(i, i + 3)
    const value = (first << 16) | (second << 8) | third
    const length = Math.min(4, Math.ceil(((bytes.length - i) * 8) / 6))
    for (let n = 0; n < length; n++) text += LETTERS[(value >>> (18 - 6 * n)) & 63] as string
  }
  return text
}

export function base64urlToBytes(text: string): Uint8Array | null {
  const bytes = new Uint8Array(Math.floor((text.length * 6) / 8))
  let value = 0
  let bits = 0
  let at = 0
  for (const letter of text) {
    const six = LETTERS.indexOf(letter)
    if (six < 0) return null
    value = ((value << 6) | six) & 0xffff
    bits += 6
    if (bits < 8) continue
    bits -= 8
    bytes[at++] = (value >>> bits) & 255
  }
  const isWhole = bits < 6 && (value & ((1 << bits) - 1)) === 0
  return isWhole ? bytes : null
}
