import { expect, test } from 'vitest'
import { createAsking, LONGEST_PAUSE_MS } from '../../../src/sync/asking.ts'
import { createHeldRecords, MAX_HELD_RECORDS } from '../../../src/sync/held.ts'

const record = (seq: number, peer = 'ada', bytes = new Uint8Array(10)) => ({ peer, client: 1, seq, bytes })

test('a record waits until what it misses has come, and no longer', () => {
  const held = createHeldRecords<string>()
  held.keep(record(5), [{ client: 2, from: 1, to: 3 }])
  expect(held.release(2, 2)).toEqual([])
  expect(held.release(9, 3)).toEqual([])
  expect(held.release(2, 3).map(({ seq }) => seq)).toEqual([5])
  expect([held.release(2, 4), held.size()]).toEqual([[], 0])
})

test('a peer may have 200 records or 8 MB waiting, and has room again once they came in', () => {
  const held = createHeldRecords<string>()
  const missing = [{ client: 2, from: 1, to: 1 }]
  for (let seq = 1; seq <= MAX_HELD_RECORDS; seq++) expect(held.keep(record(seq), missing)).toBe(true)
  expect([held.keep(record(201), missing), held.keep(record(201, 'ben'), missing)]).toEqual([false, true])
  held.release(2, 1)
  expect(held.keep(record(1, 'ada', new Uint8Array(5_000_000)), missing)).toBe(true)
  expect(held.keep(record(2, 'ada', new Uint8Array(5_000_000)), missing)).toBe(false)
  held.forget('ada')
  expect([held.size(), held.keep(record(2, 'ada', new Uint8Array(5_000_000)), missing)]).toEqual([0, true])
})

test('the same record twice takes no second place', () => {
  const held = createHeldRecords<string>()
  for (let i = 0; i < 3; i++) expect(held.keep(record(5), [{ client: 2, from: 1, to: 1 }])).toBe(true)
  expect(held.size()).toBe(1)
})

test('what is missing is asked for at once, then ever more seldom, and not any more when it came', () => {
  const asking = createAsking()
  asking.want([{ client: 2, from: 1, to: 3 }])
  const asked: number[] = []
  for (let now = 0; now < 20_000; now += 500) if (asking.due(now).length > 0) asked.push(now)
  expect(asked).toEqual([0, 1000, 3000, 7000, 15000])
  asking.want([{ client: 2, from: 2, to: 5 }])
  expect(asking.due(20_000)).toEqual([])
  expect(asking.due(40_000)).toEqual([{ client: 2, from: 1, to: 5 }])
  for (let now = 1e6, last = 0; now < 1e7; now += 1000)
    if (asking.due(now).length > 0) (expect(now - last).toBeGreaterThan(0), (last = now))
  expect(asking.next()).toBeLessThanOrEqual(1e7 + LONGEST_PAUSE_MS)
  asking.got(2, 3)
  asking.got(2, 5)
  expect(asking.next()).toBe(Infinity)
})
