import * as Y from 'yjs'
import { expect, test } from 'vitest'
import { momentBefore } from '../../../../src/model/plan-time.ts'
import { createHistoryIndex, type HistoryIndex } from '../../../../src/host/history/history-index.ts'
import { decodeIndex, encodeIndex } from '../../../../src/host/history/index-file.ts'
import { factsOf } from '../../../../src/host/history/record-facts.ts'
import type { JudgedRecord } from '../../../../src/sync/gate.ts'
import { seeded } from '../../../support/random.ts'
import { RecordPeer } from '../../../support/record-peer.ts'

/** Three people who edit apart and meet now and then, with clocks that lie. */
function records(seed: number): JudgedRecord[] {
  const random = seeded(seed)
  const below = (n: number): number => Math.floor(random() * n)
  const peers = [1, 2, 3].map((key) => new RecordPeer(key))
  const all: JudgedRecord[] = []
  const heard = peers.map(() => 0)
  for (let i = 0; i < 60; i++) {
    const who = below(3)
    const peer = peers[who] as RecordPeer
    if (random() < 0.3) {
      const upTo = heard[who] as number
      for (const record of all.slice(upTo, upTo + below(12))) {
        if (record.client !== peer.client && peer.take(record.bytes).answer === 'hold') break
        heard[who] = (heard[who] as number) + 1
      }
    }
    const id = `i${below(8)}`
    all.push(
      peer.write((doc) => write(doc, id, `Title ${i}`), {
        time: random() < 0.1 ? 5_000_000 : 1_000 * below(30),
        change: `c${below(40)}`,
      }),
    )
  }
  return all
}

function write(doc: Y.Doc, id: string, title: string): void {
  const items = doc.getMap<Y.Map<unknown>>('items')
  const item = items.get(id)
  if (item === undefined) items.set(id, new Y.Map([['title', title]]))
  else item.set('title', title)
}

function indexOf(all: readonly JudgedRecord[]): HistoryIndex {
  const index = createHistoryIndex()
  all.forEach(({ bytes }, i) => index.note(factsOf(bytes, i) ?? never(), 1))
  return index
}

function timesIn(index: HistoryIndex): Map<string, number> {
  const times = new Map<string, number>()
  for (let i = 0; i < index.records; i++) times.set(`${index.clientOf(i)}/${index.seqOf(i)}`, index.planTimeOf(i))
  return times
}

test('plan times do not depend on the order of arrival, and no moment holds a record without its past', () => {
  for (let seed = 1; seed <= 60; seed++) {
    const all = records(seed)
    const random = seeded(seed + 1_000)
    const index = indexOf(all)
    const times = timesIn(index)
    expect(times.size, `seed ${seed}`).toBe(60)
    const shuffled = indexOf(
      all
        .map((one) => [random(), one] as const)
        .sort((a, b) => a[0] - b[0])
        .map(([, one]) => one),
    )
    expect(timesIn(shuffled), `seed ${seed}`).toEqual(times)
    for (const { client, seq, after, time } of all) {
      const own = times.get(`${client}/${seq}`) as number
      expect(own).toBeGreaterThanOrEqual(time)
      if (seq > 1) expect(own).toBeGreaterThan(times.get(`${client}/${seq - 1}`) as number)
      for (const [other, [known]] of Object.entries(after))
        if (known > 0) expect(own, `seed ${seed}`).toBeGreaterThan(times.get(`${other}/${known}`) as number)
      // What had happened right before it holds all that it knew, and not itself.
      const frontier = index.frontierAt(momentBefore(own))
      expect(frontier.get(client)).toBe(seq - 1)
      for (const [other, [known]] of Object.entries(after))
        expect(frontier.get(Number(other)) ?? 0).toBeGreaterThanOrEqual(known)
    }
  }
})

test('an index that was written down and read again answers the same and goes on the same', () => {
  const all = records(7)
  const whole = indexOf(all)
  const half = indexOf(all.slice(0, 30))
  const bytes = encodeIndex({ plan: 'plan', end: 42, generation: '', index: half.toSaved() ?? never() })
  const read = decodeIndex(bytes, 'plan')
  expect(read?.end).toBe(42)
  const again = createHistoryIndex(read?.index)
  all.forEach(({ bytes: record }, i) => {
    if (i >= 30) again.note(factsOf(record, i) ?? never(), 1)
  })
  expect(timesIn(again)).toEqual(timesIn(whole))
  expect([...again.changesByTime()]).toEqual([...whole.changesByTime()])
  for (let i = 0; i < 8; i++) expect(again.touching(`items/i${i}`)).toEqual(whole.touching(`items/i${i}`))
  for (let i = 0; i < whole.records; i++) expect(again.positionOf(i)).toBe(whole.positionOf(i))
  expect(decodeIndex(bytes, 'other')).toBeNull()
  for (const at of [0, 9, 13, 40, bytes.length - 1]) {
    const flipped = bytes.slice()
    flipped[at] = (flipped[at] as number) ^ 1
    expect(decodeIndex(flipped, 'plan'), `byte ${at}`).toBeNull()
  }
})

test('a record that is gone is passed over only if a snapshot has it, and one that comes after all is noticed', () => {
  const peer = new RecordPeer(1)
  const all = Array.from({ length: 5 }, (_, i) =>
    peer.write((doc) => write(doc, 'a', `Title ${i}`), { time: 1_000 + i }),
  )
  const index = createHistoryIndex()
  const note = (i: number) => index.note(factsOf((all[i] as JudgedRecord).bytes, i) ?? never(), 1)
  expect([note(0), note(2), note(3)]).toEqual(['noted', 'waits', 'waits'])
  index.settle(() => 1)
  expect([index.records, index.hasGaps]).toEqual([1, true])
  expect(index.toSaved()).toBeNull()
  index.settle(() => 4)
  expect(index.records).toBe(3)
  expect(note(4)).toBe('noted')
  expect(note(1)).toBe('late')
})

test('a record of the plan is found by all that touched it, by titles it had, and by what belongs to it', () => {
  const peer = new RecordPeer(1)
  const make = peer.write((doc) => write(doc, 'a', 'Berth'))
  const rename = peer.write((doc) => write(doc, 'a', 'Quay'), {
    entries: [{ name: 'item.edit', record: 'items/a', field: 'title', from: 'Berth', to: 'Quay', why: '' }],
  })
  const move = peer.write((doc) => doc.getMap('ranks').set('a', 'a0'))
  const criterion = peer.write((doc) =>
    doc.getMap('criteria').set(
      'c',
      new Y.Map([
        ['item', 'a'],
        ['text', 'It rings'],
      ]),
    ),
  )
  const tick = peer.write((doc) => (doc.getMap('criteria').get('c') as Y.Map<unknown>).set('met', true))
  const other = peer.write((doc) => write(doc, 'b', 'Bell'))
  const index = indexOf([make, rename, move, criterion, tick, other])
  expect(index.touching('items/a')).toEqual([4, 3, 2, 1, 0])
  expect(index.touching('items/b')).toEqual([5])
  expect(index.titlesOf(index.paths.indexOf('items/a'))).toBe('Quay\nBerth')
  expect(index.ownerOf('criteria/c')).toBe('items/a')
  expect(index.holding(1, move.clock - 1)).toBe(2)
  expect(index.pathAt(1, rename.clock - 1)).toBe('items/a')
})

function never(): never {
  throw new Error('That cannot be.')
}
