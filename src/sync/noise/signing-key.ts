import { ed25519 } from '@noble/curves/ed25519.js'

/**
 * Whether an Ed25519 public key binds its holder. With a few keys of small order, the one of 32 zeros among them, anybody makes
 * signatures that the usual libraries, OpenSSL too, take for good.
 */
export function isSigningKey(publicKey: Uint8Array): boolean {
  try {
    return !ed25519.Point.fromBytes(publicKey).isSmallOrder()
  } catch {
    // No point of the curve, which the library says by throwing.
    return false
  }
}
