/**
 * What both sides of a handshake have said so far, as a hash, and what they share so far, as a chain of keys.
 * (SymmetricState of the Noise specification, revision 34.)
 */
import { hkdf } from '@noble/hashes/hkdf.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { concatBytes, utf8ToBytes, type CHash } from '@noble/hashes/utils.js'
import { createCipherState, type CipherState } from './cipher-state.ts'
import { KEY_LENGTH } from './key-pair.ts'

/** A hash function under the name that Noise gives it. */
export interface NoiseHash {
  readonly name: string
  readonly hash: CHash
}

export const SHA256: NoiseHash = { name: 'SHA256', hash: sha256 }

export interface SymmetricState {
  mixHash(bytes: Uint8Array): void
  mixKey(secret: Uint8Array): void
  mixKeyAndHash(secret: Uint8Array): void
  /** Plain as long as nothing is shared. */
  encryptAndHash(plain: Uint8Array): Uint8Array
  /** Null where the bytes cannot be what the other side said here. */
  decryptAndHash(bytes: Uint8Array): Uint8Array | null
  hasKey(): boolean
  /** Hash of all that was said: the same for both sides, and for nobody else's handshake. */
  handshakeHash(): Uint8Array
  /** Keys of the two directions, the initiator's first. */
  split(): readonly [CipherState, CipherState]
}

export function createSymmetricState(protocol: string, { hash }: NoiseHash): SymmetricState {
  const size = hash.outputLen
  let said = startOf(utf8ToBytes(protocol))
  let chain = said
  let cipher: CipherState | null = null

  return {
    mixHash,
    mixKey(secret) {
      const [next, key] = derive(secret, 2)
      useKeys(next, key)
    },
    mixKeyAndHash(secret) {
      const [next, said, key] = derive(secret, 3)
      mixHash(said)
      useKeys(next, key)
    },
    encryptAndHash(plain) {
      // A handshake uses each key a few times, never up.
      const bytes = cipher === null ? plain : (cipher.encrypt(said, plain) as Uint8Array)
      mixHash(bytes)
      return bytes
    },
    decryptAndHash(bytes) {
      const plain = cipher === null ? bytes : cipher.decrypt(said, bytes)
      if (plain !== null) mixHash(bytes)
      return plain
    },
    hasKey: () => cipher !== null,
    handshakeHash: () => said.slice(),
    split() {
      const [first, second] = derive(new Uint8Array(0), 2)
      return [createCipherState(cut(first)), createCipherState(cut(second))]
    },
  }

  function startOf(name: Uint8Array): Uint8Array {
    if (name.length > size) return hash(name)
    const padded = new Uint8Array(size)
    padded.set(name)
    return padded
  }

  function mixHash(bytes: Uint8Array): void {
    said = hash(concatBytes(said, bytes))
  }

  function useKeys(next: Uint8Array, key: Uint8Array): void {
    chain = next
    cipher = createCipherState(cut(key))
  }

  /** HKDF of the specification is that of RFC 5869 without info. */
  function derive(secret: Uint8Array, count: 2): [Uint8Array, Uint8Array]
  function derive(secret: Uint8Array, count: 3): [Uint8Array, Uint8Array, Uint8Array]
  function derive(secret: Uint8Array, count: number): Uint8Array[] {
    const all = hkdf(hash, secret, chain, undefined, count * size)
    return Array.from({ length: count }, (_, i) => all.slice(i * size, (i + 1) * size))
  }
}

const cut = (bytes: Uint8Array): Uint8Array => bytes.slice(0, KEY_LENGTH)
