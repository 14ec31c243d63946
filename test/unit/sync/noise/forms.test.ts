import { createCipheriv, createHash, createHmac, hkdfSync } from 'node:crypto'
import { bytesToHex } from '@noble/hashes/utils.js'
import { expect, test } from 'vitest'
import { blindedName } from '../../../../src/sync/noise/blinded-name.ts'
import { hostComparison, joinerComparison } from '../../../../src/sync/noise/comparison.ts'
import { formatGuestLink } from '../../../../src/sync/noise/guest-link.ts'
import { createHelloKey, makeHello, makePrologue } from '../../../../src/sync/noise/hello.ts'
import { formatInvite } from '../../../../src/sync/noise/invite.ts'
import { createKeyPair } from '../../../../src/sync/noise/key-pair.ts'
import { sealFor } from '../../../../src/sync/noise/sealed-box.ts'
import { dh } from './straight-line.ts'
import { secrets } from './noise-peers.ts'

/**
 * What other versions, and records that were written once, rely on: every form once more, byte by byte, on OpenSSL. Where one of
 * these fails, devices of two versions do not understand each other.
 */
const random = secrets(101)
const [ADA, BEN] = [createKeyPair(random), createKeyPair(random)]

test('a sealed box: one-time key, then what is sealed under the key that it shares with the public key', () => {
  const bytes = random(32)
  const sealed = Buffer.from(sealFor(ADA.publicKey, bytes, () => BEN.secret) as Uint8Array)
  const key = hkdf(dh(BEN.secret, ADA.secret), 'ordinal sealed box', Buffer.concat([BEN.publicKey, ADA.publicKey]))
  expect(sealed.toString('hex')).toBe(hexOf(BEN.publicKey, seal(key, bytes)))
})

test('a hello: tag, sealed kind and device and signature, first message of the handshake', () => {
  const [psk, challenge, message] = [random(32), random(32), random(48)]
  const signed: Uint8Array[] = []
  const signer = {
    publicKey: random(32),
    sign: (bytes: Uint8Array) => (signed.push(bytes), new Uint8Array(64).fill(3)),
  }
  const hello = makeHello({ key: createHelloKey('join', psk), challenge, message, signer })
  const place = Buffer.concat([challenge, message.subarray(0, 32)])
  const plain = Buffer.concat([Buffer.of(1), signer.publicKey, Buffer.alloc(64, 3)])
  const tag = hmac(hkdf(psk, 'ordinal tag'), place).subarray(0, 16)
  expect(bytesToHex(hello)).toBe(hexOf(tag, seal(hkdf(psk, 'ordinal hello', place), plain), message))
  expect(bytesToHex(signed[0] as Uint8Array)).toBe(hexOf(Buffer.from('ordinal hello'), place))
})

test('the prologue: its words, the challenge, and the kind as a byte', () => {
  const challenge = random(32)
  for (const [byte, kind] of (['member', 'join', 'guest'] as const).entries()) {
    expect(bytesToHex(makePrologue(challenge, kind))).toBe(
      hexOf(Buffer.from('ordinal room 2'), challenge, Buffer.of(byte)),
    )
  }
})

test('a comparison: hash of the joiner’s number, and 48 bits made from both numbers and the channel', () => {
  const [hash, n1, n2] = [random(32), random(32), random(32)]
  const joiner = joinerComparison({ hash, random: () => n1 })
  const host = hostComparison({ hash, random: () => n2 })
  expect(bytesToHex(joiner.commit)).toBe(createHash('sha256').update(n1).digest('hex'))
  expect(host.answer(joiner.commit)).toEqual(n2)
  const number = hkdf(Buffer.concat([n1, n2]), 'ordinal digits', hash, 6).readUIntBE(0, 6)
  expect(host.check(n1)).toBe(String(number % 1_000_000).padStart(6, '0'))
})

test('a blinded name: nonce and 16 bytes of its HMAC', () => {
  const [key, nonce] = [random(32), random(12)]
  expect(blindedName(key, nonce)).toBe(hexOf(nonce, hmac(hkdf(key, 'ordinal discovery'), nonce).subarray(0, 16)))
})

test('the links: version, content, sum', () => {
  const [key, secret] = [random(32), random(16)]
  const body = (...parts: Uint8Array[]): string => {
    const bytes = Buffer.concat([Buffer.of(1), ...parts])
    return Buffer.concat([bytes, createHash('sha256').update(bytes).digest().subarray(0, 4)]).toString('base64url')
  }
  const six = Buffer.from('fd000000000000000000000000000007', 'hex')
  const places = [Buffer.of(4, 10, 0, 0, 7), Buffer.of(16), six]
  const invite = formatInvite({ addresses: ['10.0.0.7', 'fd00::7'], port: 4711, key, secret })
  expect(invite).toBe(`ordinal://join/#${body(Buffer.of(18, 103), key, secret, ...places)}`)
  const guest = formatGuestLink({ address: '10.0.0.7', port: 4711, key, secret })
  expect(guest).toBe(`http://10.0.0.7:4711/g#${body(key, secret)}`)
})

function hkdf(secret: Uint8Array, info: string, salt: Uint8Array = new Uint8Array(0), length = 32): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, salt, info, length))
}

function hmac(key: Uint8Array, bytes: Uint8Array): Buffer {
  return createHmac('sha256', key).update(bytes).digest()
}

/** With nonce 0 and nothing beside. */
function seal(key: Uint8Array, plain: Uint8Array): Buffer {
  const cipher = createCipheriv('chacha20-poly1305', key, Buffer.alloc(12), { authTagLength: 16 })
  return Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()])
}

const hexOf = (...parts: Uint8Array[]): string => Buffer.concat(parts).toString('hex')
