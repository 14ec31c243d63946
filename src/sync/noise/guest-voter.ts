/** Under what a phone votes, and its salts, with what the page for phones has along anyway. */
import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'

/** Of the key that a guest proves: both sides know it, so that no host can hand out another's. */
export function guestVoter(publicKey: Uint8Array): string {
  const domain = utf8ToBytes('ordinal guest')
  const bytes = new Uint8Array(domain.length + publicKey.length)
  bytes.set(domain)
  bytes.set(publicKey, domain.length)
  return bytesToHex(sha256(bytes)).slice(0, 32)
}

/** A fresh salt, from so many random bytes. */
export const saltOf = (bytes: Uint8Array): string => bytesToHex(bytes)
