import { sha256 } from '@noble/hashes/sha2.js'
import { concatBytes, utf8ToBytes } from '@noble/hashes/utils.js'
import { bytesToLetters, grouped } from './letters.ts'

/** 80 bits of a public key's hash in four groups of four letters, for people to compare. */
export function fingerprintOf(publicKey: Uint8Array): string {
  const hash = sha256(concatBytes(utf8ToBytes('ordinal fingerprint'), publicKey))
  return grouped(bytesToLetters(hash.subarray(0, 10)))
}
