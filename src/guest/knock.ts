import { LONGEST_NEWS } from '../contract/guest-messages.ts'
import { keyFromSecret } from '../sync/noise/derive-key.ts'
import type { GuestKeys } from '../sync/noise/guest-link.ts'
import { createHandshake } from '../sync/noise/handshake.ts'
import { CHALLENGE_LENGTH, createHelloKey, makeHello, makePrologue } from '../sync/noise/hello.ts'
import type { KeyPair, RandomBytes } from '../sync/noise/key-pair.ts'
import { createSecureChannel } from '../sync/noise/secure-channel.ts'
import type { Road } from './road.ts'

/** An encrypted road to the host whose key stands in the link. */
export interface RoomLink {
  send(message: Uint8Array): void
  /** Null: the road ended. */
  onMessage(handler: (message: Uint8Array | null) => void): void
  close(): void
}

/** `silence`: nobody answered to this link. `stranger`: somebody did, and was not the host that made it. */
export type Unanswered = 'silence' | 'stranger'

/** Shakes hands as a guest, in the words of src/host/room/greet.ts. */
export function knock(
  road: Road,
  parts: { readonly keys: GuestKeys; readonly own: KeyPair; readonly random: RandomBytes },
): Promise<RoomLink | Unanswered> {
  const { keys, own, random } = parts
  const key = createHelloKey('guest', keyFromSecret(keys.secret, 'guest'))
  return new Promise((resolve) => {
    let handshake: ReturnType<typeof createHandshake> | null = null
    const stop = (why: Unanswered): void => {
      road.close()
      resolve(why)
    }
    road.onClose(() => resolve('silence'))
    road.onBytes((bytes) => {
      if (handshake === null) {
        if (bytes.length !== CHALLENGE_LENGTH) return stop('silence')
        const prologue = makePrologue(bytes, 'guest')
        handshake = createHandshake({ role: 'initiator', psk: key.psk, prologue, staticKey: own, random })
        const message = handshake.write(NOTHING)
        if (message === null) return stop('silence')
        return road.send(makeHello({ key, challenge: bytes, message, signer: null }))
      }
      if (handshake.read(bytes) === null) return stop('silence')
      // Everybody who has the link has its secret. Only the host has this key; nobody else learns who we are.
      const host = handshake.remoteStatic()
      if (host === null || !host.every((byte, i) => byte === keys.key[i])) return stop('stranger')
      const last = handshake.write(NOTHING)
      const ciphers = handshake.done()
      if (last === null || ciphers === null) return stop('silence')
      road.send(last)
      resolve(linkOver(road, ciphers))
    })
  })
}

function linkOver(road: Road, ciphers: Parameters<typeof createSecureChannel>[0]['ciphers']): RoomLink {
  const early: (Uint8Array | null)[] = []
  let handler: ((message: Uint8Array | null) => void) | null = null
  const hand = (message: Uint8Array | null): void => {
    if (handler === null) early.push(message)
    else handler(message)
  }
  const channel = createSecureChannel({
    ciphers,
    send: (frame) => road.send(frame),
    onMessage: hand,
    onBroken: () => road.close(),
    maxMessage: LONGEST_NEWS,
  })
  road.onBytes((frame) => channel.receive(frame))
  road.onClose(() => hand(null))
  return {
    send: (message) => void channel.send(message),
    onMessage(next) {
      handler = next
      for (const message of early.splice(0)) next(message)
    },
    close: () => road.close(),
  }
}

const NOTHING = new Uint8Array(0)
