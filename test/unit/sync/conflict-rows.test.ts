import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { createPlan } from '../../../src/doc/plan.ts'
import { conflictId, type Position } from '../../../src/sync/conflict-id.ts'
import { conflictRows, type ConflictRow, type ConflictRows } from '../../../src/sync/conflict-rows.ts'
import type { JudgedRecord } from '../../../src/sync/gate.ts'
import { seeded } from '../../support/random.ts'
import { RecordPeer } from '../../support/record-peer.ts'

type Items = Y.Map<Y.Map<unknown>>
const items = (doc: Y.Doc): Items => doc.getMap('items')
const item = (doc: Y.Doc, id: string): Y.Map<unknown> => items(doc).get(id) as Y.Map<unknown>
const create = (doc: Y.Doc): void => {
  for (const [i, id] of ['a', 'b', 'c', 'd'].entries()) {
    const fields = { key: id.toUpperCase(), title: `Item ${id}`, kind: 'feature', stage: 'open' }
    const record = new Y.Map<unknown>(Object.entries(fields))
    record.set('description', new Y.Text('As a skipper I hold a berth.'))
    items(doc).set(id, record)
    doc.getMap('ranks').set(id, `${i + 1}0`)
  }
}
const set = (id: string, field: string, value: unknown) => (doc: Y.Doc) => void item(doc, id).set(field, value)
const move = (id: string, key: string) => (doc: Y.Doc) => void doc.getMap('ranks').set(id, key)
const text = (doc: Y.Doc, id: string): Y.Text => item(doc, id).get('description') as Y.Text
const type = (id: string, at: number, words: string) => (doc: Y.Doc) => text(doc, id).insert(at, words)
const cut = (id: string, at: number, length: number) => (doc: Y.Doc) => text(doc, id).delete(at, length)
const drop = (id: string, at = 1) => set(id, 'deleted', { by: 'ada', at, why: '' })

function meet(...peers: RecordPeer[]): void {
  for (let round = 0; round < 2; round++)
    for (const from of peers) for (const to of peers) for (const { bytes } of [...from.records]) to.take(bytes)
}
function peersWithPlan(count = 3): RecordPeer[] {
  const peers = Array.from({ length: count }, (_, i) => new RecordPeer(i + 1, 11 * (i + 1)))
  peers[0]?.write(create)
  meet(...peers)
  return peers
}
const [Three, Two] = [() => peersWithPlan(3) as [RecordPeer, RecordPeer, RecordPeer], () => peersWithPlan(2)]
function rowsOf(peer: RecordPeer): ConflictRows {
  const plan = createPlan(peer.doc)
  const rows = conflictRows({ ledger: peer.ledger, plan })
  plan.destroy()
  return rows
}
const shown = (rows: readonly ConflictRow[]): unknown[] =>
  rows.map(({ kind, record, key, sides }) => [kind, record, key, sides.map(({ value }) => value)])
/** Keeps `value`, as the command does: the field first, the settlement right behind it. */
const settle =
  ({ id, path, record, key }: ConflictRow, value: unknown, by: unknown = 'ada') =>
  (doc: Y.Doc) => {
    const [root = '', of = '', field] = path.split('/')
    if (field === undefined) doc.getMap(root).set(of, value)
    else item(doc, of).set(field, value)
    doc.getMap('settlements').set(id, { record, key, value, by })
  }

describe('what is a conflict', () => {
  test('two titles set apart, three sides of one estimate, and a label put on and taken off: the same rows on all peers', () => {
    const [ada, ben, cem] = Three()
    ada.write(set('a', 'title', 'A'))
    ben.write(set('a', 'title', 'B'))
    for (const [i, peer] of [ada, ben, cem].entries()) peer.write(set('b', 'estimate', i))
    ada.write(set('c', 'label:later', true))
    ben.write(set('c', 'label:later', false))
    meet(ada, ben, cem)
    for (const peer of [ada, ben, cem])
      expect(shown(rowsOf(peer).open)).toEqual([
        ['field', 'items/a', 'title', ['A', 'B']],
        ['field', 'items/b', 'estimate', [0, 1, 2]],
        ['field', 'items/c', 'label:later', [true, false]],
      ])
    expect(rowsOf(ben)).toEqual(rowsOf(ada))
    expect(rowsOf(cem)).toEqual(rowsOf(ada))
  })

  test('one item moved to two places is one; between the same neighbours it is none, whatever the keys are', () => {
    const [ada, ben] = Two() as [RecordPeer, RecordPeer]
    ada.write(move('d', '05'))
    ben.write(move('d', '25'))
    ada.write(move('a', '33'))
    ben.write(move('a', '37'))
    meet(ada, ben)
    for (const peer of [ada, ben])
      expect(shown(rowsOf(peer).open)).toEqual([['place', 'items/d', 'rank', ['05', '25']]])
  })

  test('a delete against edits of fields and of the text is one row; two deletes are none', () => {
    const [ada, ben, cem] = Three()
    ada.write(drop('a'))
    ben.write(set('a', 'estimate', 5))
    cem.write(type('a', 0, 'Well, '))
    ada.write(drop('b', 1))
    ben.write(drop('b', 2))
    meet(ada, ben, cem)
    for (const peer of [ada, ben, cem]) {
      const { open } = rowsOf(peer)
      expect(open.map(({ kind, record, sides }) => [kind, record, sides.map(({ key }) => key)])).toEqual([
        ['deletion', 'items/a', ['deleted', 'estimate', 'description']],
      ])
    }
  })

  test('one text edited apart is one, also where somebody only cut words; it ends when one who knows both goes on', () => {
    const [ada, ben, cem] = Three()
    ada.write(type('a', 5, 'happy '))
    ben.write(cut('a', 0, 3))
    meet(ada, ben, cem)
    for (const peer of [ada, ben, cem])
      expect(shown(rowsOf(peer).open)).toEqual([['text', 'items/a', 'description', [undefined, undefined]]])
    cem.write(type('a', 0, 'So: '))
    meet(ada, ben, cem)
    for (const peer of [ada, ben, cem]) expect(rowsOf(peer).open).toEqual([])
  })

  test('no row for equal values, two fields, two items, what follows one after the other, what was made, or what commands note beside a choice', () => {
    const [ada, ben] = Two() as [RecordPeer, RecordPeer]
    ada.write(set('a', 'title', 'same'))
    ben.write(set('a', 'title', 'same'))
    ada.write(set('b', 'title', 'B1'))
    ben.write(set('b', 'kind', 'bug'))
    ada.write(type('b', 0, 'x'))
    ben.write(type('c', 0, 'y'))
    ada.write(set('a', 'finishedAt', 1))
    ben.write(set('a', 'finishedAt', 2))
    meet(ada, ben)
    ada.write(set('b', 'kind', 'debt'))
    ben.write(type('b', 0, 'z'))
    meet(ada, ben)
    for (const peer of [ada, ben]) expect(rowsOf(peer)).toEqual({ open: [], overruled: [] })
  })

  test('what a deleted item says is nobody’s choice until it comes back', () => {
    const [ada, ben] = Two() as [RecordPeer, RecordPeer]
    ada.write(set('a', 'title', 'A'))
    ben.write(set('a', 'title', 'B'))
    meet(ada, ben)
    ada.write(drop('a'))
    expect(rowsOf(ada).open).toEqual([])
    ada.write(set('a', 'deleted', null))
    expect(shown(rowsOf(ada).open)).toEqual([['field', 'items/a', 'title', ['A', 'B']]])
  })
})

describe('settling', () => {
  test('ends it on every peer, and is no overruling; a plain later write is one', () => {
    const [ada, ben, cem] = Three()
    for (const [peer, value] of [
      [ada, 'A'],
      [ben, 'B'],
    ] as const) {
      peer.write(set('a', 'title', value))
      peer.write(set('b', 'title', value))
    }
    meet(ada, ben, cem)
    cem.write(settle(rowsOf(cem).open[0] as ConflictRow, 'A'))
    cem.write(set('b', 'title', 'C'))
    meet(ada, ben, cem)
    for (const peer of [ada, ben, cem]) {
      expect(rowsOf(peer).open).toEqual([])
      expect(rowsOf(peer).overruled.map(({ record, by, sides }) => [record, by.value, sides.length])).toEqual([
        ['items/b', 'C', 2],
      ])
    }
  })

  test('two people who settle it apart in two ways have one conflict again, about what they chose', () => {
    const [ada, ben] = Two() as [RecordPeer, RecordPeer]
    ada.write(set('a', 'title', 'A'))
    ben.write(set('a', 'title', 'B'))
    meet(ada, ben)
    ada.write(settle(rowsOf(ada).open[0] as ConflictRow, 'A'))
    ben.write(settle(rowsOf(ben).open[0] as ConflictRow, 'Both'))
    meet(ada, ben)
    for (const peer of [ada, ben])
      expect(shown(rowsOf(peer).open)).toEqual([['field', 'items/a', 'title', ['A', 'Both']]])
  })

  test('an undone settlement opens it again, of a field, a place, a text and a deletion, until somebody writes over it', () => {
    const [ada, ben] = Two() as [RecordPeer, RecordPeer]
    ada.write(set('a', 'title', 'A'))
    ben.write(set('a', 'title', 'B'))
    ada.write(move('d', '05'))
    ben.write(move('d', '25'))
    ada.write(drop('b', 7))
    ben.write(set('b', 'estimate', 3))
    ada.write(type('c', 0, 'x'))
    ben.write(type('c', 0, 'y'))
    meet(ada, ben)
    const before = rowsOf(ada)
    expect(before.open).toHaveLength(4)
    for (const row of before.open) {
      const stood = row.kind === 'text' ? null : valueAt(ada.doc, row.path)
      const value = row.kind === 'deletion' ? null : row.sides[0]?.value
      if (row.kind === 'text') ada.write((doc) => void doc.getMap('settlements').set(row.id, { by: 'ada' }))
      else ada.write(settle(row, value))
      ada.write((doc) => {
        if (row.kind !== 'text') write(doc, row.path, stood)
        doc.getMap('settlements').set(row.id, null)
      })
    }
    meet(ada, ben)
    for (const peer of [ada, ben]) {
      expect(rowsOf(peer).open.map(({ id }) => id)).toEqual(before.open.map(({ id }) => id))
      expect(rowsOf(peer).overruled).toEqual([])
    }
    ben.write(set('a', 'title', 'C'))
    expect(rowsOf(ben).open.map(({ kind }) => kind)).not.toContain('field')
    expect(rowsOf(ben).overruled.map(({ path }) => path)).toEqual(['items/a/title'])
  })
})

const valueAt = (doc: Y.Doc, path: string): unknown => {
  const [root = '', id = '', key] = path.split('/')
  return (key === undefined ? doc.getMap(root).get(id) : (doc.getMap(root).get(id) as Y.Map<unknown>).get(key)) ?? null
}
const write = (doc: Y.Doc, path: string, value: unknown): void => {
  const [root = '', id = '', key] = path.split('/')
  if (key === undefined) doc.getMap(root).set(id, value)
  else (doc.getMap(root).get(id) as Y.Map<unknown>).set(key, value)
}

/** What brute force knows of a write: its record, and everything that its writer knew. */
interface Told {
  readonly at: Position
  readonly path: string
  readonly value: unknown
  readonly record: string
  readonly past: ReadonlySet<string>
}
interface Settled {
  readonly id: string
  readonly path: string
  /** Its sides, by name. */
  readonly sides: readonly string[]
  /** The record that took the settlement back, and whether it wrote the field too. */
  undoneBy: string | null
}
const named = (at: Position): string => ('clock' in at ? `${at.client}/${at.clock}` : `${at.client}.${at.seq}`)
const maximal = (writes: readonly Told[]): Told[] =>
  writes.filter((w) => !writes.some((other) => other !== w && other.past.has(w.record)))
const IDS = ['a', 'b', 'c', 'd']

/** People who edit, move, type, delete, settle and undo, and hear of each other late and out of step. */
function schedule(seed: number) {
  const random = seeded(seed)
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T
  const peers = Array.from({ length: 2 + Math.floor(random() * 4) }, (_, i) => new RecordPeer(i + 1, 100 - i * 7))
  const told: Told[] = []
  const settled: Settled[] = []
  const nameOf = ({ client, seq }: JudgedRecord): string => `${client}#${seq}`
  const tell = (peer: RecordPeer, record: JudgedRecord, edited: string[]): void => {
    const past = new Set(peer.records.map(nameOf).filter((name) => name !== nameOf(record)))
    for (const { path, clock, value } of record.writes)
      told.push({ at: { client: record.client, clock }, path, value: value ?? null, record: nameOf(record), past })
    for (const path of edited)
      told.push({
        at: { client: record.client, seq: record.seq },
        path,
        value: undefined,
        record: nameOf(record),
        past,
      })
  }
  const first = peers[0] as RecordPeer
  const made = first.write(create)
  for (const peer of peers.slice(1)) peer.take(made.bytes)
  const act = (peer: RecordPeer): void => {
    const id = pick(IDS)
    const at = random()
    const { open } = rowsOf(peer)
    const mine = settled.filter((one) => one.undoneBy === null && peer.doc.getMap('settlements').get(one.id) != null)
    if (at < 0.12 && open.length > 0) {
      const row = pick(open)
      if (row.kind === 'text') return
      const value =
        row.kind === 'deletion' ? pick([null, { by: 'x', at: told.length, why: '' }]) : pick(row.sides).value
      settled.push({
        id: row.id,
        path: row.path,
        sides: row.sides.map((side) => named(side.at)).sort(),
        undoneBy: null,
      })
      tell(peer, peer.write(settle(row, value, told.length)), [])
    } else if (at < 0.17 && mine.length > 0) {
      const one = pick(mine)
      const isHead = maximal(toldTo(peer).filter(({ path }) => path === one.path)).length === 1
      if (!isHead || one.path.endsWith('/deleted')) return
      const record = peer.write((doc) => {
        write(doc, one.path, valueAt(doc, one.path))
        doc.getMap('settlements').set(one.id, null)
      })
      one.undoneBy = nameOf(record)
      tell(peer, record, [])
    } else if (at < 0.5) {
      const field = pick(['title', 'title', 'kind', 'label:x'])
      tell(peer, peer.write(set(id, field, field === 'label:x' ? random() < 0.5 : pick(['bug', 'debt', 'chore']))), [])
    } else if (at < 0.65)
      tell(peer, peer.write(move(id, `${Math.floor(random() * 6)}${Math.floor(random() * 3)}${seed}`)), [])
    else if (at < 0.75) {
      const gone = item(peer.doc, id).get('deleted') != null
      tell(peer, peer.write(gone && random() < 0.7 ? set(id, 'deleted', null) : drop(id, told.length)), [])
    } else if (text(peer.doc, id).length > 4 && random() < 0.5)
      tell(peer, peer.write(cut(id, 1, 2)), [`items/${id}/description`])
    else tell(peer, peer.write(type(id, 1, 'berth')), [`items/${id}/description`])
  }
  const hear = (to: RecordPeer, from: RecordPeer, most: number): void => {
    const news = from.records.filter(({ client, seq }) => seq > (to.ledger.lineOf(client)?.seq ?? 0))
    for (const { bytes } of news.slice(0, most)) to.take(bytes)
  }
  const toldTo = (peer: RecordPeer): Told[] => {
    const heard = new Set(peer.records.map(nameOf))
    return told.filter(({ record }) => heard.has(record))
  }
  for (let step = 0; step < 50; step++) {
    if (random() < 0.5) act(pick(peers))
    else hear(pick(peers), pick(peers), 1 + Math.floor(random() * 4))
  }
  return { peers, settled, toldTo, hear }
}

/** All conflicts by brute force, from the sets of records alone and the values that the document shows. */
function groundTruth(peer: RecordPeer, told: readonly Told[], settled: readonly Settled[]) {
  const { doc } = peer
  const order = Object.entries(doc.getMap('ranks').toJSON() as Record<string, string>)
    .filter(([id]) => item(doc, id).get('deleted') == null)
    .sort(([a, x], [b, y]) => (x < y ? -1 : x > y ? 1 : a < b ? -1 : 1))
  const placeOf = (id: string, key: string): string =>
    order
      .filter(([other, at]) => other !== id && (at < key || (at === key && other < id)))
      .map(([other]) => other)
      .join()
  const isGone = (path: string): boolean => item(doc, path.split('/')[1] as string).get('deleted') != null
  const state = (id: string): unknown => doc.getMap('settlements').get(id)
  const heads = (path: string): Told[] => maximal(told.filter((w) => w.path === path))
  const differ = (path: string, writes: readonly Told[]): boolean => {
    const meaning = (w: Told): string =>
      path.startsWith('ranks/') ? placeOf(path.slice(6), w.value as string) : JSON.stringify(w.value)
    return new Set(writes.map(meaning)).size > 1
  }
  const row = (path: string, writes: readonly Told[]) => {
    const [root, id, key = 'rank'] = path.split('/')
    const record = root === 'ranks' ? `items/${id}` : `${root}/${id}`
    return {
      id: conflictId(
        record,
        key,
        writes.map(({ at }) => at),
      ),
      what: `${path} ${writes
        .map(({ at }) => named(at))
        .sort()
        .join()}`,
    }
  }
  const open: string[] = []
  const overruled: string[] = []
  const fields = IDS.flatMap((id) =>
    ['title', 'kind', 'label:x'].map((key) => `items/${id}/${key}`).concat(`ranks/${id}`),
  )
  for (const path of fields) {
    if (isGone(path)) continue
    const now = heads(path)
    if (differ(path, now) && state(row(path, now).id) == null) open.push(row(path, now).what)
    for (const by of told.filter((w) => w.path === path)) {
      const over = maximal(told.filter((w) => w.path === path && by.past.has(w.record)))
      if (!differ(path, over)) continue
      const { id, what } = row(path, over)
      if (state(id) == null) {
        // A conflict that was settled and undone several times has the same name each time.
        const undos = settled.filter((one) => one.id === id).map(({ undoneBy }) => undoneBy)
        if (state(id) === null && now.length === 1 && undos.includes(now[0]?.record ?? '')) open.push(what)
        else overruled.push(`${what} by ${named(by.at)}`)
      }
    }
  }
  for (const id of IDS) {
    const path = `items/${id}/deleted`
    const states = heads(path)
    const edits = ['title', 'kind', 'label:x', 'description'].flatMap((key) => heads(`items/${id}/${key}`))
    const apart = (a: Told, b: Told): boolean => !a.past.has(b.record) && !b.past.has(a.record) && a.record !== b.record
    const pairs = states
      .filter(({ value }) => value !== null)
      .flatMap((d) => edits.filter((e) => apart(d, e)).map((e) => [d, e] as const))
    const forks = new Set(states.map(({ value }) => JSON.stringify(value))).size > 1
    const isForked = forks && (new Set(states.map(({ value }) => value === null)).size > 1 || pairs.length > 0)
    const sides = [...new Set([...(isForked ? states : []), ...pairs.flat()])]
    if (sides.length > 0 && state(row(path, sides).id) == null) open.push(row(path, sides).what)
    const texts = heads(`items/${id}/description`)
    if (texts.length > 1 && !isGone(path)) open.push(row(`items/${id}/description`, texts).what)
    for (const by of told.filter((w) => w.path === path)) {
      const over = maximal(told.filter((w) => w.path === path && by.past.has(w.record)))
      if (new Set(over.map(({ value }) => value === null)).size < 2) continue
      if (state(row(path, over).id) == null) overruled.push(`${row(path, over).what} by ${named(by.at)}`)
    }
  }
  return { open: open.sort(), overruled: overruled.sort() }
}

test('over 250 schedules of edits, moves, texts, deletes, settlements and undos, exactly what brute force finds, on every peer, on the way and at the end', () => {
  const seen: Record<string, number> = {}
  for (let seed = 1; seed <= 250; seed++) {
    const { peers, settled, toldTo, hear } = schedule(seed)
    const check = (peer: RecordPeer): ConflictRows => {
      const known = toldTo(peer)
      const plan = createPlan(peer.doc)
      const rows = conflictRows({
        ledger: peer.ledger,
        plan,
        written: ({ client, clock }) => known.find(({ at }) => named(at) === `${client}/${clock}`)?.value,
      })
      plan.destroy()
      const what = ({ path, sides }: ConflictRow): string =>
        `${path} ${sides
          .map(({ at }) => named(at))
          .sort()
          .join()}`
      const truth = groundTruth(peer, known, settled)
      expect(rows.open.map(what).sort(), `open, seed ${seed}, peer ${peer.client}`).toEqual(truth.open)
      expect(
        rows.overruled.map((one) => `${what(one)} by ${named(one.by.at)}`).sort(),
        `overruled, seed ${seed}, peer ${peer.client}`,
      ).toEqual(truth.overruled)
      for (const { kind } of rows.open) seen[kind] = (seen[kind] ?? 0) + 1
      seen['overruled'] = (seen['overruled'] ?? 0) + rows.overruled.length
      return rows
    }
    for (const peer of peers) check(peer)
    for (let round = 0; round < peers.length; round++)
      for (const from of peers) for (const to of peers) hear(to, from, 1e9)
    const all = peers.map((peer) => JSON.stringify(check(peer).open))
    expect(new Set(all).size, `seed ${seed}`).toBe(1)
    seen['undone'] = (seen['undone'] ?? 0) + settled.filter(({ undoneBy }) => undoneBy !== null).length
    seen['settled'] = (seen['settled'] ?? 0) + settled.length
  }
  for (const kind of ['field', 'place', 'deletion', 'text', 'overruled', 'settled'])
    expect(seen[kind], kind).toBeGreaterThan(50)
  expect(seen['undone']).toBeGreaterThan(10)
})
