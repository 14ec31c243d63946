/**
 * Keys for one purpose each, made from a secret of another: who learns one of them learns neither the secret nor the others.
 *
 * API: deriveKey(secret, purpose, salt?, length?), keyFromSecret (a shared key for the handshake), noiseKeyOf (a device's).
 */
import { hkdf } from '@noble/hashes/hkdf.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { utf8ToBytes } from '@noble/hashes/utils.js'
import { KEY_LENGTH, keyPairOf, type KeyPair } from './key-pair.ts'

/** All that keys are made for; no two mean the same. */
export type Purpose =
  | 'join key'
  | 'guest key'
  | 'typed code'
  | 'noise key'
  | 'tag'
  | 'hello'
  | 'digits'
  | 'sealed box'
  | 'discovery'
  | 'carrier name'
  | 'carrier label'
  | 'carrier letter'
  | 'carrier address'

/** HKDF with SHA-256. `salt` is what makes one use differ from another and need not be secret. */
export function deriveKey(secret: Uint8Array, purpose: Purpose, salt?: Uint8Array, length = KEY_LENGTH): Uint8Array {
  return hkdf(sha256, secret, salt, utf8ToBytes(`ordinal ${purpose}`), length)
}

/** The shared key with which the holder of an invite, or of the guests' link, begins its handshake. */
export function keyFromSecret(secret: Uint8Array, purpose: 'join' | 'guest'): Uint8Array {
  return deriveKey(secret, `${purpose} key`)
}

/** The X25519 key of a device, from the 32 bytes of which its signing key is made. */
export function noiseKeyOf(seed: Uint8Array): KeyPair {
  return keyPairOf(deriveKey(seed, 'noise key'))
}
