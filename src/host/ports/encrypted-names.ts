import { hkdfSync } from 'node:crypto'
import { aessiv } from '@noble/ciphers/aes.js'

/** Longest name in bytes that still fits the 255 of a disk once it is encrypted. */
export const LONGEST_NAME = 142
/** Names are filled up to a multiple of this before, so that their length tells little. */
const FILL = 32
const LETTERS = 'abcdefghijklmnopqrstuvwxyz234567'
const MOST_REMEMBERED = 20_000

/** Names of files and folders as they stand on an encrypted disk. */
export interface EncryptedNames {
  /** The same for the same name, always: so a name can be looked up. Null for one that is too long. */
  encrypt(name: string): string | null
  /** Null for a name that is not ours: what other programs left in a folder. */
  decrypt(name: string): string | null
}

/**
 * AES-256-SIV, which is made for this: without a nonce it tells of two names only whether they are the same. In base32,
 * small letters, since some disks take no notice of large ones.
 */
export function encryptedNames(key: Uint8Array): EncryptedNames {
  const own = new Uint8Array(hkdfSync('sha256', key, new Uint8Array(), 'ordinal names', 64))
  const toDisk = new Map<string, string>()
  const fromDisk = new Map<string, string>()
  const remember = (name: string, sealed: string): void => {
    if (toDisk.size >= MOST_REMEMBERED) {
      toDisk.clear()
      fromDisk.clear()
    }
    toDisk.set(name, sealed)
    fromDisk.set(sealed, name)
  }
  return {
    encrypt(name) {
      const known = toDisk.get(name)
      if (known !== undefined) return known
      const bytes = new TextEncoder().encode(name)
      if (bytes.length > LONGEST_NAME) return null
      const filled = new Uint8Array(Math.min(LONGEST_NAME, Math.ceil(bytes.length / FILL) * FILL))
      filled.set(bytes)
      const sealed = toBase32(aessiv(own).encrypt(filled))
      remember(name, sealed)
      return sealed
    },
    decrypt(sealed) {
      const known = fromDisk.get(sealed)
      if (known !== undefined) return known
      const bytes = fromBase32(sealed)
      if (bytes === null || bytes.length <= 16) return null
      try {
        const filled = aessiv(own).decrypt(bytes)
        const end = filled.indexOf(0)
        const name = new TextDecoder('utf-8', { fatal: true }).decode(end < 0 ? filled : filled.subarray(0, end))
        remember(name, sealed)
        return name
      } catch {
        return null
      }
    },
  }
}

export function toBase32(bytes: Uint8Array): string {
  let text = ''
  let held = 0
  let bits = 0
  for (const byte of bytes) {
    held = (held << 8) | byte
    for (bits += 8; bits >= 5; bits -= 5) text += LETTERS[(held >>> (bits - 5)) & 31]
    held &= (1 << bits) - 1
  }
  if (bits > 0) text += LETTERS[(held << (5 - bits)) & 31]
  return text
}

/** Null for a text that `toBase32` never makes. */
export function fromBase32(text: string): Uint8Array | null {
  const bytes = new Uint8Array(Math.floor((text.length * 5) / 8))
  let held = 0
  let bits = 0
  let at = 0
  for (const letter of text) {
    const value = LETTERS.indexOf(letter)
    if (value < 0) return null
    held = (held << 5) | value
    bits += 5
    if (bits < 8) continue
    bits -= 8
    bytes[at++] = (held >>> bits) & 255
    held &= (1 << bits) - 1
  }
  return held === 0 && bits < 5 ? bytes : null
}
