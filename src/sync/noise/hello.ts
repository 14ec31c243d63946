/**
 * The first message of whoever connects, as an answer to 32 random bytes. It shows the responder which of its keys the other one
 * holds and which device it is before the responder has said anything: a stranger, a removed device and a replay get silence.
 *
 *   tag, 16 | sealed: kind, device's key, its signature, 1 + 32 + 64 + 16 | first message of the handshake, 48
 *
 * API: createHelloKey (once for each key), makePrologue, makeHello, readHello. Signing and verifying are handed in.
 */
import { chacha20poly1305 } from '@noble/ciphers/chacha.js'
import { equalBytes } from '@noble/ciphers/utils.js'
import { hmac } from '@noble/hashes/hmac.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { concatBytes, utf8ToBytes } from '@noble/hashes/utils.js'
import { nonceOf, openWith, TAG_LENGTH } from './cipher-state.ts'
import { deriveKey } from './derive-key.ts'
import { KEY_LENGTH } from './key-pair.ts'
import { isSigningKey } from './signing-key.ts'

/** Bytes. */
export const CHALLENGE_LENGTH = 32
const KEY_TAG = 16
const SIGNATURE = 64
const SEALED = 1 + KEY_LENGTH + SIGNATURE + TAG_LENGTH
const FIRST_MESSAGE = KEY_LENGTH + TAG_LENGTH
export const HELLO_LENGTH = KEY_TAG + SEALED + FIRST_MESSAGE

export type HelloKind = 'member' | 'join' | 'guest'
const KINDS: readonly HelloKind[] = ['member', 'join', 'guest']

/** A key that hellos are made with: of an epoch, of an invite, or of the guests' link. */
export interface HelloKey {
  readonly kind: HelloKind
  readonly psk: Uint8Array
  /** From `psk`, so that junk costs no more than one HMAC a key. */
  readonly tagKey: Uint8Array
}

export function createHelloKey(kind: HelloKind, psk: Uint8Array): HelloKey {
  return { kind, psk, tagKey: deriveKey(psk, 'tag') }
}

/** A device's signing key. */
export interface HelloSigner {
  /** Ed25519, 32 bytes. */
  readonly publicKey: Uint8Array
  /** 64 bytes. */
  sign(bytes: Uint8Array): Uint8Array
}

/** Who knocks. `device` is its proven signing key; null for a guest. */
export interface Hello<K extends HelloKey> {
  readonly key: K
  readonly device: Uint8Array | null
  /** To be read by the handshake. */
  readonly message: Uint8Array
}

/** The number is raised where what is said after the handshake is said another way, so that two ways never meet. */
export function makePrologue(challenge: Uint8Array, kind: HelloKind): Uint8Array {
  return concatBytes(utf8ToBytes('ordinal room 2'), challenge, Uint8Array.of(KINDS.indexOf(kind)))
}

/** `message`: the first one of the handshake. `signer`: null for a guest. */
export function makeHello(parts: {
  readonly key: HelloKey
  readonly challenge: Uint8Array
  readonly message: Uint8Array
  readonly signer: HelloSigner | null
}): Uint8Array {
  const { key, challenge, message, signer } = parts
  const place = placeOf(challenge, message)
  const plain = new Uint8Array(SEALED - TAG_LENGTH)
  plain[0] = KINDS.indexOf(key.kind)
  if (signer !== null) {
    plain.set(signer.publicKey, 1)
    plain.set(signer.sign(signedBytes(place)), 1 + KEY_LENGTH)
  }
  return concatBytes(tagOf(key, place), chacha20poly1305(boxKey(key, place), nonceOf(0)).encrypt(plain), message)
}

/**
 * Null for whatever is no hello of a holder of one of these keys to this very challenge. Whether the device may come in is for
 * the caller to say, in silence as well.
 */
export function readHello<K extends HelloKey>(parts: {
  readonly keys: readonly K[]
  readonly challenge: Uint8Array
  readonly hello: Uint8Array
  readonly verify: (publicKey: Uint8Array, bytes: Uint8Array, signature: Uint8Array) => boolean
}): Hello<K> | null {
  const { challenge, hello } = parts
  if (hello.length !== HELLO_LENGTH) return null
  const message = hello.slice(KEY_TAG + SEALED)
  const place = placeOf(challenge, message)
  const key = keyByTag(parts.keys, place, hello.subarray(0, KEY_TAG))
  if (key === null) return null
  const plain = openWith(boxKey(key, place), nonceOf(0), new Uint8Array(0), hello.subarray(KEY_TAG, KEY_TAG + SEALED))
  if (plain === null || KINDS[plain[0] as number] !== key.kind) return null
  const device = plain.slice(1, 1 + KEY_LENGTH)
  const signature = plain.subarray(1 + KEY_LENGTH)
  if (key.kind === 'guest') return isZero(device) && isZero(signature) ? { key, device: null, message } : null
  if (!isSigningKey(device)) return null
  return parts.verify(device, signedBytes(place), signature) ? { key, device, message } : null
}

/** All keys are tried, so that the time tells nobody which one it was. */
function keyByTag<K extends HelloKey>(keys: readonly K[], place: Uint8Array, tag: Uint8Array): K | null {
  let found: K | null = null
  for (const key of keys) if (equalBytes(tagOf(key, place), tag)) found = key
  return found
}

/**
 * Challenge and ephemeral key. Both sides have a part in it: a responder that gives one challenge to everybody can neither tell
 * by the tag that two of them hold the same key, nor have two plain texts under one key.
 */
function placeOf(challenge: Uint8Array, message: Uint8Array): Uint8Array {
  return concatBytes(challenge, message.subarray(0, KEY_LENGTH))
}

function tagOf(key: HelloKey, place: Uint8Array): Uint8Array {
  return hmac(sha256, key.tagKey, place).subarray(0, KEY_TAG)
}

const boxKey = (key: HelloKey, place: Uint8Array): Uint8Array => deriveKey(key.psk, 'hello', place)
const signedBytes = (place: Uint8Array): Uint8Array => concatBytes(utf8ToBytes('ordinal hello'), place)
const isZero = (bytes: Uint8Array): boolean => bytes.every((byte) => byte === 0)
