import { createHash, createPublicKey, verify, type KeyObject } from 'node:crypto'
import type { RecordCrypto } from '../../sync/record.ts'

/** What stands before the 32 bytes of an Ed25519 public key in its DER form. */
const PUBLIC_PREFIX = Buffer.from('302a300506032b6570032100', 'hex')

/** SHA-256 and Ed25519 by node:crypto, which is many times faster than any in JavaScript. */
export function nodeRecordCrypto(sign: (bytes: Uint8Array) => Uint8Array): RecordCrypto {
  // Reading a key takes longer than checking a signature by it, and a plan has few.
  const keys = new WeakMap<Uint8Array, KeyObject>()
  const keyOf = (publicKey: Uint8Array): KeyObject => {
    const key = keys.get(publicKey) ?? readKey(publicKey)
    keys.set(publicKey, key)
    return key
  }
  return { hash: sha256, sign, verify: (publicKey, bytes, signature) => isSignedBy(keyOf, publicKey, bytes, signature) }
}

export function sha256(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(createHash('sha256').update(bytes).digest())
}

/** False for a key or a signature that is none. */
export function verifyEd25519(publicKey: Uint8Array, bytes: Uint8Array, signature: Uint8Array): boolean {
  return isSignedBy(readKey, publicKey, bytes, signature)
}

function isSignedBy(
  keyOf: (publicKey: Uint8Array) => KeyObject,
  publicKey: Uint8Array,
  bytes: Uint8Array,
  signature: Uint8Array,
): boolean {
  if (publicKey.length !== 32) return false
  try {
    return verify(null, bytes, keyOf(publicKey), signature)
  } catch {
    return false
  }
}

function readKey(publicKey: Uint8Array): KeyObject {
  return createPublicKey({ key: Buffer.concat([PUBLIC_PREFIX, publicKey]), format: 'der', type: 'spki' })
}
