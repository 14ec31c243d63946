import { describe, expect, test } from 'vitest'
import { createHandshake, LONGEST_MESSAGE, type Handshake } from '../../../../src/sync/noise/handshake.ts'
import { createKeyPair, sharedSecret } from '../../../../src/sync/noise/key-pair.ts'
import { seeded } from '../../../support/random.ts'
import { flipped, secrets, shake, twoDevices, type Meddle } from './noise-peers.ts'

const NONE = new Uint8Array(0)
const devices = twoDevices(1)
const others = twoDevices(2)
const both = (): [Handshake, Handshake] => [createHandshake(devices.initiator), createHandshake(devices.responder)]

/** The two sides after a handshake in which `meddle` changed what went over the network. */
function after(meddle: Meddle): [Handshake, Handshake] {
  const sides = both()
  shake(...sides, meddle)
  return sides
}

/** Made once: what honest sides with these keys say. */
const honest: Uint8Array[] = []
after((message) => {
  honest.push(message)
  return message
})

/** Who reads a message, right before it comes. */
function readerOf(at: number): Handshake {
  const [initiator, responder] = both()
  if (at > 0) responder.read(initiator.write(NONE) as Uint8Array)
  if (at > 1) initiator.read(responder.write(NONE) as Uint8Array)
  if (at === 1) return initiator
  if (at === 2) return (initiator.write(NONE), responder)
  return responder
}

describe('a handshake', () => {
  test('gives both sides the same hash, each the static key of the other, and keys that fit', () => {
    const [initiator, responder] = after((message) => message)
    const [one, two] = [initiator.done(), responder.done()]
    expect(one?.hash).toEqual(two?.hash)
    expect(initiator.remoteStatic()).toEqual(devices.responder.staticKey.publicKey)
    expect(responder.remoteStatic()).toEqual(devices.initiator.staticKey.publicKey)
    const sealed = one?.send.encrypt(NONE, Uint8Array.of(1)) as Uint8Array
    expect(two?.receive.decrypt(NONE, sealed)).toEqual(Uint8Array.of(1))
  })

  test('has messages of 48, 96 and 64 bytes, in which no static key is readable', () => {
    expect(honest.map(({ length }) => length)).toEqual([48, 96, 64])
    const said = Buffer.concat(honest)
    for (const { staticKey } of [devices.initiator, devices.responder]) {
      expect(said.includes(Buffer.from(staticKey.publicKey))).toBe(false)
    }
  })

  test('says other bytes each time', () => {
    const random = secrets(9)
    const fresh = () => createHandshake({ ...devices.initiator, ephemeral: undefined, random }).write(NONE)
    expect(fresh()).not.toEqual(fresh())
  })
})

describe('ends, and tells nothing, when', () => {
  test.each([0, 1, 2])('any one byte of message %i was changed', (turn) => {
    for (const at of (honest[turn] as Uint8Array).keys()) {
      const reader = readerOf(turn)
      expect(reader.read(flipped(honest[turn] as Uint8Array, at, 1 << (at % 8))), `byte ${at}`).toBeNull()
      expect([reader.done(), reader.remoteStatic()]).toEqual([null, null])
    }
  })

  test.each([0, 1, 2])('message %i was cut or grew', (turn) => {
    const message = honest[turn] as Uint8Array
    for (const length of [0, 1, 31, 32, 47, message.length - 16, message.length - 1]) {
      expect(readerOf(turn).read(message.subarray(0, length)), `${length} bytes`).toBeNull()
    }
    expect(readerOf(turn).read(Buffer.concat([message, NONE, Buffer.alloc(1)]))).toBeNull()
    expect(readerOf(turn).read(new Uint8Array(LONGEST_MESSAGE + 1))).toBeNull()
  })

  test.each([
    ['shared key', { psk: others.initiator.psk }],
    ['prologue', { prologue: others.initiator.prologue }],
  ])('the two have not the same %s: the first message is as far as it goes', (_, change) => {
    const responder = createHandshake({ ...devices.responder, ...change })
    expect(responder.read(honest[0] as Uint8Array)).toBeNull()
    expect(responder.write(NONE)).toBeNull()
    expect(responder.done()).toBeNull()
  })

  test('a side shows a static key without having its secret', () => {
    for (const liar of ['initiator', 'responder'] as const) {
      const staticKey = { ...devices[liar].staticKey, secret: others[liar].staticKey.secret }
      const sides = {
        initiator: createHandshake({ ...devices.initiator, ...(liar === 'initiator' && { staticKey }) }),
        responder: createHandshake({ ...devices.responder, ...(liar === 'responder' && { staticKey }) }),
      }
      shake(sides.initiator, sides.responder)
      expect(sides[liar === 'initiator' ? 'responder' : 'initiator'].done()).toBeNull()
    }
  })

  test('a message comes at another place, twice, or from an earlier handshake', () => {
    for (const turn of [0, 1, 2]) {
      for (const other of [0, 1, 2]) {
        if (other !== turn) expect(readerOf(turn).read(honest[other] as Uint8Array), `${other} at ${turn}`).toBeNull()
      }
    }
    const fresh = createHandshake({ ...devices.responder, ephemeral: createKeyPair(secrets(3)) })
    expect(fresh.read(honest[0] as Uint8Array)).toEqual(NONE)
    fresh.write(NONE)
    expect(fresh.read(honest[2] as Uint8Array)).toBeNull()
    const twice = readerOf(0)
    twice.read(honest[0] as Uint8Array)
    expect([twice.read(honest[0] as Uint8Array), twice.write(NONE)]).toEqual([null, null])
  })

  test('its own message comes back to it', () => {
    const [initiator] = both()
    expect(initiator.read(initiator.write(NONE) as Uint8Array)).toBeNull()
  })

  test('a message comes after the last one', () => {
    const [, responder] = after((message) => message)
    expect(responder.read(honest[2] as Uint8Array)).toBeNull()
  })

  test('a key of the other side shares the same zeros with everybody', () => {
    for (const weak of weakKeys()) {
      expect(sharedSecret(devices.initiator.staticKey.secret, weak)).toBeNull()
      const ephemeral = { secret: devices.initiator.ephemeral.secret, publicKey: weak }
      const responder = createHandshake(devices.responder)
      // Its holder knows the room's key, so that the first message can be read; there is nothing to answer it with.
      expect(responder.read(createHandshake({ ...devices.initiator, ephemeral }).write(NONE) as Uint8Array)).toEqual(
        NONE,
      )
      expect(responder.write(NONE)).toBeNull()
      const staticKey = { secret: devices.responder.staticKey.secret, publicKey: weak }
      const initiator = createHandshake(devices.initiator)
      const liar = createHandshake({ ...devices.responder, staticKey })
      liar.read(initiator.write(NONE) as Uint8Array)
      expect(initiator.read(liar.write(NONE) as Uint8Array)).toBeNull()
    }
    for (const length of [0, 31, 33])
      expect(sharedSecret(new Uint8Array(32).fill(7), new Uint8Array(length))).toBeNull()
  })
})

test('a side that writes out of turn is a mistake of this program', () => {
  expect(() => both()[1].write(NONE)).toThrow()
  const [initiator] = both()
  initiator.write(NONE)
  expect(() => initiator.write(NONE)).toThrow()
})

test.each([11, 12, 13])('random bytes at random places never get through and never throw (seed %i)', (seed) => {
  const random = seeded(seed)
  const bytes = secrets(seed)
  let read = 0
  for (let i = 0; i < 60; i++) {
    const turn = Math.floor(random() * 3)
    const reader = readerOf(turn)
    let message: Uint8Array = (honest[turn] as Uint8Array).slice()
    const way = Math.floor(random() * 4)
    if (way === 0) message = bytes(Math.floor(random() * 200))
    if (way === 1) message.set(bytes(1 + Math.floor(random() * 16)), Math.floor(random() * (message.length - 16)))
    if (way === 2) message = message.slice(Math.floor(random() * message.length))
    if (way === 3) message = Buffer.concat([message, bytes(1 + Math.floor(random() * 40))])
    if (Buffer.compare(message, honest[turn] as Uint8Array) === 0) continue
    read++
    expect(reader.read(message), `${way} at ${turn}`).toBeNull()
    expect(reader.done()).toBeNull()
  }
  expect(read).toBeGreaterThan(50)
})

/** All encodings whose order is small, with and without the bit that X25519 leaves out. */
function weakKeys(): Uint8Array[] {
  const p = 2n ** 255n - 19n
  const orderEight = [
    325606250916557431795983626356110631294008115727848805560023387167927233504n,
    39382357235489614581723060781553021112529911719440698176882885853963445705823n,
  ]
  return [0n, 1n, p - 1n, p, p + 1n, ...orderEight].flatMap((u) => [littleEndian(u), littleEndian(u | (1n << 255n))])
}

function littleEndian(number: bigint): Uint8Array {
  return Uint8Array.from({ length: 32 }, (_, i) => Number((number >> BigInt(8 * i)) & 255n))
}
