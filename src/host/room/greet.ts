import { LONGEST_NEWS } from '../../contract/guest-messages.ts'
import { createHandshake } from '../../sync/noise/handshake.ts'
import {
  CHALLENGE_LENGTH,
  HELLO_LENGTH,
  makeHello,
  makePrologue,
  readHello,
  type Hello,
  type HelloKey,
  type HelloSigner,
} from '../../sync/noise/hello.ts'
import type { KeyPair, RandomBytes } from '../../sync/noise/key-pair.ts'
import type { Clock } from '../ports/clock.ts'
import type { Pipe } from '../ports/network.ts'
import { createLink, type Link } from './link.ts'
import type { Turn } from './turns.ts'

/** What a host proves itself with, and what it checks others by. */
export interface LinkIdentity extends HelloSigner {
  readonly verify: (publicKey: Uint8Array, bytes: Uint8Array, signature: Uint8Array) => boolean
  readonly noise: KeyPair
  readonly random: RandomBytes
}

/** A key that opens this host's door, and for whom. */
export interface DoorKey extends HelloKey {
  readonly plan: string
  /** Whether a device with this signing key may come in by this key; null is a guest. Who may not meets silence. */
  readonly admits: (device: Uint8Array | null) => boolean
}

/** Both sides proved their keys. */
export interface Greeted<K extends HelloKey = HelloKey> {
  readonly key: K
  /** Of the other side's device, proven; null for a guest, and where this side called. */
  readonly device: Uint8Array | null
  /** The other side's Noise key, proven. */
  readonly noise: Uint8Array
  /** The same bytes on both sides, and on no other channel. */
  readonly hash: Uint8Array
  readonly link: Link
}

/** A handshake takes at most this long. Whoever fails is sent away at one of two moments, whatever it was that failed. */
export const HANDSHAKE_MS = 5_000
const TURNED_AWAY_MS = 1_000

/**
 * Lets in whoever holds one of these keys. All others get the challenge that everybody gets, not one byte more, and are sent
 * away after the same time: a wrong key, a room that is not here and a removed device cannot be told apart.
 */
export function answerDoor(
  pipe: Pipe,
  parts: {
    readonly identity: LinkIdentity
    readonly keys: () => readonly DoorKey[]
    readonly clock: Clock
    /** This device's key in the plan that is knocked at; the identity's where it is left out. */
    readonly noiseIn?: (plan: string) => KeyPair
    /** For the handshake's own work, some milliseconds; at once where it is left out. Strangers cost too little to wait. */
    readonly turn?: Turn
  },
): Promise<Greeted<DoorKey> | null> {
  const { identity, clock, turn = (act) => act() } = parts
  const began = clock.now()
  return new Promise((resolve) => {
    let step: (bytes: Uint8Array) => void = readFirst
    let isOver = false
    const stop = clock.after(HANDSHAKE_MS, () => end(null))
    pipe.onClose(() => end(null))
    const challenge = identity.random(CHALLENGE_LENGTH)
    pipe.onBytes((bytes) => step(bytes))
    pipe.send(challenge)

    function readFirst(bytes: Uint8Array): void {
      const hello =
        bytes.length === HELLO_LENGTH
          ? readHello({ keys: parts.keys(), challenge, hello: bytes, verify: identity.verify })
          : null
      if (hello === null || !hello.key.admits(hello.device)) return turnAway()
      // It is the other side that waits now.
      const isEarly = (): void => turnAway()
      step = isEarly
      turn(() => {
        if (!isOver && step === isEarly) shakeHands(hello)
      })
    }

    function shakeHands(hello: Hello<DoorKey>): void {
      const handshake = createHandshake({
        role: 'responder',
        psk: hello.key.psk,
        prologue: makePrologue(challenge, hello.key.kind),
        staticKey: parts.noiseIn?.(hello.key.plan) ?? identity.noise,
        random: identity.random,
      })
      if (handshake.read(hello.message) === null) return turnAway()
      const answer = handshake.write(NOTHING)
      if (answer === null) return turnAway()
      step = (last) => {
        handshake.read(last)
        const channel = handshake.done()
        const noise = handshake.remoteStatic()
        if (channel === null || noise === null) return turnAway()
        // A guest has no use for messages as long as hosts send.
        const link = createLink(pipe, channel, hello.key.kind === 'guest' ? LONGEST_NEWS : undefined)
        end({ key: hello.key, device: hello.device, noise, hash: channel.hash, link })
      }
      pipe.send(answer)
    }

    /** Says nothing more, and hears nothing more, until the first of the two moments; after that until the second. */
    function turnAway(): void {
      step = () => undefined
      const left = TURNED_AWAY_MS - (clock.now() - began)
      if (left > 0) clock.after(left, () => end(null))
    }

    function end(greeted: Greeted<DoorKey> | null): void {
      if (isOver) return
      isOver = true
      stop()
      if (greeted === null) pipe.close()
      resolve(greeted)
    }
  })
}

/** Knocks with a key. Null where the other side does not answer to it, whatever the reason. */
export function knockAt<K extends HelloKey>(
  pipe: Pipe,
  parts: { readonly identity: LinkIdentity; readonly key: K; readonly clock: Clock },
): Promise<Greeted<K> | null> {
  const { identity, key, clock } = parts
  return new Promise((resolve) => {
    let handshake: ReturnType<typeof createHandshake> | null = null
    let isOver = false
    const stop = clock.after(HANDSHAKE_MS + TURNED_AWAY_MS, () => end(null))
    pipe.onClose(() => end(null))
    pipe.onBytes((bytes) => {
      if (isOver) return
      if (handshake === null) {
        if (bytes.length !== CHALLENGE_LENGTH) return end(null)
        handshake = createHandshake({
          role: 'initiator',
          psk: key.psk,
          prologue: makePrologue(bytes, key.kind),
          staticKey: identity.noise,
          random: identity.random,
        })
        const message = handshake.write(NOTHING)
        if (message === null) return end(null)
        return pipe.send(makeHello({ key, challenge: bytes, message, signer: key.kind === 'guest' ? null : identity }))
      }
      if (handshake.read(bytes) === null) return end(null)
      const last = handshake.write(NOTHING)
      const channel = handshake.done()
      const noise = handshake.remoteStatic()
      if (last === null || channel === null || noise === null) return end(null)
      pipe.send(last)
      end({ key, device: null, noise, hash: channel.hash, link: createLink(pipe, channel) })
    })

    function end(greeted: Greeted<K> | null): void {
      if (isOver) return
      isOver = true
      stop()
      if (greeted === null) pipe.close()
      resolve(greeted)
    }
  })
}

const NOTHING = new Uint8Array(0)
