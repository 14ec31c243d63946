/**
 * How two devices that share a key come to a channel that only they can read, and learn each other's static key.
 * (HandshakeState of the Noise specification, revision 34.) Foreign bytes never throw: what cannot be read ends the handshake,
 * and from then on it gives null.
 *
 * API: createHandshake(...) -> write(payload), read(message), remoteStatic(), done().
 */
import { concatBytes } from '@noble/hashes/utils.js'
import { TAG_LENGTH, type CipherState } from './cipher-state.ts'
import { createKeyPair, KEY_LENGTH, sharedSecret, type KeyPair, type RandomBytes } from './key-pair.ts'
import { XX_PSK0, type Pattern, type Token } from './pattern.ts'
import { createSymmetricState, SHA256, type NoiseHash } from './symmetric-state.ts'

/** Bytes. Of every Noise message, those after the handshake too. */
export const LONGEST_MESSAGE = 65_535

export type Role = 'initiator' | 'responder'

export interface HandshakeParts {
  readonly role: Role
  /** 32 bytes. */
  readonly psk: Uint8Array
  /** What both must agree on and nobody says. */
  readonly prologue: Uint8Array
  readonly staticKey: KeyPair
  readonly random: RandomBytes
  /** In place of a random one: for tests, or where it had to be known before. */
  readonly ephemeral?: KeyPair | undefined
  /** The other side's static key, where the pattern says that it was known before. */
  readonly remoteStatic?: Uint8Array | undefined
  readonly pattern?: Pattern
  readonly hash?: NoiseHash
}

/** What comes of a handshake. */
export interface Channel {
  /** The same 32 bytes on both sides, and on no other channel. */
  readonly hash: Uint8Array
  readonly send: CipherState
  readonly receive: CipherState
}

export interface Handshake {
  /** The next message. Null once the handshake failed. Throws when it is the other side's turn. */
  write(payload: Uint8Array): Uint8Array | null
  /** The payload. Null ends the handshake: the message was not made by the other side for this place, or nobody waited for it. */
  read(message: Uint8Array): Uint8Array | null
  /** The other side's static key, as far as it said it. It is proven by `done` only. */
  remoteStatic(): Uint8Array | null
  /** Null before the last message, and for ever if one failed. */
  done(): Channel | null
}

export function createHandshake(parts: HandshakeParts): Handshake {
  const { role, psk, staticKey, random, pattern = XX_PSK0, hash = SHA256 } = parts
  if (psk.length !== KEY_LENGTH) throw new RangeError('A shared key has 32 bytes.')
  const state = createSymmetricState(`Noise_${pattern.name}_25519_ChaChaPoly_${hash.name}`, hash)
  const usesPsk = pattern.messages.some((tokens) => tokens.includes('psk'))
  let ephemeral: KeyPair | null = null
  let theirEphemeral: Uint8Array | null = null
  let theirStatic: Uint8Array | null = parts.remoteStatic ?? null
  let turn = 0
  let hasFailed = false
  let channel: Channel | null = null

  state.mixHash(parts.prologue)
  for (const known of pattern.known) {
    state.mixHash(known === role ? staticKey.publicKey : (theirStatic as Uint8Array))
  }

  return {
    write(payload) {
      if (hasFailed) return null
      if (!isMyTurn()) throw new Error('It is the other side that writes now.')
      const message: Uint8Array[] = []
      for (const token of tokensNow()) {
        if (token === 'e') message.push(ownEphemeral())
        else if (token === 's') message.push(state.encryptAndHash(staticKey.publicKey))
        else if (!mix(token)) return failed()
      }
      message.push(state.encryptAndHash(payload))
      goOn()
      return concatBytes(...message)
    },
    read(message) {
      if (hasFailed || isMyTurn() || turn === pattern.messages.length) return failed()
      if (message.length > LONGEST_MESSAGE) return failed()
      let rest = message
      for (const token of tokensNow()) {
        if (token === 'e' || token === 's') {
          const length = KEY_LENGTH + (token === 's' && state.hasKey() ? TAG_LENGTH : 0)
          if (rest.length < length) return failed()
          const key = rest.slice(0, length)
          rest = rest.subarray(length)
          if (token === 'e') takeEphemeral(key)
          else if (!takeStatic(key)) return failed()
        } else if (!mix(token)) return failed()
      }
      const payload = state.decryptAndHash(rest)
      if (payload === null) return failed()
      goOn()
      return payload
    },
    remoteStatic: () => (hasFailed ? null : theirStatic),
    done: () => (hasFailed ? null : channel),
  }

  function isMyTurn(): boolean {
    return turn < pattern.messages.length && (turn % 2 === 0) === (role === 'initiator')
  }

  function tokensNow(): readonly Token[] {
    return pattern.messages[turn] as readonly Token[]
  }

  function ownEphemeral(): Uint8Array {
    ephemeral = parts.ephemeral ?? createKeyPair(random)
    mixEphemeral(ephemeral.publicKey)
    return ephemeral.publicKey
  }

  function takeEphemeral(key: Uint8Array): void {
    theirEphemeral = key
    mixEphemeral(key)
  }

  function mixEphemeral(key: Uint8Array): void {
    state.mixHash(key)
    // With a shared key alone two handshakes would begin with the same cipher.
    if (usesPsk) state.mixKey(key)
  }

  function takeStatic(bytes: Uint8Array): boolean {
    theirStatic = state.decryptAndHash(bytes)
    return theirStatic !== null
  }

  /** False where the other side's key is none that a secret can be shared with. */
  function mix(token: Exclude<Token, 'e' | 's'>): boolean {
    if (token === 'psk') {
      state.mixKeyAndHash(psk)
      return true
    }
    const [mine, theirs] = role === 'initiator' ? [token[0], token[1]] : [token[1], token[0]]
    const own = mine === 'e' ? (ephemeral as KeyPair) : staticKey
    const shared = sharedSecret(own.secret, (theirs === 'e' ? theirEphemeral : theirStatic) as Uint8Array)
    if (shared !== null) state.mixKey(shared)
    return shared !== null
  }

  function goOn(): void {
    turn++
    if (turn < pattern.messages.length) return
    const [first, second] = state.split()
    const [send, receive] = role === 'initiator' ? [first, second] : [second, first]
    channel = { hash: state.handshakeHash(), send, receive }
  }

  function failed(): null {
    hasFailed = true
    return null
  }
}
