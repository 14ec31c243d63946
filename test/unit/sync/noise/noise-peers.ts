import {
  createHandshake,
  type Channel,
  type Handshake,
  type HandshakeParts,
} from '../../../../src/sync/noise/handshake.ts'
import { createKeyPair, type RandomBytes } from '../../../../src/sync/noise/key-pair.ts'
import { seeded } from '../../../support/random.ts'

/** Repeatable secrets. */
export function secrets(seed: number): RandomBytes {
  const random = seeded(seed)
  return (length) => Uint8Array.from({ length }, () => Math.floor(random() * 256))
}

/** Keys of two devices in one room. Making keys is the slow part: one pair serves a whole file of tests. */
export function twoDevices(seed: number) {
  const random = secrets(seed)
  const shared = { psk: random(32), prologue: random(20), random }
  return {
    initiator: { ...shared, role: 'initiator', staticKey: createKeyPair(random), ephemeral: createKeyPair(random) },
    responder: { ...shared, role: 'responder', staticKey: createKeyPair(random), ephemeral: createKeyPair(random) },
  } satisfies Record<'initiator' | 'responder', HandshakeParts>
}

export type Meddle = (message: Uint8Array, at: number) => Uint8Array

/** Carries empty messages to and fro until one side gives up; `meddle` may change them on the way. */
export function shake(initiator: Handshake, responder: Handshake, meddle: Meddle = (message) => message): void {
  let [from, to] = [initiator, responder]
  for (let at = 0; at < 3; at++) {
    const message = from.write(new Uint8Array(0))
    if (message === null || to.read(meddle(message, at)) === null) return
    ;[from, to] = [to, from]
  }
}

/** Two ends of one channel. */
export function connected(seed: number): { initiator: Channel; responder: Channel } {
  const devices = twoDevices(seed)
  const initiator = createHandshake(devices.initiator)
  const responder = createHandshake(devices.responder)
  shake(initiator, responder)
  return { initiator: initiator.done() as Channel, responder: responder.done() as Channel }
}

export const flipped = (bytes: Uint8Array, at: number, bit = 1): Uint8Array => {
  const copy = bytes.slice()
  copy[at] = (copy[at] as number) ^ bit
  return copy
}
