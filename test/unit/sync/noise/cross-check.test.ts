import { createRequire } from 'node:module'
import { blake2b } from '@noble/hashes/blake2.js'
import { bytesToHex } from '@noble/hashes/utils.js'
import { describe, expect, test } from 'vitest'
import { createHandshake, type Channel, type Handshake } from '../../../../src/sync/noise/handshake.ts'
import { createKeyPair, type KeyPair } from '../../../../src/sync/noise/key-pair.ts'
import { XX_PSK0, type Pattern } from '../../../../src/sync/noise/pattern.ts'
import { secrets } from './noise-peers.ts'

/** What is used of the package noise-handshake, which has no types. It keeps what it is given and may overwrite it. */
interface Independent {
  initialise(prologue: Uint8Array): void
  send(payload: Uint8Array): Uint8Array
  recv(message: Uint8Array): Uint8Array
  readonly rs: Uint8Array
  readonly hash: Uint8Array
  readonly tx: Uint8Array
  readonly rx: Uint8Array
}
interface IndependentCipher {
  encrypt(plain: Uint8Array): Uint8Array
  decrypt(sealed: Uint8Array): Uint8Array
}
const require = createRequire(import.meta.url)
const NoiseState = require('noise-handshake') as new (
  pattern: string,
  isInitiator: boolean,
  staticKey: { publicKey: Buffer; secretKey: Buffer },
  options: { psk?: Buffer },
) => Independent
const Cipher = require('noise-handshake/cipher') as new (key: Uint8Array) => IndependentCipher

const NN_PSK0: Pattern = {
  name: 'NNpsk0',
  known: [],
  messages: [
    ['psk', 'e'],
    ['e', 'ee'],
  ],
}
const XX: Pattern = { name: 'XX', known: [], messages: [['e'], ['e', 'ee', 's', 'es'], ['s', 'se']] }
const NONE = new Uint8Array(0)

function scene(pattern: Pattern, ours: 'initiator' | 'responder', seed: number) {
  const random = secrets(seed)
  const psk = random(32)
  const prologue = random(40)
  const keys = { ours: createKeyPair(random), theirs: createKeyPair(random) }
  const hash = { name: 'BLAKE2b', hash: blake2b }
  const own = createHandshake({ role: ours, pattern, hash, psk, prologue, random, staticKey: keys.ours })
  const usesPsk = pattern.name.includes('psk')
  const other = new NoiseState(
    pattern.name,
    ours === 'responder',
    copyOf(keys.theirs),
    usesPsk ? { psk: Buffer.from(psk) } : {},
  )
  other.initialise(Buffer.from(prologue))
  return { random, keys, own, other }
}

function copyOf({ secret, publicKey }: KeyPair) {
  return { publicKey: Buffer.from(publicKey), secretKey: Buffer.from(secret) }
}

/** Both speak in turns; each has to read what the other says. */
function speak(pattern: Pattern, own: Handshake, other: Independent, isOursFirst: boolean): void {
  for (const at of pattern.messages.keys()) {
    const payload = Uint8Array.of(at, 7)
    const read =
      (at % 2 === 0) === isOursFirst
        ? other.recv(Buffer.from(own.write(payload) as Uint8Array))
        : own.read(other.send(Buffer.from(payload)))
    expect(read === null ? null : bytesToHex(read)).toBe(bytesToHex(payload))
  }
}

describe.each([XX_PSK0, NN_PSK0, XX])('an independent implementation of $name understands this one', (pattern) => {
  test.each(['initiator', 'responder'] as const)('as %s', (ours) => {
    for (const seed of [1, 2, 3]) {
      const { own, other, keys } = scene(pattern, ours, seed)
      speak(pattern, own, other, ours === 'initiator')
      const channel = own.done() as Channel
      expect(bytesToHex(channel.hash)).toBe(bytesToHex(other.hash))
      if (pattern !== NN_PSK0) {
        expect(bytesToHex(own.remoteStatic() as Uint8Array)).toBe(bytesToHex(keys.theirs.publicKey))
        expect(bytesToHex(other.rs)).toBe(bytesToHex(keys.ours.publicKey))
      }
      const [to, from] = [new Cipher(other.rx), new Cipher(other.tx)]
      for (const said of [1, 2, 3]) {
        const plain = Uint8Array.of(said)
        expect(bytesToHex(to.decrypt(channel.send.encrypt(NONE, plain) as Uint8Array))).toBe(bytesToHex(plain))
        expect(channel.receive.decrypt(NONE, from.encrypt(Buffer.from(plain)))).toEqual(plain)
      }
    }
  })
})

test('both refuse a message of the other under another shared key', () => {
  const first = scene(XX_PSK0, 'initiator', 4)
  const second = scene(XX_PSK0, 'responder', 5)
  expect(() => first.other.recv(Buffer.from(second.random(48)))).toThrow()
  expect(second.own.read(scene(XX_PSK0, 'responder', 6).other.send(Buffer.alloc(0)))).toBeNull()
})
