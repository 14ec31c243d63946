import { createHash, createPublicKey, verify } from 'node:crypto'
import type { RecordCrypto } from '../../sync/record.ts'

/** What stands before the 32 bytes of an Ed25519 public key in its DER form. */
const PUBLIC_PREFIX = Buffer.from('302a300506032b6570032100', 'hex')

/** SHA-256 and Ed25519 by node:crypto, which is many times faster than any in JavaScript. */
export function nodeRecordCrypto(sign: (bytes: Uint8Array) => Uint8Array): RecordCrypto {
  return { hash: sha256, sign, verify: verifyEd25519 }
}

export function sha256(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(createHash('sha256').update(bytes).digest())
}

/** False for a key or a signature that is none. */
export function verifyEd25519(publicKey: Uint8Array, bytes: Uint8Array, signature: Uint8Array): boolean {
  if (publicKey.length !== 32) return false
  try {
    const key = createPublicKey({ key: Buffer.concat([PUBLIC_PREFIX, publicKey]), format: 'der', type: 'spki' })
    return verify(null, bytes, key, signature)
  } catch {
    return false
  }
}
