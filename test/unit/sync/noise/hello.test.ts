import { createPrivateKey, createPublicKey, sign, verify } from 'node:crypto'
import { hexToBytes } from '@noble/hashes/utils.js'
import { describe, expect, test } from 'vitest'
import { createHandshake } from '../../../../src/sync/noise/handshake.ts'
import {
  createHelloKey,
  HELLO_LENGTH,
  makeHello,
  makePrologue,
  readHello,
  type HelloKey,
  type HelloKind,
  type HelloSigner,
} from '../../../../src/sync/noise/hello.ts'
import { flipped, secrets, twoDevices } from './noise-peers.ts'

const random = secrets(31)
const CHALLENGE = random(32)
const KEYS = (['member', 'join', 'guest', 'member', 'join'] as const).map((kind) => createHelloKey(kind, random(32)))
const [MEMBER, JOIN, GUEST] = KEYS as [HelloKey, HelloKey, HelloKey]
const DEVICES = twoDevices(32)
const ADA = signerOf(random(32))
const EVE = signerOf(random(32))

function signerOf(seed: Uint8Array): HelloSigner {
  const der = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed])
  const key = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })
  const publicKey = new Uint8Array(createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(-32))
  return { publicKey, sign: (bytes) => new Uint8Array(sign(null, bytes, key)) }
}

function verified(publicKey: Uint8Array, bytes: Uint8Array, signature: Uint8Array): boolean {
  const der = Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), publicKey])
  return verify(null, bytes, createPublicKey({ key: der, format: 'der', type: 'spki' }), signature)
}

function initiator(key: HelloKey, challenge: Uint8Array) {
  return createHandshake({ ...DEVICES.initiator, psk: key.psk, prologue: makePrologue(challenge, key.kind) })
}

function helloOf(key: HelloKey, { challenge = CHALLENGE, signer = ADA as HelloSigner | null } = {}): Uint8Array {
  const message = initiator(key, challenge).write(new Uint8Array(0)) as Uint8Array
  return makeHello({ key, challenge, message, signer: key.kind === 'guest' ? null : signer })
}

function read(hello: Uint8Array, { keys = KEYS, challenge = CHALLENGE } = {}) {
  return readHello({ keys, challenge, hello, verify: verified })
}

describe('a hello', () => {
  test.each([MEMBER, JOIN, GUEST])('of a $kind shows the key and the device, and its handshake begins', (key) => {
    const found = read(helloOf(key))
    expect(found?.key).toBe(key)
    expect(found?.device).toEqual(key.kind === 'guest' ? null : ADA.publicKey)
    const prologue = makePrologue(CHALLENGE, key.kind)
    const responder = createHandshake({ ...DEVICES.responder, psk: key.psk, prologue })
    expect(responder.read(found?.message as Uint8Array)).toEqual(new Uint8Array(0))
  })

  test('has one length for all kinds, and nothing readable in it', () => {
    const hellos = [MEMBER, JOIN, GUEST].map((key) => Buffer.from(helloOf(key)))
    expect(hellos.map(({ length }) => length)).toEqual([HELLO_LENGTH, HELLO_LENGTH, HELLO_LENGTH])
    for (const hello of hellos) expect(hello.includes(Buffer.from(ADA.publicKey))).toBe(false)
  })

  test('says other bytes to the same challenge, so that nobody sees that two hold the same key', () => {
    const fresh = (): Buffer => {
      const parts = { ...DEVICES.initiator, ephemeral: undefined, random }
      const message = createHandshake({ ...parts, psk: MEMBER.psk }).write(new Uint8Array(0)) as Uint8Array
      return Buffer.from(makeHello({ key: MEMBER, challenge: CHALLENGE, message, signer: ADA }))
    }
    const [one, two] = [fresh(), fresh()]
    for (let at = 0; at + 8 <= HELLO_LENGTH; at++) expect(one.includes(two.subarray(at, at + 8))).toBe(false)
  })
})

describe('there is silence for', () => {
  test('a hello of which any one byte of tag, seal or key was changed', () => {
    for (const key of [MEMBER, GUEST]) {
      const hello = helloOf(key)
      // The last 16 bytes are the handshake's, which reads them next.
      for (let at = 0; at < HELLO_LENGTH - 16; at++) expect(read(flipped(hello, at, 1 << (at % 8))), `${at}`).toBeNull()
    }
  })

  test('a hello of another length', () => {
    const hello = helloOf(MEMBER)
    for (const length of [0, 16, HELLO_LENGTH - 1]) expect(read(hello.subarray(0, length))).toBeNull()
    expect(read(Buffer.concat([hello, Buffer.alloc(1)]))).toBeNull()
  })

  test('a key that is none of these', () => {
    expect(read(helloOf(createHelloKey('member', random(32))))).toBeNull()
    expect(read(helloOf(MEMBER), { keys: [] })).toBeNull()
    expect(read(helloOf(MEMBER), { keys: KEYS.slice(1) })).toBeNull()
  })

  test('a hello that was overheard and is said again', () => {
    expect(read(helloOf(MEMBER), { challenge: random(32) })).toBeNull()
  })

  test.each<[HelloKind, HelloKind]>([
    ['guest', 'member'],
    ['join', 'member'],
    ['member', 'join'],
    ['member', 'guest'],
  ])('a holder of a key for a %s that says it is a %s', (held, said) => {
    const psk = random(32)
    expect(read(helloOf(createHelloKey(said, psk)), { keys: [createHelloKey(held, psk)] })).toBeNull()
  })

  test('a member of the room that says it is another one', () => {
    const liar = { publicKey: ADA.publicKey, sign: EVE.sign }
    expect(read(helloOf(MEMBER, { signer: liar }))).toBeNull()
    expect(read(helloOf(MEMBER, { signer: null }))).toBeNull()
  })

  test('a member that was sent the hello of another one, and puts its own handshake behind it', () => {
    const own = createHandshake({ ...DEVICES.responder, role: 'initiator', psk: MEMBER.psk })
    const message = own.write(new Uint8Array(0)) as Uint8Array
    expect(read(Buffer.concat([helloOf(MEMBER).subarray(0, HELLO_LENGTH - 48), message]))).toBeNull()
    // Also where it seals anew what it knows of the other: the signature is for another handshake.
    let stolen = new Uint8Array(64)
    helloOf(MEMBER, { signer: { ...ADA, sign: (bytes) => (stolen = ADA.sign(bytes) as Uint8Array<ArrayBuffer>) } })
    const signer = { publicKey: ADA.publicKey, sign: () => stolen }
    expect(read(makeHello({ key: MEMBER, challenge: CHALLENGE, message, signer }))).toBeNull()
  })

  test('a device whose key is good for signatures that anybody makes', () => {
    let forgeable = 0
    for (const publicKey of smallOrder()) {
      for (const signature of [new Uint8Array(64), ...smallOrder().map((r) => Buffer.concat([r, Buffer.alloc(32)]))]) {
        const signer = {
          publicKey,
          sign: (bytes: Uint8Array) => (verified(publicKey, bytes, signature) && forgeable++, signature),
        }
        expect(read(helloOf(MEMBER, { signer }))).toBeNull()
      }
    }
    expect(forgeable, 'OpenSSL takes such signatures for good').toBeGreaterThan(0)
  })

  test('a guest that shows a device', () => {
    const message = initiator(GUEST, CHALLENGE).write(new Uint8Array(0)) as Uint8Array
    expect(read(makeHello({ key: GUEST, challenge: CHALLENGE, message, signer: ADA }))).toBeNull()
  })

  test.each([41, 42])('whatever else comes (seed %i)', (seed) => {
    const bytes = secrets(seed)
    for (let i = 0; i < 300; i++) {
      const junk = bytes(i % 3 === 0 ? (bytes(1)[0] as number) : HELLO_LENGTH)
      expect(read(junk)).toBeNull()
    }
  })
})

test('junk and a stranger cost no more than one HMAC for each key, and nothing is verified for them', () => {
  let verifications = 0
  const count = (): boolean => (verifications++, true)
  readHello({ keys: KEYS, challenge: CHALLENGE, hello: random(HELLO_LENGTH), verify: count })
  readHello({ keys: KEYS, challenge: CHALLENGE, hello: flipped(helloOf(MEMBER), 50), verify: count })
  expect(verifications).toBe(0)
  readHello({ keys: KEYS, challenge: CHALLENGE, hello: helloOf(MEMBER), verify: count })
  expect(verifications).toBe(1)
})

/** Public keys of Ed25519 whose order is small: 1, 2, 4, 8. */
function smallOrder(): Uint8Array[] {
  const eight = [
    '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
    'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
  ]
  const rest = ['01' + '00'.repeat(31), 'ec' + 'ff'.repeat(30) + '7f', '00'.repeat(32)]
  return [...eight, ...rest].flatMap((hex) => [hexToBytes(hex), flipped(hexToBytes(hex), 31, 128)])
}
