import { expect, test } from 'vitest'
import { createAsideRecords, MAX_ASIDE_RECORDS } from '../../../../src/sync/membership/aside-records.ts'
import { decodeRecord, encodeRecord, FIRST_HASH, type PlanRecord } from '../../../../src/sync/record.ts'
import { cheapCrypto } from '../../../support/record-crypto.ts'

function recordOf(device: string, client: number, seq: number, bytes = 10): PlanRecord {
  const author = { person: null, role: null, forTeam: null }
  const envelope = { client, seq, after: {}, author, time: 0, change: 'c', entries: [], update: new Uint8Array(bytes) }
  const record = decodeRecord(encodeRecord(cheapCrypto(), FIRST_HASH, envelope, { plan: 'p', device }))
  if (!record.ok) throw new Error(record.error.message)
  return record.value
}
const asideOf = (record: PlanRecord) => ({ peer: 'peer', record, verified: false })

test('those that count by now are given once, in the order of their lines', () => {
  const aside = createAsideRecords<string>()
  for (const [client, seq] of [
    [2, 3],
    [1, 2],
    [2, 1],
    [1, 1],
  ] as const)
    aside.keep(asideOf(recordOf('d', client, seq)))
  expect(aside.keep(asideOf(recordOf('d', 1, 1)))).toBe(true)
  const within = aside.takeWithin((_, client) => client)
  expect(within.map(({ record }) => [record.client, record.seq])).toEqual([
    [1, 1],
    [2, 1],
  ])
  expect(aside.takeWithin(() => 2).map(({ record }) => [record.client, record.seq])).toEqual([[1, 2]])
  expect(aside.size()).toBe(1)
})

test('one removed device fills its own room and nobody else has less', () => {
  const aside = createAsideRecords<string>()
  for (let seq = 1; seq <= MAX_ASIDE_RECORDS; seq++) expect(aside.keep(asideOf(recordOf('d', 1, seq)))).toBe(true)
  expect(aside.keep(asideOf(recordOf('d', 2, 1)))).toBe(false)
  expect(aside.keep(asideOf(recordOf('e', 3, 1)))).toBe(true)
  // What is given back makes room again.
  aside.takeWithin((device) => (device === 'd' ? 1 : 0))
  expect(aside.keep(asideOf(recordOf('d', 2, 1)))).toBe(true)
})

test('few records of many bytes are too much as well', () => {
  const aside = createAsideRecords<string>()
  expect(aside.keep(asideOf(recordOf('d', 1, 1, 3_000_000)))).toBe(true)
  expect(aside.keep(asideOf(recordOf('d', 1, 2, 3_000_000)))).toBe(false)
  const kept = Array.from({ length: 20 }, (_, i) => aside.keep(asideOf(recordOf(`e${i}`, i, 1, 3_000_000))))
  expect(kept.filter(Boolean).length).toBeLessThan(12)
})
