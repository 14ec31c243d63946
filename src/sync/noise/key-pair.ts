/**
 * X25519 keys and what two of them share.
 *
 * API: createKeyPair(random), keyPairOf(secret), sharedSecret(secret, publicKey) -> bytes, or null for a bad public key.
 */
import { x25519 } from '@noble/curves/ed25519.js'

/** Bytes of a secret, of a public key and of what two share. */
export const KEY_LENGTH = 32

/** So many bytes from a source of secrets. */
export type RandomBytes = (length: number) => Uint8Array

export interface KeyPair {
  readonly secret: Uint8Array
  readonly publicKey: Uint8Array
}

export function createKeyPair(random: RandomBytes): KeyPair {
  return keyPairOf(random(KEY_LENGTH))
}

export function keyPairOf(secret: Uint8Array): KeyPair {
  return { secret, publicKey: x25519.getPublicKey(secret) }
}

/**
 * Null where the public key is of another length, or one of the few that share the same zeros with everybody: whoever sends
 * such a key wants a channel that both sides, and anybody else, can read.
 */
export function sharedSecret(secret: Uint8Array, publicKey: Uint8Array): Uint8Array | null {
  if (publicKey.length !== KEY_LENGTH) return null
  let shared: Uint8Array
  try {
    shared = x25519.getSharedSecret(secret, publicKey)
  } catch {
    // The library refuses those few by throwing.
    return null
  }
  return shared.some((byte) => byte !== 0) ? shared : null
}
