import { bytesToHex } from '@noble/hashes/utils.js'
import { describe, expect, test } from 'vitest'
import { blindedName, matchesBlinded, NAME_NONCE } from '../../../../src/sync/noise/blinded-name.ts'
import { deriveKey, keyFromSecret, noiseKeyOf, type Purpose } from '../../../../src/sync/noise/derive-key.ts'
import { fingerprintOf } from '../../../../src/sync/noise/fingerprint.ts'
import { createKeyPair } from '../../../../src/sync/noise/key-pair.ts'
import { openSealed, sealFor } from '../../../../src/sync/noise/sealed-box.ts'
import { flipped, secrets } from './noise-peers.ts'

const random = secrets(91)
const ADA = createKeyPair(random)
const BEN = createKeyPair(random)
const SECRET = new Uint8Array(16).fill(7)

describe('a sealed box', () => {
  const bytes = random(32)
  const sealed = sealFor(ADA.publicKey, bytes, random) as Uint8Array

  test('is opened by the one whom it was sealed for', () => {
    expect(openSealed(ADA.secret, sealed)).toEqual(bytes)
    expect(sealed).toHaveLength(32 + 32 + 16)
    expect(openSealed(ADA.secret, sealFor(ADA.publicKey, new Uint8Array(0), random) as Uint8Array)).toHaveLength(0)
  })

  test('is opened by nobody else, and not after any byte of it was changed or cut off', () => {
    expect(openSealed(BEN.secret, sealed)).toBeNull()
    for (let at = 0; at < sealed.length; at++) expect(openSealed(ADA.secret, flipped(sealed, at)), `${at}`).toBeNull()
    for (const length of [0, 31, 32, 47, 48, 79]) expect(openSealed(ADA.secret, sealed.subarray(0, length))).toBeNull()
  })

  test('says other bytes each time, and cannot be told from one for somebody else', () => {
    const again = sealFor(ADA.publicKey, bytes, random) as Uint8Array
    expect(bytesToHex(again).slice(0, 64)).not.toBe(bytesToHex(sealed).slice(0, 64))
    expect(bytesToHex(again).slice(64)).not.toBe(bytesToHex(sealed).slice(64))
    expect(Buffer.from(sealed).includes(Buffer.from(ADA.publicKey))).toBe(false)
  })

  test('is not made for a key that everybody could open it with', () => {
    for (const weak of [new Uint8Array(32), Uint8Array.of(1, ...new Uint8Array(31)), new Uint8Array(31)]) {
      expect(sealFor(weak, bytes, random)).toBeNull()
    }
    expect(openSealed(ADA.secret, new Uint8Array(80))).toBeNull()
  })
})

describe('a blinded name', () => {
  const key = random(32)
  const name = blindedName(key, random(NAME_NONCE))

  test('is known to who holds the key, also where the network changed its case', () => {
    expect(matchesBlinded(key, name)).toBe(true)
    expect(matchesBlinded(key, name.toUpperCase())).toBe(true)
    expect(name).toMatch(/^[0-9a-f]{56}$/)
  })

  test('means nothing to who holds another key, and not after any letter of it was changed', () => {
    expect(matchesBlinded(random(32), name)).toBe(false)
    for (let at = 0; at < name.length; at++) {
      const other = name.slice(0, at) + (name[at] === '0' ? '1' : '0') + name.slice(at + 1)
      expect(matchesBlinded(key, other)).toBe(false)
    }
    for (const text of ['', name.slice(1), `${name}0`, `${name}\n`, 'x'.repeat(56), 'printer']) {
      expect(matchesBlinded(key, text)).toBe(false)
    }
  })

  test('has nothing in common with another one of the same room', () => {
    const pieces = new Set<string>()
    for (let i = 0; i < 200; i++) {
      const one = blindedName(key, random(NAME_NONCE))
      for (let at = 0; at < one.length; at += 14) pieces.add(`${at} ${one.slice(at, at + 14)}`)
    }
    expect(pieces.size).toBe(200 * 4)
  })
})

describe('derived keys', () => {
  test('differ for each purpose, secret and salt, and stay the same in all versions', () => {
    const purposes: Purpose[] = [
      'join key',
      'guest key',
      'typed code',
      'noise key',
      'tag',
      'hello',
      'digits',
      'sealed box',
      'discovery',
      'carrier name',
      'carrier label',
      'carrier letter',
      'carrier address',
    ]
    const keys = purposes.map((purpose) => bytesToHex(deriveKey(SECRET, purpose)))
    expect(new Set(keys).size).toBe(purposes.length)
    expect(deriveKey(SECRET, 'hello', Uint8Array.of(1))).not.toEqual(deriveKey(SECRET, 'hello', Uint8Array.of(2)))
    expect(deriveKey(new Uint8Array(16), 'hello')).not.toEqual(deriveKey(SECRET, 'hello'))
    expect(bytesToHex(keyFromSecret(SECRET, 'join'))).toBe(keys[0])
    expect(bytesToHex(keyFromSecret(SECRET, 'guest'))).toBe(keys[1])
    expect(keys.map((key) => key.slice(0, 8)).join(' ')).toBe(
      '44cb41c1 8efc349a 7306754b 725cca71 f05840b1 40f5c5e1 5439bcae 0f842852 e5f679ff 5801636b 7ca76cb3 5cb99d2a 17431a62',
    )
  })

  test('a device has the same key on every start', () => {
    expect(noiseKeyOf(new Uint8Array(32).fill(1))).toEqual(noiseKeyOf(new Uint8Array(32).fill(1)))
    expect(noiseKeyOf(new Uint8Array(32).fill(1)).publicKey).not.toEqual(
      noiseKeyOf(new Uint8Array(32).fill(2)).publicKey,
    )
  })
})

test('a fingerprint is four groups of four letters that stay the same, and differ for every key', () => {
  expect(fingerprintOf(new Uint8Array(32))).toBe('P5H4-EHWR-RN0A-02MQ')
  const all = new Set(Array.from({ length: 200 }, () => fingerprintOf(random(32))))
  expect(all.size).toBe(200)
  for (const one of all) expect(one).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){3}$/)
})
