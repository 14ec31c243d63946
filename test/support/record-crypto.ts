import { createHash, generateKeyPairSync, sign, verify, createPublicKey } from 'node:crypto'
import type { RecordCrypto } from '../../src/sync/record.ts'

/** Real keys and hashes, as a host has them. `publicKey` is the raw 32 bytes. */
export function ed25519Crypto(): RecordCrypto & { readonly publicKey: Uint8Array } {
  const pair = generateKeyPairSync('ed25519')
  const raw = pair.publicKey.export({ format: 'der', type: 'spki' }).subarray(-32)
  const toKey = (bytes: Uint8Array) =>
    createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: Buffer.from(bytes).toString('base64url') }, format: 'jwk' })
  return {
    publicKey: new Uint8Array(raw),
    hash: (bytes) => new Uint8Array(createHash('sha256').update(bytes).digest()),
    sign: (bytes) => new Uint8Array(sign(null, bytes, pair.privateKey)),
    verify: (publicKey, bytes, signature) => verify(null, bytes, toKey(publicKey), signature),
  }
}

/**
 * Cheap and worthless against anybody, but it depends on key and bytes as a signature does, so chains and mistakes show.
 * The key is one byte.
 */
export function cheapCrypto(key = 1): RecordCrypto & { readonly publicKey: Uint8Array } {
  const mix = (bytes: Uint8Array, length: number, seed: number): Uint8Array => {
    let a = 0x811c9dc5 ^ seed
    let b = 0x9e3779b9 + seed
    for (const byte of bytes) {
      a = Math.imul(a ^ byte, 0x01000193)
      b = Math.imul(b + byte, 0x85ebca6b) ^ (b >>> 13)
    }
    return Uint8Array.from({ length }, (_, i) => ((i % 2 === 0 ? a : b) >>> ((i * 3) % 24)) & 255)
  }
  return {
    publicKey: Uint8Array.of(key),
    hash: (bytes) => mix(bytes, 32, 0),
    sign: (bytes) => mix(bytes, 64, key),
    verify: (publicKey, bytes, signature) =>
      mix(bytes, 64, publicKey[0] ?? 0).every((byte, i) => byte === signature[i]),
  }
}
