import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Envelope } from '../../../src/model/envelope.ts'
import {
  decodeRecord,
  encodeRecord,
  FIRST_HASH,
  nextHash,
  splitRecord,
  undoEntry,
  undoneBy,
  verifyRecord,
  type PlanRecord,
} from '../../../src/sync/record.ts'
import { cheapCrypto, ed25519Crypto } from '../../support/record-crypto.ts'

const envelope: Envelope = {
  client: 7,
  seq: 1,
  after: { '9': [3, 40] },
  author: { person: 'ada', role: 'po', forTeam: null },
  time: 1_700_000_000_000,
  change: 'c1',
  entries: [{ name: 'item.edit', record: 'items/x', field: 'title', from: 'A', to: 'Ä 🎉', why: '' }],
  update: Uint8Array.of(0, 0),
}
const signer = { plan: 'p', device: 'd' }
const read = (bytes: Uint8Array): PlanRecord => {
  const record = decodeRecord(bytes)
  if (!record.ok) throw new Error(record.error.message)
  return record.value
}

test('a record says what its envelope said, and who signed it', () => {
  const record = read(encodeRecord(cheapCrypto(), FIRST_HASH, envelope, signer))
  expect(record).toMatchObject({ ...envelope, v: 1, plan: 'p', device: 'd', more: {} })
})

test('keys of a newer version survive, since the bytes do', () => {
  const bytes = encodeRecord(cheapCrypto(), FIRST_HASH, envelope, { ...signer, more: { zz: { any: 1 } } })
  expect(read(bytes).more).toEqual({ zz: { any: 1 } })
  expect(read(bytes).bytes).toBe(bytes)
})

test('a run of records is proved by its chain and its last signature', () => {
  const crypto = ed25519Crypto()
  const chain = (times: readonly number[]) => {
    let hash = FIRST_HASH
    let last = FIRST_HASH
    const run = times.map((time, i) => {
      const bytes = encodeRecord(crypto, hash, { ...envelope, seq: i + 1, time }, signer)
      last = hash
      hash = nextHash(crypto, hash, bytes)
      return bytes
    })
    return { run, last }
  }
  const { run, last } = chain([1, 2, 3])
  expect(verifyRecord(crypto, crypto.publicKey, last, read(run[2] as Uint8Array))).toBe(true)
  const other = encodeRecord(crypto, FIRST_HASH, { ...envelope, time: 99 }, signer)
  const forged = nextHash(crypto, nextHash(crypto, FIRST_HASH, other), run[1] as Uint8Array)
  expect(verifyRecord(crypto, crypto.publicKey, forged, read(run[2] as Uint8Array))).toBe(false)
})

test('another key, plan, device, update or predecessor breaks the signature', () => {
  const crypto = ed25519Crypto()
  const bytes = encodeRecord(crypto, FIRST_HASH, envelope, signer)
  expect(verifyRecord(crypto, crypto.publicKey, FIRST_HASH, read(bytes))).toBe(true)
  expect(verifyRecord(crypto, ed25519Crypto().publicKey, FIRST_HASH, read(bytes))).toBe(false)
  expect(verifyRecord(crypto, crypto.publicKey, crypto.hash(bytes), read(bytes))).toBe(false)
  for (let i = 4; i < bytes.length; i++) {
    const changed = bytes.slice()
    changed[i] = (changed[i] ?? 0) ^ 1
    const record = decodeRecord(changed)
    expect(record.ok && verifyRecord(crypto, crypto.publicKey, FIRST_HASH, record.value)).toBe(false)
  }
})

test('a header that is spelt in a second way is no record', () => {
  const bytes = encodeRecord(cheapCrypto(), FIRST_HASH, envelope, signer)
  const text = new TextDecoder().decode(splitRecord(bytes).header.subarray(4))
  for (const spelt of [
    text.replace('{', '{ '),
    text.replace('"c":7', '"c":7.0'),
    text.replace('"c":7', '"c":7,"c":7'),
    text.replace('"c":7', '"c":-7'),
  ]) {
    const header = new TextEncoder().encode(spelt)
    const changed = new Uint8Array(4 + header.length + splitRecord(bytes).body.length)
    new DataView(changed.buffer).setUint32(0, header.length)
    changed.set(header, 4)
    changed.set(splitRecord(bytes).body, 4 + header.length)
    expect(spelt === text || decodeRecord(changed).ok, spelt).toBe(false)
  }
})

test('no bytes at all make reading a record throw', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => void decodeRecord(bytes)),
    { numRuns: 500 },
  )
  const bytes = encodeRecord(cheapCrypto(), FIRST_HASH, envelope, signer)
  for (let end = 0; end < bytes.length; end++) decodeRecord(bytes.subarray(0, end))
})

test('a record is read where it lies in a longer buffer', () => {
  const bytes = encodeRecord(cheapCrypto(), FIRST_HASH, envelope, signer)
  const segment = new Uint8Array(bytes.length + 20)
  segment.set(bytes, 11)
  expect(read(segment.subarray(11, 11 + bytes.length)).seq).toBe(1)
})

test('a change says which change it takes back', () => {
  expect(undoneBy([undoEntry('c1')])).toBe('c1')
  expect(undoneBy(envelope.entries)).toBe(null)
})
