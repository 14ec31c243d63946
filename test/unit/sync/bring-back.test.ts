import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { createPlan } from '../../../src/doc/plan.ts'
import { keysBetween } from '../../../src/doc/order-keys.ts'
import { createRecord, setField, setMember, setRank } from '../../../src/doc/write.ts'
import type { Entry } from '../../../src/model/envelope.ts'
import { applySteps, bringBackEntry } from '../../../src/sync/bring-back-apply.ts'
import { stepsBack, type WhatComesBack } from '../../../src/sync/bring-back.ts'
import type { Undone } from '../../../src/sync/undo-apply.ts'
import { seeded } from '../../support/random.ts'

const SEEDS = Number(process.env.SEEDS ?? 60)
const FIRST = Number(process.env.SEED ?? 1)

/** A document with so many items, in order, and the tools to edit it at random. */
function scene(seed: number, items = 12) {
  const random = seeded(seed)
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T
  const doc = new Y.Doc()
  doc.clientID = 1
  const plan = createPlan(doc)
  let made = 0
  const create = (): void => {
    const id = `i${String(++made).padStart(3, '0')}`
    createRecord(doc, 'items', id, { key: id, title: id, kind: 'bug', stage: 'open' }, { description: `about ${id}` })
    createRecord(doc, 'criteria', `c-${id}`, { item: id, text: 'works', rank: 'a0' })
    const last = plan.order.ids.at(-1)
    const low = last === undefined ? null : (plan.order.keyOf(last) ?? null)
    setRank(doc, id, (keysBetween(low, null, 1, random) as string[])[0] as string)
  }
  for (let i = 0; i < items; i++) create()
  const step = (): void => {
    const id = pick([...plan.rows('items').keys()])
    const kind = random()
    if (kind < 0.15) create()
    else if (kind < 0.3) setField(doc, 'items', id, 'title', `t${Math.floor(random() * 9)}`)
    else if (kind < 0.4) setMember(doc, 'items', id, 'labels', pick(['web', 'app']), random() < 0.5)
    else if (kind < 0.5) setField(doc, 'items', id, 'deleted', random() < 0.6 ? { by: 'x', at: 1, why: '' } : null)
    else if (kind < 0.75) {
      const after = random() < 0.2 ? null : pick(plan.order.ids.filter((one) => one !== id))
      doc.transact(() => {
        for (const [one, key] of plan.order.place([id], after, random)) setRank(doc, one, key)
      })
    } else if (kind < 0.85) {
      const text = plan.text('items', id, 'description') as Y.Text
      const at = Math.floor(random() * (text.length + 1))
      if (random() < 0.5) text.insert(at, 'xy')
      else text.delete(Math.min(at, text.length), Math.min(3, text.length - Math.min(at, text.length)))
    } else if (kind < 0.92) doc.getMap('plan').set('name', `n${Math.floor(random() * 5)}`)
    else if (kind < 0.96) doc.getMap('dials').set(pick(['a', 'b']), Math.floor(random() * 5))
    else doc.getText('vision').insert(0, 'v')
  }
  const bring = (old: Y.Doc, what: WhatComesBack, orders = true): Undone & { entries: Entry[] } => {
    const work = stepsBack({ old, now: doc, what, orders })
    const entries: Entry[] = []
    const input = {
      doc,
      order: plan.order,
      random,
      by: { person: 'po', at: 9, why: 'y' },
      first: bringBackEntry(what.kind, 1, ''),
    }
    const dry: Entry[] = []
    applySteps({ ...input, log: (entry) => dry.push(entry), dry: true }, work.steps)
    const done = doc.transact(() => applySteps({ ...input, log: (entry) => entries.push(entry) }, work.steps))
    expect(entries.map(({ name, record }) => [name, record])).toEqual(dry.map(({ name, record }) => [name, record]))
    return { ...done, left: [...work.left, ...done.left], entries }
  }
  return { doc, plan, random, step, bring, pick }
}

const copyOf = (doc: Y.Doc): Y.Doc => {
  const copy = new Y.Doc()
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc))
  return copy
}
/** What a plan says, by its live records; null, false and absent are the same. */
function said(doc: Y.Doc): unknown {
  const plan = createPlan(doc)
  const live = plan.live.ids.map((id) => ({
    ...plan.row('items', id),
    text: plan.textOf('items', id, 'description'),
    criteria: plan.partsOf('criteria', id),
  }))
  const { name } = plan.facts
  const dials = JSON.stringify(
    Object.entries(doc.getMap('dials').toJSON())
      .filter(([, v]) => v !== null)
      .sort(),
  )
  plan.destroy()
  return { live, name, dials, vision: doc.getText('vision').toJSON() }
}

test.each(Array.from({ length: SEEDS }, (_, i) => FIRST + i))(
  'random edits: the whole plan comes back as it was, and then there is nothing left to do (seed %i)',
  (seed) => {
    const { doc, step, bring, random } = scene(seed)
    for (let i = 0; i < 15; i++) step()
    // What never had a value then has none again, but a plan keeps a name once it has one.
    doc.getMap('plan').set('name', 'Harbour')
    const old = copyOf(doc)
    for (let i = 0; i < 5 + random() * 60; i++) step()
    bring(old, { kind: 'plan' })
    expect(said(doc)).toEqual(said(old))
    expect(bring(old, { kind: 'plan' }).entries).toEqual([])
    for (const [id, record] of doc.getMap<unknown>('items').entries()) expect(record, id).toBeInstanceOf(Y.Map)
  },
)

test.each(Array.from({ length: SEEDS }, (_, i) => FIRST + i))(
  'random moves: the order comes back by the fewest moves, new and deleted items stay (seed %i)',
  (seed) => {
    const { doc, plan, step, bring, random } = scene(seed, 20)
    const old = copyOf(doc)
    const then = [...plan.order.ids]
    for (let i = 0; i < 5 + random() * 40; i++) step()
    const before = new Map(doc.getMap<string>('ranks').entries())
    const known = (): string[] => plan.live.ids.filter((id) => then.includes(id))
    const fewest = known().length - longest(known().map((id) => then.indexOf(id)))
    const { entries } = bring(old, { kind: 'order' })
    expect(known()).toEqual(then.filter((id) => plan.row('items', id)?.deleted === null))
    expect(entries.length).toBe(fewest === 0 ? 0 : fewest + 1)
    for (const [id, rank] of before) if (!then.includes(id)) expect(doc.getMap('ranks').get(id)).toBe(rank)
    expect(bring(old, { kind: 'order' }).entries).toEqual([])
  },
)

test.each(Array.from({ length: SEEDS }, (_, i) => FIRST + i))(
  'random edits: some items come back whole, the others stay as they are (seed %i)',
  (seed) => {
    const { doc, plan, step, bring, pick } = scene(seed)
    const old = copyOf(doc)
    const then = createPlan(old)
    for (let i = 0; i < 40; i++) step()
    const wanted = [...new Set([pick(then.live.ids), pick(then.live.ids), pick(then.live.ids)])]
    const others = plan.live.ids.filter((id) => !wanted.includes(id)).map((id) => plan.row('items', id))
    const done = bring(old, { kind: 'items', items: wanted })
    expect(done.left).toEqual([])
    for (const id of wanted) {
      expect(plan.row('items', id)).toEqual(then.row('items', id))
      expect(plan.textOf('items', id, 'description')).toBe(then.textOf('items', id, 'description'))
    }
    expect(plan.live.ids.filter((id) => !wanted.includes(id)).map((id) => plan.row('items', id))).toEqual(others)
    expect(bring(old, { kind: 'items', items: wanted }).entries).toEqual([])
  },
)

describe('an item', () => {
  test('that is in the plan no more at all is made again, with its texts and at its place', () => {
    const { doc, plan, bring } = scene(1, 4)
    const old = copyOf(doc)
    doc.getMap('items').delete('i002')
    doc.getMap('ranks').delete('i002')
    const { entries } = bring(old, { kind: 'items', items: ['i002'] })
    expect(entries.map(({ name, field }) => `${name} ${field}`)).toEqual([
      'bringBack items',
      'bringBack.make ',
      'bringBack.set rank',
    ])
    expect(plan.live.ids).toEqual(['i001', 'i002', 'i003', 'i004'])
    expect(plan.textOf('items', 'i002', 'description')).toBe('about i002')
  })

  test('in a sprint, or with somebody’s name on it, stays so: that is the Developers’ to say', () => {
    const { doc, bring } = scene(1, 2)
    const old = copyOf(doc)
    setField(doc, 'items', 'i001', 'sprint', 's1')
    setMember(doc, 'items', 'i001', 'names', 'ben', true)
    setField(doc, 'items', 'i001', 'title', 'other')
    const { entries, left } = bring(old, { kind: 'items', items: ['i001'] })
    expect(entries.map((entry) => entry.field)).toEqual(['items', 'title'])
    expect(left.map((one) => one.field).sort()).toEqual(['names', 'sprint'])
  })

  test('that was not there yet at that moment is said to be so', () => {
    const { doc, bring } = scene(1, 2)
    const old = copyOf(doc)
    createRecord(doc, 'items', 'new', { key: 'n', title: 'n', kind: 'bug', stage: 'open' }, {})
    expect(bring(old, { kind: 'items', items: ['new'] })).toMatchObject({
      entries: [],
      left: [{ record: 'items/new', why: 'There was no such item at that moment.' }],
    })
  })
})

test('what somebody changes between looking and writing is left alone and listed', () => {
  const { doc, plan, random } = scene(1, 3)
  const old = copyOf(doc)
  setField(doc, 'items', 'i001', 'title', 'a')
  const text = plan.text('items', 'i001', 'description') as Y.Text
  text.insert(0, 'x')
  const { steps } = stepsBack({ old, now: doc, what: { kind: 'plan' }, orders: true })
  setField(doc, 'items', 'i001', 'title', 'b')
  text.insert(0, 'y')
  const input = {
    doc,
    order: plan.order,
    random,
    by: { person: null, at: 0, why: '' },
    first: bringBackEntry('plan', 1, ''),
  }
  const done = applySteps({ ...input, log: () => undefined }, steps)
  expect(done).toMatchObject({ restored: 0, left: [{ field: 'title' }, { field: 'description' }] })
})

test('what another types elsewhere in a text at the same time stays', () => {
  const { doc, plan, bring } = scene(1, 1)
  const text = plan.text('items', 'i001', 'description') as Y.Text
  text.insert(text.length, ' and its berth, which is long enough')
  const old = copyOf(doc)
  text.delete(0, 5)
  const other = copyOf(doc)
  other.clientID = 2
  createPlan(other).text('items', 'i001', 'description')?.insert(5, ' (new)')
  bring(old, { kind: 'items', items: ['i001'] })
  Y.applyUpdate(doc, Y.encodeStateAsUpdate(other))
  expect(text.toJSON()).toBe('about i001 (new) and its berth, which is long enough')
})

/** Length of the longest increasing subsequence, slowly. */
function longest(numbers: readonly number[]): number {
  const ends = numbers.map(() => 1)
  numbers.forEach((number, i) => {
    for (let k = 0; k < i; k++)
      if ((numbers[k] as number) < number) ends[i] = Math.max(ends[i] as number, (ends[k] as number) + 1)
  })
  return Math.max(0, ...ends)
}
