/**
 * What a new device and the host whose invite it has say to each other, until a person lets it in or turns it away. Everything
 * is read as from a stranger.
 *
 *   joiner: knock, reveal        host: nonce, then in or out
 */
import { createDecoder, readAny } from 'lib0/decoding'
import { createEncoder, toUint8Array, writeAny } from 'lib0/encoding'
import { encodeUtf8 } from 'lib0/string'
import { plainName } from '../../model/plain-name.ts'

export type JoinMessage =
  | {
      readonly is: 'knock'
      /** Shown to the person who lets it in. */
      readonly name: string
      readonly person: string
      /** The device's signature over `joinProof` of its Noise key. */
      readonly proof: Uint8Array
      /** Binds the joiner to its part of the digits. */
      readonly commit: Uint8Array
    }
  | { readonly is: 'nonce'; readonly nonce: Uint8Array }
  | { readonly is: 'reveal'; readonly nonce: Uint8Array }
  /**
   * `root` and `by`: signing keys of the device that founded the plan and of the one that lets in. `proof`: its signature over
   * `joinProof` of the Noise key that it proved in this channel.
   */
  | {
      readonly is: 'in'
      readonly plan: string
      readonly root: Uint8Array
      readonly by: Uint8Array
      readonly proof: Uint8Array
      readonly name: string
    }
  /** `removed`: its key was removed from the room before, and stays out; the invite stays good for another key. */
  | { readonly is: 'out'; readonly why: string; readonly removed?: boolean }

/** What a device signs to say that a Noise key is its own. */
export function joinProof(noise: Uint8Array): Uint8Array {
  const words = encodeUtf8('ordinal noise key')
  const bytes = new Uint8Array(words.length + noise.length)
  bytes.set(words)
  bytes.set(noise, words.length)
  return bytes
}

export function encodeJoinMessage(message: JoinMessage): Uint8Array {
  const encoder = createEncoder()
  writeAny(encoder, message as never)
  return toUint8Array(encoder)
}

/** Null for what no honest host sends. */
export function decodeJoinMessage(bytes: Uint8Array): JoinMessage | null {
  if (bytes.length > MOST_BYTES) return null
  let json: Readonly<Record<string, unknown>> | null
  try {
    json = readAny(createDecoder(bytes)) as typeof json
  } catch {
    return null
  }
  if (typeof json !== 'object' || json === null || json instanceof Uint8Array) return null
  const { is, name, person, proof, commit, nonce, plan, root, by, why, removed } = json
  switch (is) {
    case 'knock':
      return isName(name) && isName(person) && isBytes(proof, 64) && isBytes(commit, 32)
        ? { is, name: plainName(name) || NO_NAME, person, proof, commit }
        : null
    case 'nonce':
    case 'reveal':
      return isBytes(nonce, 32) ? { is, nonce } : null
    case 'in':
      return isPlanId(plan) && isName(name) && isBytes(root, 32) && isBytes(by, 32) && isBytes(proof, 64)
        ? { is, plan, name: plainName(name), root, by, proof }
        : null
    case 'out':
      return { is, why: isName(why) ? plainName(why) : '', ...(removed === true ? { removed } : {}) }
    default:
      return null
  }
}

const MOST_BYTES = 4_000
const NO_NAME = 'A device without a name'
/** A folder of the joiner's disk is named after it. */
const isPlanId = (value: unknown): value is string => typeof value === 'string' && PLAN_ID.test(value)
const PLAN_ID = /^[a-z0-9][a-z0-9-]{0,63}$/i
const isName = (value: unknown): value is string => typeof value === 'string' && value.length <= 200
const isBytes = (value: unknown, length: number): value is Uint8Array =>
  value instanceof Uint8Array && value.length === length
