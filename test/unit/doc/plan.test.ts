import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { createItem } from '../../../src/commands/create-item.ts'
import { editItem } from '../../../src/commands/edit-item.ts'
import { moveItem } from '../../../src/commands/move-item.ts'
import { createPlan, type Plan, type PlanChanges } from '../../../src/doc/plan.ts'
import { canonicalJson, hasPending } from '../../../src/doc/replica.ts'
import { TABLE_NAMES } from '../../../src/model/tables.ts'
import { inMemoryPlan } from '../../support/in-memory-plan.ts'
import { editAtRandom, KINDS_OF_EDIT, type KindOfEdit } from './random-edits.ts'

/** Everything a plan says, as plain values. */
function allOf(plan: Plan) {
  const items = [...plan.rows('items').keys()].sort()
  return {
    facts: plan.facts,
    rows: Object.fromEntries(
      TABLE_NAMES.map((table) => [
        table,
        Object.fromEntries([...plan.rows(table)].sort(([a], [b]) => (a < b ? -1 : 1))),
      ]),
    ),
    order: [...plan.order.ids],
    live: [...plan.live.ids],
    open: [...plan.open.ids],
    ranks: items.map((id) => [plan.rankOf(id), plan.order.positionOf(id)]),
    keys: items.map((id) => plan.itemWithKey(plan.row('items', id)?.key ?? '')),
    parts: items.map((id) =>
      (['criteria', 'tasks', 'comments', 'links', 'pulls'] as const).map((table) => plan.partsOf(table, id)),
    ),
    texts: items.map((id) => plan.textOf('items', id, 'description')),
    unreadable: [...plan.unreadable.keys()],
  }
}
function freshRead(plan: Plan) {
  const doc = new Y.Doc()
  Y.applyUpdate(doc, Y.encodeStateAsUpdate(plan.doc))
  return allOf(createPlan(doc))
}

test('after any sequence of local and remote edits the plan reads as a fresh one would, and two replicas are equal', () => {
  const happened = new Map<KindOfEdit, number>()
  const step = fc.record({
    who: fc.nat(1),
    kind: fc.constantFrom(...KINDS_OF_EDIT),
    number: fc.nat(1_000_000),
    meet: fc.nat(9),
  })
  fc.assert(
    // Without bias: small numbers and the same kind again and again would leave rare kinds out.
    fc.property(
      fc.array(fc.noBias(step), { minLength: 25, maxLength: 60, size: 'max' }),
      fc.integer(),
      (steps, seed) => {
        const train = inMemoryPlan({ client: 11, seed })
        const office = inMemoryPlan({ client: 22, seed, from: train })
        for (const desk of [train, office]) allOf(desk.plan)
        for (const { who, kind, number, meet } of steps) {
          const desk = who === 0 ? train : office
          const before = desk.envelopes.length
          editAtRandom(desk, kind, number)
          desk.writer.flush()
          if (desk.envelopes.length > before) happened.set(kind, (happened.get(kind) ?? 0) + 1)
          if (meet === 0) desk.hear(who === 0 ? office : train)
        }
        train.hear(office)
        office.hear(train)
        expect(allOf(train.plan)).toEqual(freshRead(train.plan))
        expect(allOf(office.plan)).toEqual(freshRead(office.plan))
        expect(canonicalJson(train.plan.doc)).toBe(canonicalJson(office.plan.doc))
        expect(allOf(train.plan)).toEqual(allOf(office.plan))
        expect(new Set(train.plan.order.ids).size).toBe(train.plan.rows('items').size)
        expect(hasPending(train.plan.doc) || hasPending(office.plan.doc)).toBe(false)
      },
    ),
    { numRuns: 60 },
  )
  for (const kind of KINDS_OF_EDIT) expect(happened.get(kind) ?? 0, kind).toBeGreaterThan(0)
})

test('two people move the same item while apart and it stands once, in the same place for both', () => {
  const train = inMemoryPlan({ client: 1 })
  const [a, b, c] = ['A', 'B', 'C'].map((title) => train.must(createItem, { title })) as [string, string, string]
  const office = inMemoryPlan({ client: 2, from: train })
  train.must(moveItem, { id: a, after: c, why: 'waits for legal' })
  office.must(moveItem, { id: a, after: b, why: 'pilot first' })
  train.hear(office)
  office.hear(train)
  expect(train.plan.order.ids).toEqual(office.plan.order.ids)
  expect(train.plan.order.ids.filter((id) => id === a)).toHaveLength(1)
})

test('concurrent moves leave one total order that is the same on both sides', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(1), fc.nat(7), fc.nat(8)), { maxLength: 30 }), fc.integer(), (moves, seed) => {
      const train = inMemoryPlan({ client: 1, seed })
      const ids = 'ABCDEFGH'.split('').map((title) => train.must(createItem, { title }))
      const office = inMemoryPlan({ client: 2, seed, from: train })
      for (const [who, which, where] of moves)
        (who === 0 ? train : office).run(moveItem, {
          id: ids[which] as string,
          after: where === 8 ? null : (ids[where] as string),
        })
      train.hear(office)
      office.hear(train)
      expect(train.plan.order.ids).toEqual(office.plan.order.ids)
      expect([...train.plan.order.ids].sort()).toEqual([...ids].sort())
    }),
  )
})

test('a change tells the ids that it touched, and the other rows stay the same objects', () => {
  const { plan, must } = inMemoryPlan()
  const a = must(createItem, { title: 'A' })
  const b = must(createItem, { title: 'B' })
  const rowB = plan.row('items', b)
  const heard: PlanChanges[] = []
  plan.onChange((changed) => heard.push(changed))
  must(editItem, { id: a, field: 'title', value: 'AA' })
  plan.text('items', a, 'description')?.insert(0, 'x')
  must(moveItem, { id: b, after: null })
  expect(
    heard.map((changed) => [[...(changed.tables.get('items') ?? [])], [...changed.texts], [...changed.ranks]]),
  ).toEqual([
    [[a], [], []],
    [[], [`items/${a}/description`], []],
    [[], [], [b]],
  ])
  expect(plan.row('items', b)).toBe(rowB)
  expect(Object.isFrozen(plan.row('items', a))).toBe(true)
})

test('a record that cannot be read goes into the bucket with what it holds, and the plan opens', () => {
  const doc = new Y.Doc()
  const items = doc.getMap<unknown>('items')
  items.set(
    'no-title',
    new Y.Map([
      ['key', 'X'],
      ['kind', 'bug'],
      ['stage', 'open'],
    ]),
  )
  items.set('no-record', 'just words')
  items.set(
    'good',
    new Y.Map([
      ['key', 'G'],
      ['title', 'Good'],
      ['kind', 'of a later version'],
      ['stage', 'open'],
      ['unknown', { a: 1 }],
    ]),
  )
  const plan = createPlan(doc)
  expect([...plan.rows('items').keys()]).toEqual(['good'])
  expect(plan.row('items', 'good')?.kind).toBe('of a later version')
  expect(plan.unreadable.get('items/no-title')).toMatchObject({
    why: expect.stringContaining('title') as string,
    raw: { key: 'X', kind: 'bug', stage: 'open' },
  })
  expect(plan.unreadable.get('items/no-record')).toMatchObject({ raw: 'just words' })
  ;(items.get('no-title') as Y.Map<unknown>).set('title', 'Now it has one')
  expect(plan.row('items', 'no-title')?.title).toBe('Now it has one')
  expect([...plan.unreadable.keys()]).toEqual(['items/no-record'])
})

test('a fact that cannot be read falls back alone', () => {
  const doc = new Y.Doc()
  doc.getMap('plan').set('name', 'Clinic')
  doc.getMap('plan').set('fiscalYearStart', 'April')
  expect(createPlan(doc).facts).toMatchObject({ name: 'Clinic', fiscalYearStart: 1, timeZone: 'UTC' })
})

test('a rank that is no key does not stop the plan, and the item can be moved', () => {
  const { plan, must } = inMemoryPlan()
  const a = must(createItem, { title: 'A' })
  const b = must(createItem, { title: 'B' })
  plan.doc.getMap<unknown>('ranks').set(a, 7)
  expect(plan.order.positionOf(a)).toBe(-1)
  must(moveItem, { id: a, after: b })
  expect(plan.order.ids).toEqual([b, a])
})
