import { ed25519 } from '@noble/curves/ed25519.js'

/**
 * Whether an Ed25519 public key binds its holder. With a few keys of small order, the one of 32 zeros among them, anybody makes
 * signatures that the usual libraries, OpenSSL too, take for good.
 */
export function isSigningKey(publicKey: Uint8Array): boolean {
  return orderOf(publicKey) === 'large'
}

/** Whether anybody can sign for it. Bytes that are no key at all are none of these: nobody signs for them. */
export function isAnybodysKey(publicKey: Uint8Array): boolean {
  return orderOf(publicKey) === 'small'
}

function orderOf(publicKey: Uint8Array): 'large' | 'small' | null {
  try {
    return ed25519.Point.fromBytes(publicKey).isSmallOrder() ? 'small' : 'large'
  } catch {
    // No point of the curve, which the library says by throwing.
    return null
  }
}
