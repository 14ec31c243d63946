/**
 * Names that prove themselves: a device's id is made from its public key, and a plan's id from its founder's.
 *
 * API: deviceIdOf(hash, publicKey), planIdOf(hash, founderKey, nonce). `hash` is SHA-256.
 */
import { encodeUtf8 } from 'lib0/string'

export type Hash = (bytes: Uint8Array) => Uint8Array

/** None that is taken for another when it is read out. */
const LETTERS = 'abcdefghijkmnpqrstuvwxyz23456789'
const ID_LENGTH = 16

/** 16 letters made from an Ed25519 public key. */
export function deviceIdOf(hash: Hash, publicKey: Uint8Array): string {
  return lettersOf(hash(publicKey))
}

/** 16 letters that nobody but the holder of this key, with this nonce, can have begun a plan under. */
export function planIdOf(hash: Hash, founderKey: Uint8Array, nonce: Uint8Array): string {
  const domain = encodeUtf8('ordinal plan')
  const bytes = new Uint8Array(domain.length + founderKey.length + nonce.length)
  bytes.set(domain)
  bytes.set(founderKey, domain.length)
  bytes.set(nonce, domain.length + founderKey.length)
  return lettersOf(hash(bytes))
}

function lettersOf(hash: Uint8Array): string {
  return [...hash.subarray(0, ID_LENGTH)].map((byte) => LETTERS[byte % LETTERS.length]).join('')
}
