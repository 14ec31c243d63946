/**
 * Names under which a room's hosts find each other on a network. Who holds the room's key sees that a name is of this room; all
 * others see random letters, and cannot tell whether two names are of one room.
 *
 *   nonce, 12 bytes | HMAC of it, 16 bytes; in hexadecimal, since the network takes upper and lower case as the same
 *
 * API: blindedName(epochKey, nonce), matchesBlinded(epochKey, name).
 */
import { equalBytes } from '@noble/ciphers/utils.js'
import { hmac } from '@noble/hashes/hmac.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js'
import { deriveKey } from './derive-key.ts'

/** Bytes. Random, and new each time that a host shows itself. */
export const NAME_NONCE = 12
const MAC = 16
const NAME = new RegExp(`^[0-9a-f]{${2 * (NAME_NONCE + MAC)}}$`)

/** 56 letters; a name of the network has at most 63. */
export function blindedName(epochKey: Uint8Array, nonce: Uint8Array): string {
  return bytesToHex(nonce) + bytesToHex(macOf(epochKey, nonce))
}

export function matchesBlinded(epochKey: Uint8Array, name: string): boolean {
  const lower = name.toLowerCase()
  if (!NAME.test(lower)) return false
  const bytes = hexToBytes(lower)
  return equalBytes(macOf(epochKey, bytes.subarray(0, NAME_NONCE)), bytes.subarray(NAME_NONCE))
}

function macOf(epochKey: Uint8Array, nonce: Uint8Array): Uint8Array {
  return hmac(sha256, deriveKey(epochKey, 'discovery'), nonce).subarray(0, MAC)
}
