/**
 * Keys and names of one mailbox: a document on somebody else's server, in which the devices of a plan leave each other
 * encrypted letters. There is one for each key of the room and each generation; who lacks the room's key sees random letters
 * and cannot tell that two mailboxes are of one plan.
 *
 *   name of a letter   nonce 10 | HMAC of it 8, as base64url: junk is told from letters without decrypting it
 *   letter             nonce 24 | XChaCha20-Poly1305 of the padded content; bound to this mailbox and to its name
 *
 * API: createBoxKeys(epochKey, generation, random) -> document, newName, isName, seal, open.
 */
import { xchacha20poly1305 } from '@noble/ciphers/chacha.js'
import { equalBytes } from '@noble/ciphers/utils.js'
import { hmac } from '@noble/hashes/hmac.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, concatBytes, utf8ToBytes } from '@noble/hashes/utils.js'
import { base64urlToBytes, bytesToBase64url } from '../noise/base64url.ts'
import { deriveKey } from '../noise/derive-key.ts'
import type { RandomBytes } from '../noise/key-pair.ts'
import { padded, unpadded } from './padding.ts'

export interface BoxKeys {
  /** What the server knows the document by. */
  readonly document: string
  /** Of a letter; never the same twice. */
  newName(): string
  isName(name: string): boolean
  seal(name: string, content: Uint8Array): Uint8Array
  /** Null for what nobody with the key put there under this name. */
  open(name: string, sealed: Uint8Array): Uint8Array | null
}

const DOCUMENT = 16
const LABEL_NONCE = 10
const LABEL_MAC = 8
const NONCE = 24
const TAG = 16
/** Bytes that a sealed letter is longer than its padded content. */
export const AROUND_LETTER = NONCE + TAG

export function createBoxKeys(epochKey: Uint8Array, generation: number, random: RandomBytes): BoxKeys {
  const salt = new Uint8Array(4)
  new DataView(salt.buffer).setUint32(0, generation)
  const document = bytesToHex(deriveKey(epochKey, 'carrier name', salt, DOCUMENT))
  const labelKey = deriveKey(epochKey, 'carrier label', salt)
  const letterKey = deriveKey(epochKey, 'carrier letter', salt)
  const macOf = (nonce: Uint8Array): Uint8Array => hmac(sha256, labelKey, nonce).subarray(0, LABEL_MAC)
  const boundTo = (name: string): Uint8Array => utf8ToBytes(`${document}/${name}`)

  return {
    document,
    newName() {
      const nonce = random(LABEL_NONCE)
      return bytesToBase64url(concatBytes(nonce, macOf(nonce)))
    },
    isName(name) {
      if (name.length !== NAME_LETTERS) return false
      const bytes = base64urlToBytes(name)
      return bytes !== null && equalBytes(macOf(bytes.subarray(0, LABEL_NONCE)), bytes.subarray(LABEL_NONCE))
    },
    seal(name, content) {
      const nonce = random(NONCE)
      return concatBytes(
        nonce,
        xchacha20poly1305(letterKey, nonce, boundTo(name)).encrypt(padded(content, AROUND_LETTER)),
      )
    },
    open(name, sealed) {
      if (sealed.length < AROUND_LETTER) return null
      try {
        const nonce = sealed.subarray(0, NONCE)
        return unpadded(xchacha20poly1305(letterKey, nonce, boundTo(name)).decrypt(sealed.subarray(NONCE)))
      } catch {
        // The library says so by throwing.
        return null
      }
    },
  }
}

const NAME_LETTERS = ((LABEL_NONCE + LABEL_MAC) * 4) / 3
