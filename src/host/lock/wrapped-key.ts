import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'
import { argon2idAsync } from '@noble/hashes/argon2.js'

/**
 * What a passphrase costs: Argon2id with 64 MB and three passes, 0.7 s on the test machine and as much for everybody who
 * tries passphrases. It stands in the key file, so a later Ordinal may ask for more.
 */
export interface Cost {
  readonly memoryKb: number
  readonly passes: number
  readonly lanes: number
}
export const COST: Cost = { memoryKb: 65_536, passes: 3, lanes: 1 }
/** What a key file may ask for at most: one that was tampered with shall not take the machine down. */
export const MOST: Cost = { memoryKb: 1_048_576, passes: 16, lanes: 8 }

const NONCE = 12
const TAG = 16

/** The key that a passphrase makes. The same letters typed on another keyboard make the same key. Lets others run meanwhile. */
export async function keyOfPassphrase(passphrase: string, salt: Uint8Array, cost: Cost): Promise<Uint8Array> {
  const letters = new TextEncoder().encode(passphrase.normalize('NFKC'))
  return argon2idAsync(letters, salt, { m: cost.memoryKb, t: cost.passes, p: cost.lanes, dkLen: 32, asyncTick: 20 })
}

/** A recovery code is 133 bits of chance: nobody guesses it, so it need not be made costly. */
export function keyOfRecoveryCode(letters: string, salt: Uint8Array): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', new TextEncoder().encode(letters), salt, 'ordinal recovery code', 32))
}

/** Nonce, the key encrypted with ChaCha20-Poly1305, tag. */
export function wrapKey(key: Uint8Array, by: Uint8Array): Uint8Array {
  const nonce = randomBytes(NONCE)
  const cipher = createCipheriv('chacha20-poly1305', by, nonce, { authTagLength: TAG })
  return new Uint8Array(Buffer.concat([nonce, cipher.update(key), cipher.final(), cipher.getAuthTag()]))
}

/** Null if this is not the key that it was wrapped by. */
export function unwrapKey(wrapped: Uint8Array, by: Uint8Array): Uint8Array | null {
  if (wrapped.length !== NONCE + 32 + TAG) return null
  const decipher = createDecipheriv('chacha20-poly1305', by, wrapped.subarray(0, NONCE), { authTagLength: TAG })
  decipher.setAuthTag(wrapped.subarray(NONCE + 32))
  const key = decipher.update(wrapped.subarray(NONCE, NONCE + 32))
  try {
    decipher.final()
    return new Uint8Array(key)
  } catch {
    return null
  }
}
