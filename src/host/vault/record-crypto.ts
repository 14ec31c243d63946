import { createHash, createPublicKey, verify, type KeyObject } from 'node:crypto'
import type { RecordCrypto } from '../../sync/record.ts'

/** What stands before the 32 bytes of an Ed25519 public key in its DER form. */
const PUBLIC_PREFIX = Buffer.from('302a300506032b6570032100', 'hex')
/** Answers that nobody asked for yet are kept up to this many. */
const MOST_AHEAD = 1_000

/** A signature that was checked on another thread, and over what. */
interface Checked {
  readonly publicKey: Uint8Array
  readonly bytes: Uint8Array
  readonly isGood: boolean
}

/** SHA-256 and Ed25519 by node:crypto, which is many times faster than any in JavaScript. */
export function nodeRecordCrypto(sign: (bytes: Uint8Array) => Uint8Array): RecordCrypto {
  // Reading a key takes longer than checking a signature by it, and a plan has few.
  const keys = new WeakMap<Uint8Array, KeyObject>()
  const keyOf = (publicKey: Uint8Array): KeyObject => {
    const key = keys.get(publicKey) ?? readKey(publicKey)
    keys.set(publicKey, key)
    return key
  }
  /** By signature. Each answers once. */
  const ahead = new Map<string, Checked>()
  return {
    hash: sha256,
    sign,
    verify(publicKey, bytes, signature) {
      const name = Buffer.from(signature).toString('latin1')
      const known = ahead.get(name)
      ahead.delete(name)
      // The same question to the letter, or it is asked anew.
      if (known !== undefined && isSame(known.publicKey, publicKey) && isSame(known.bytes, bytes)) return known.isGood
      return isSignedBy(keyOf, publicKey, bytes, signature)
    },
    async verifyAhead(publicKey, bytes, signature) {
      const isGood = await isSignedElsewhere(keyOf, publicKey, bytes, signature)
      ahead.set(Buffer.from(signature).toString('latin1'), { publicKey, bytes, isGood })
      const [oldest] = ahead.keys()
      if (ahead.size > MOST_AHEAD && oldest !== undefined) ahead.delete(oldest)
    },
  }
}

export function sha256(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(createHash('sha256').update(bytes).digest())
}

/** False for a key or a signature that is none. */
export function verifyEd25519(publicKey: Uint8Array, bytes: Uint8Array, signature: Uint8Array): boolean {
  return isSignedBy(readKey, publicKey, bytes, signature)
}

type KeyOf = (publicKey: Uint8Array) => KeyObject

function isSignedBy(keyOf: KeyOf, publicKey: Uint8Array, bytes: Uint8Array, signature: Uint8Array): boolean {
  if (publicKey.length !== 32) return false
  try {
    return verify(null, bytes, keyOf(publicKey), signature)
  } catch {
    return false
  }
}

/** The same in one of the threads that Node keeps for such work: a tenth of the time on this one. */
function isSignedElsewhere(
  keyOf: KeyOf,
  publicKey: Uint8Array,
  bytes: Uint8Array,
  signature: Uint8Array,
): Promise<boolean> {
  return new Promise((resolve) => {
    if (publicKey.length !== 32) return resolve(false)
    try {
      verify(null, bytes, keyOf(publicKey), signature, (error, isGood) => resolve(error === null && isGood))
    } catch {
      resolve(false)
    }
  })
}

const isSame = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0

function readKey(publicKey: Uint8Array): KeyObject {
  return createPublicKey({ key: Buffer.concat([PUBLIC_PREFIX, publicKey]), format: 'der', type: 'spki' })
}
