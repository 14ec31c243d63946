/**
 * A key that encrypts one message after another, each under the next number: a message that was changed, dropped, repeated or
 * moved cannot be read at its place. (CipherState of the Noise specification, revision 34, with ChaChaPoly.)
 */
import { chacha20poly1305 } from '@noble/ciphers/chacha.js'

/** Bytes that a message grows by. */
export const TAG_LENGTH = 16
/** Messages that one key is good for. Noise allows 2^64 - 1; a JavaScript number counts to here without a mistake. */
export const MOST_MESSAGES = Number.MAX_SAFE_INTEGER

export interface CipherState {
  /** Null once the key was used for as many messages as it is good for. */
  encrypt(associated: Uint8Array, plain: Uint8Array): Uint8Array | null
  /** Null if these are not the next message. A message that fails is not counted, so that the next one may still be read. */
  decrypt(associated: Uint8Array, sealed: Uint8Array): Uint8Array | null
  /** Whether the key is used up. */
  isUsedUp(): boolean
}

/** `first`: number of the first message. */
export function createCipherState(key: Uint8Array, first = 0): CipherState {
  let next = first
  return {
    encrypt(associated, plain) {
      if (next >= MOST_MESSAGES) return null
      return chacha20poly1305(key, nonceOf(next++), associated).encrypt(plain)
    },
    decrypt(associated, sealed) {
      if (next >= MOST_MESSAGES) return null
      const plain = openWith(key, nonceOf(next), associated, sealed)
      if (plain !== null) next++
      return plain
    },
    isUsedUp: () => next >= MOST_MESSAGES,
  }
}

/** Null where the bytes were not sealed with this key, nonce and associated data. */
export function openWith(
  key: Uint8Array,
  nonce: Uint8Array,
  associated: Uint8Array,
  sealed: Uint8Array,
): Uint8Array | null {
  if (sealed.length < TAG_LENGTH) return null
  try {
    return chacha20poly1305(key, nonce, associated).decrypt(sealed)
  } catch {
    // The library says so by throwing.
    return null
  }
}

/** 32 zero bits, then the number in 64 bits, little endian. */
export function nonceOf(number: number): Uint8Array {
  const nonce = new Uint8Array(12)
  const view = new DataView(nonce.buffer)
  view.setUint32(4, number >>> 0, true)
  view.setUint32(8, Math.floor(number / 2 ** 32), true)
  return nonce
}
