import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import type { JudgedRecord } from '../../../src/sync/gate.ts'
import { openCrossings } from '../../../src/sync/conflicts.ts'
import type { Join } from '../../../src/sync/heads.ts'
import { createPlanLedger } from '../../../src/sync/plan-ledger.ts'
import type { Write } from '../../../src/sync/standing.ts'
import { seeded } from '../../support/random.ts'
import { cheapCrypto } from '../../support/record-crypto.ts'
import { deviceKeys, PLAN, RecordPeer } from '../../support/record-peer.ts'

const create = (doc: Y.Doc): void => void doc.getMap('items').set('a', new Y.Map([['title', 'one']]))
const set = (field: string, value: unknown) => (doc: Y.Doc) =>
  void (doc.getMap('items').get('a') as Y.Map<unknown>).set(field, value)
const meet = (...peers: RecordPeer[]): void => {
  for (let round = 0; round < 2; round++)
    for (const from of peers) for (const to of peers) for (const { bytes } of [...from.records]) to.take(bytes)
}
const threePeers = (): [RecordPeer, RecordPeer, RecordPeer] => {
  const peers = [new RecordPeer(1, 11), new RecordPeer(2, 22), new RecordPeer(3, 33)] as [
    RecordPeer,
    RecordPeer,
    RecordPeer,
  ]
  peers[0].write(create)
  meet(...peers)
  return peers
}
const values = (writes: readonly Write[]): unknown[] => writes.map(({ value }) => value)

describe('conflicts', () => {
  test('two people set a field to different values while apart: open, with both values, for both', () => {
    const [ada, ben] = threePeers()
    ada.write(set('title', 'A'))
    ben.write(set('title', 'B'))
    meet(ada, ben)
    for (const peer of [ada, ben]) {
      expect(peer.ledger.heads.open()).toMatchObject([
        {
          path: 'items/a/title',
          heads: [
            { client: 11, value: 'A' },
            { client: 22, value: 'B' },
          ],
        },
      ])
    }
  })

  test('the same value twice is no conflict, nor are two fields, nor what follows one after the other', () => {
    const [ada, ben] = threePeers()
    ada.write(set('title', 'same'))
    ben.write(set('title', 'same'))
    ben.write(set('kind', 'bug'))
    meet(ada, ben)
    ada.write(set('kind', 'debt'))
    meet(ada, ben)
    for (const peer of [ada, ben]) expect(peer.ledger.heads.open()).toEqual([])
  })

  test('a later write that knew both values overrules one, and the field is at peace', () => {
    const [ada, ben, cem] = threePeers()
    ada.write(set('title', 'A'))
    ben.write(set('title', 'B'))
    meet(ada, ben, cem)
    cem.write(set('title', 'A'))
    meet(ada, ben, cem)
    for (const { ledger } of [ada, ben, cem]) {
      expect(ledger.heads.open()).toEqual([])
      expect(ledger.heads.overruled().map(({ by, over }) => [by.client, values(over)])).toEqual([[33, ['A', 'B']]])
    }
  })

  test('a new plan begins with none, and a new record has none in the fields that it was made with', () => {
    const [ada] = threePeers()
    expect(ada.ledger.toJSON().heads).toEqual({ forks: [], joins: [] })
  })

  test('a record that one deletes and another edits, not knowing of each other, is a conflict until somebody who knows both writes', () => {
    const [ada, ben, cem] = threePeers()
    ada.write(set('deleted', { by: 'ada', at: 1, why: 'old' }))
    ben.write(set('estimate', 5))
    meet(ada, ben, cem)
    const shown = ({ ledger, doc }: RecordPeer): unknown[] =>
      openCrossings(ledger.crossings, ledger.heads, doc).map(({ record, deletion, key, edit }) => [
        record,
        deletion.client,
        key,
        edit.value,
      ])
    for (const peer of [ada, ben, cem]) expect(shown(peer)).toEqual([['items/a', 11, 'estimate', 5]])
    cem.write(set('deleted', null))
    meet(ada, ben, cem)
    for (const peer of [ada, ben, cem]) expect(shown(peer)).toEqual([])
  })

  test('two records made apart under one id are a conflict', () => {
    const [ada, ben] = [new RecordPeer(1, 11), new RecordPeer(2, 22)]
    ada.write(create)
    ben.write(create)
    meet(ada, ben)
    for (const peer of [ada, ben]) expect(peer.ledger.heads.open().map(({ path }) => path)).toEqual(['items/a'])
  })

  test('two windows of one device that wrote apart are told so as well', () => {
    const host = new RecordPeer(1, 11)
    host.write(create)
    const windows = [5, 6].map((client) => new RecordPeer(1, client))
    for (const window of windows) for (const { bytes } of host.records) window.take(bytes)
    for (const window of windows) host.take(window.write(set('title', `by ${window.client}`)).bytes)
    expect(host.ledger.heads.open()).toHaveLength(1)
  })
})

/** What brute force needs of a write: everything that its writer knew. */
interface Told {
  readonly id: string
  readonly path: string
  readonly value: unknown
  readonly past: ReadonlySet<string>
}

/** Peers write two fields and hear of each other in causal order, late and out of step. */
function schedule(seed: number): {
  peers: RecordPeer[]
  told: Map<string, Told>
  hear: (peer: RecordPeer) => ReadonlySet<string>
} {
  const random = seeded(seed)
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T
  const peers = Array.from({ length: 2 + Math.floor(random() * 4) }, (_, i) => new RecordPeer(i + 1, 100 - i * 7))
  const told = new Map<string, Told>()
  const heard = new Map(peers.map((peer) => [peer, new Set<string>()]))
  const note = (peer: RecordPeer, record: JudgedRecord): void => {
    for (const { path, clock, value } of record.writes) {
      const id = `${record.client}/${clock}`
      if (path.split('/').length === 3 && peer.client === record.client)
        told.set(id, { id, path, value, past: new Set(heard.get(peer)) })
      heard.get(peer)?.add(id)
    }
  }
  const first = peers[0] as RecordPeer
  note(first, first.write(create))
  for (const peer of peers.slice(1)) note(peer, take(peer, first.records[0] as JudgedRecord) as JudgedRecord)
  for (let step = 0; step < 60; step++) {
    const peer = pick(peers)
    if (random() < 0.45)
      note(
        peer,
        peer.write(
          random() < 0.25
            ? set('deleted', random() < 0.6 ? Math.floor(random() * 2) : null)
            : set(random() < 0.7 ? 'title' : 'kind', Math.floor(random() * 3)),
        ),
      )
    else {
      const from = pick(peers)
      const news = from.records.filter(({ client, seq }) => seq > (peer.ledger.lineOf(client)?.seq ?? 0))
      for (const record of news.slice(0, 1 + Math.floor(random() * 4))) {
        const taken = take(peer, record)
        if (taken) note(peer, taken)
      }
    }
  }
  return { peers, told, hear: (peer) => heard.get(peer) as Set<string> }
}
function take(peer: RecordPeer, record: JudgedRecord): JudgedRecord | null {
  const answer = peer.take(record.bytes)
  return answer.answer === 'apply' ? answer.record : null
}

/** Of these writes, those that none of the others knew. */
const maximal = (writes: readonly Told[]): Told[] => writes.filter((w) => !writes.some((other) => other.past.has(w.id)))
const FIELDS = ['items/a/title', 'items/a/kind', 'items/a/deleted']
const distinct = (writes: readonly Told[]): boolean => new Set(writes.map(({ value }) => value)).size > 1
const idOf = (w: Write): string => `${w.client}/${w.clock}`

test('over 200 schedules, exactly the conflicts that brute force finds are open and overruled, on every peer and in between', () => {
  const seen = { open: 0, overruled: 0, crossed: 0 }
  for (let seed = 1; seed <= 200; seed++) {
    const { peers, told, hear } = schedule(seed)
    const check = (peer: RecordPeer): string => {
      const held = [...told.values()].filter(({ id }) => hear(peer).has(id))
      const headsOf = (path: string): Told[] => maximal(held.filter((w) => w.path === path))
      const crossed = headsOf('items/a/deleted')
        .filter(({ value }) => value !== null)
        .flatMap((deletion) =>
          FIELDS.flatMap(headsOf)
            .filter(
              (edit) => edit.path !== 'items/a/deleted' && !edit.past.has(deletion.id) && !deletion.past.has(edit.id),
            )
            .map((edit) => `${deletion.id} ${edit.path} ${edit.id}`),
        )
      const open = FIELDS.flatMap((path) => {
        const heads = maximal(held.filter((w) => w.path === path))
        return distinct(heads)
          ? [
              `${path} ${heads
                .map(({ id }) => id)
                .sort()
                .join()}`,
            ]
          : []
      })
      const overruled = held.flatMap((w) => {
        const over = maximal(held.filter((other) => other.path === w.path && w.past.has(other.id)))
        return distinct(over)
          ? [
              `${w.path} ${w.id}: ${over
                .map(({ id }) => id)
                .sort()
                .join()}`,
            ]
          : []
      })
      const { heads } = peer.ledger
      const shownOpen = heads.open().map((c) => `${c.path} ${c.heads.map(idOf).sort().join()}`)
      const shownOverruled = heads
        .overruled((w) => told.get(idOf(w))?.value)
        .map((j: Join) => `${j.path} ${idOf(j.by)}: ${j.over.map(idOf).sort().join()}`)
      expect(shownOpen.sort(), `open, seed ${seed}, peer ${peer.client}`).toEqual(open.sort())
      expect(shownOverruled.sort(), `overruled, seed ${seed}, peer ${peer.client}`).toEqual(overruled.sort())
      for (const { heads: writes } of heads.open())
        for (const w of writes) expect(w.value, `seed ${seed}`).toBe(told.get(idOf(w))?.value)
      const shownCrossed = openCrossings(peer.ledger.crossings, heads, peer.doc).map(
        ({ record, deletion, key, edit }) => `${idOf(deletion)} ${record}/${key} ${idOf(edit)}`,
      )
      expect(shownCrossed.sort(), `crossed, seed ${seed}, peer ${peer.client}`).toEqual(crossed.sort())
      seen.crossed += crossed.length
      seen.open += open.length
      seen.overruled += overruled.length
      return JSON.stringify([shownOpen, shownOverruled, shownCrossed])
    }
    for (const peer of peers) check(peer)
    for (let round = 0; round < peers.length; round++)
      for (const from of peers)
        for (const to of peers)
          for (const record of [...from.records])
            if (record.seq > (to.ledger.lineOf(record.client)?.seq ?? 0) && take(to, record))
              for (const { clock } of record.writes) (hear(to) as Set<string>).add(`${record.client}/${clock}`)
    const shown = new Set(peers.map(check))
    expect(shown.size, `seed ${seed}`).toBe(1)
  }
  expect(seen.open).toBeGreaterThan(200)
  expect(seen.overruled).toBeGreaterThan(200)
  expect(seen.crossed).toBeGreaterThan(200)
})

test('heads survive a snapshot: what comes after it is judged as if there had been none', () => {
  for (let seed = 1; seed <= 40; seed++) {
    const { peers } = schedule(seed)
    const [from, to] = peers as [RecordPeer, RecordPeer]
    const saved = JSON.parse(JSON.stringify(to.ledger)) as ReturnType<typeof to.ledger.toJSON>
    const copy = new RecordPeer(9, 999, saved, Y.encodeStateAsUpdate(to.doc))
    for (const { bytes } of from.records) expect(copy.take(bytes).answer).toBe(to.take(bytes).answer)
    expect(copy.ledger.toJSON()).toEqual(to.ledger.toJSON())
    expect(copy.ledger.heads.open()).toEqual(to.ledger.heads.open())
  }
})

test('a field that forked and was written a thousand times since does not grow without end', () => {
  const [ada, ben] = threePeers()
  ada.write(set('title', 'A'))
  ben.write(set('title', 'B'))
  meet(ada, ben)
  for (let i = 0; i < 1000; i++) ada.write(set('title', i))
  expect(ada.ledger.heads.open()).toEqual([])
  expect(JSON.stringify(ada.ledger.heads.toJSON()).length).toBeLessThan(6000)
  const copy = createPlanLedger({
    crypto: cheapCrypto(),
    planId: PLAN,
    deviceKeys,
    saved: JSON.parse(JSON.stringify(ada.ledger)) as never,
  })
  const field = { path: 'items/a/title', madeBy: '11/0' }
  expect(ada.ledger.heads.of(field)).toHaveLength(1)
  expect(copy.heads.of(field)).toEqual(ada.ledger.heads.of(field))
})
