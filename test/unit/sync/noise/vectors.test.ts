import { readFileSync } from 'node:fs'
import { blake2b, blake2s } from '@noble/hashes/blake2.js'
import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js'
import { describe, expect, test } from 'vitest'
import type { CipherState } from '../../../../src/sync/noise/cipher-state.ts'
import { createHandshake, type Channel, type Handshake, type Role } from '../../../../src/sync/noise/handshake.ts'
import { keyPairOf } from '../../../../src/sync/noise/key-pair.ts'
import { XX_PSK0, type Pattern } from '../../../../src/sync/noise/pattern.ts'
import { SHA256, type NoiseHash } from '../../../../src/sync/noise/symmetric-state.ts'
import { straightLine } from './straight-line.ts'

const PATTERNS: readonly Pattern[] = [
  XX_PSK0,
  { name: 'XXpsk3', known: [], messages: [['e'], ['e', 'ee', 's', 'es'], ['s', 'se', 'psk']] },
  { name: 'NXpsk2', known: [], messages: [['e'], ['e', 'ee', 's', 'es', 'psk']] },
  { name: 'KNpsk2', known: ['initiator'], messages: [['e'], ['e', 'ee', 'se', 'psk']] },
  {
    name: 'IKpsk1',
    known: ['responder'],
    messages: [
      ['e', 'es', 's', 'ss', 'psk'],
      ['e', 'ee', 'se'],
    ],
  },
]
const HASHES: readonly NoiseHash[] = [SHA256, { name: 'BLAKE2b', hash: blake2b }, { name: 'BLAKE2s', hash: blake2s }]

interface Vectors {
  readonly prologue: string
  readonly psk: string
  readonly initiatorStatic: string
  readonly initiatorEphemeral: string
  readonly responderStatic: string
  readonly responderEphemeral: string
  readonly payloads: readonly string[]
  readonly ciphertexts: Readonly<Record<string, readonly string[]>>
}
const folder = new URL('../../../fixtures/noise/', import.meta.url)
const load = (file: string): Vectors => JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as Vectors
const published = load('published.json')
const own = load('own.json')

function peer(vectors: Vectors, name: string, role: Role): Handshake {
  const [, patternName, , , hashName] = name.split('_')
  const key = (which: 'Static' | 'Ephemeral', of: Role) => keyPairOf(hexToBytes(vectors[`${of}${which}`]))
  const pattern = PATTERNS.find((one) => one.name === patternName) as Pattern
  const other: Role = role === 'initiator' ? 'responder' : 'initiator'
  return createHandshake({
    role,
    pattern,
    hash: HASHES.find((one) => one.name === hashName) as NoiseHash,
    psk: hexToBytes(vectors.psk),
    prologue: hexToBytes(vectors.prologue),
    staticKey: key('Static', role),
    ephemeral: key('Ephemeral', role),
    remoteStatic: pattern.known.includes(other) ? key('Static', other).publicKey : undefined,
    random: () => expect.fail('All keys are given.'),
  })
}

/** What both sides say in turns, and that each reads what the other said. */
function talk(vectors: Vectors, name: string): string[] {
  const sides = [peer(vectors, name, 'initiator'), peer(vectors, name, 'responder')] as const
  const said = vectors.payloads.map((hex, turn) => {
    const [from, to] = turn % 2 === 0 ? sides : [sides[1], sides[0]]
    const channel = from.done()
    const payload = hexToBytes(hex)
    const bytes = channel === null ? from.write(payload) : channel.send.encrypt(new Uint8Array(0), payload)
    const read = channel === null ? to.read(bytes as Uint8Array) : open(to.done() as Channel, bytes as Uint8Array)
    expect(bytesToHex(read as Uint8Array)).toBe(hex)
    return bytesToHex(bytes as Uint8Array)
  })
  expect(sides[0].done()?.hash).toEqual(sides[1].done()?.hash)
  return said
}
const open = ({ receive }: { receive: CipherState }, bytes: Uint8Array) => receive.decrypt(new Uint8Array(0), bytes)

describe('test vectors', () => {
  test.each(Object.keys(published.ciphertexts))('%s says what is published', (name) => {
    expect(talk(published, name)).toEqual(published.ciphertexts[name])
  })

  test.each(Object.keys(own.ciphertexts))('%s, which has no published ones, says what it always said', (name) => {
    expect(talk(own, name)).toEqual(own.ciphertexts[name])
  })

  test('XXpsk0 with SHA-256 says what a second reading of the specification on OpenSSL says', () => {
    const bytes = (name: Exclude<keyof Vectors, 'payloads' | 'ciphertexts'>) => hexToBytes(own[name])
    const second = straightLine({
      psk: bytes('psk'),
      prologue: bytes('prologue'),
      initiator: { s: bytes('initiatorStatic'), e: bytes('initiatorEphemeral') },
      responder: { s: bytes('responderStatic'), e: bytes('responderEphemeral') },
      // After the third message the responder writes first: its payload stands in the place of the second direction.
      payloads: [0, 1, 2, 4, 3].map((i) => hexToBytes(own.payloads[i] as string)),
    })
    const said = talk(own, 'Noise_XXpsk0_25519_ChaChaPoly_SHA256')
    expect(said.slice(0, 3)).toEqual(second.messages)
    expect([said[4], said[3]]).toEqual(second.afterwards)
  })
})
