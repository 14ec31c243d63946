/**
 * Bytes that only the holder of one X25519 key can open; who sealed them is not said. For the keys of a room, wrapped for each
 * member.
 *
 *   one-time public key, 32 | encrypted bytes and their tag
 *
 * API: sealFor(publicKey, bytes, random), openSealed(secret, bytes).
 */
import { chacha20poly1305 } from '@noble/ciphers/chacha.js'
import { concatBytes } from '@noble/hashes/utils.js'
import { nonceOf, openWith } from './cipher-state.ts'
import { deriveKey } from './derive-key.ts'
import { createKeyPair, KEY_LENGTH, keyPairOf, sharedSecret, type RandomBytes } from './key-pair.ts'

/** Null where nobody can have the secret of such a public key. */
export function sealFor(publicKey: Uint8Array, bytes: Uint8Array, random: RandomBytes): Uint8Array | null {
  const once = createKeyPair(random)
  const shared = sharedSecret(once.secret, publicKey)
  if (shared === null) return null
  return concatBytes(
    once.publicKey,
    chacha20poly1305(boxKey(shared, once.publicKey, publicKey), nonceOf(0)).encrypt(bytes),
  )
}

/** Null where the bytes were sealed for another key, or changed. */
export function openSealed(secret: Uint8Array, sealed: Uint8Array): Uint8Array | null {
  const once = sealed.subarray(0, KEY_LENGTH)
  const shared = sharedSecret(secret, once)
  if (shared === null) return null
  const key = boxKey(shared, once, keyPairOf(secret).publicKey)
  return openWith(key, nonceOf(0), new Uint8Array(0), sealed.subarray(KEY_LENGTH))
}

function boxKey(shared: Uint8Array, once: Uint8Array, publicKey: Uint8Array): Uint8Array {
  return deriveKey(shared, 'sealed box', concatBytes(once, publicKey))
}
