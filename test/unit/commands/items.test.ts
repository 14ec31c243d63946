import { expect, test } from 'vitest'
import { createItem, createItems } from '../../../src/commands/create-item.ts'
import { deleteItems, parkItems, restoreItems } from '../../../src/commands/delete-item.ts'
import { editItem, editItems, setDescription, setLabel } from '../../../src/commands/edit-item.ts'
import { moveItem, moveItems } from '../../../src/commands/move-item.ts'
import { sayOrderWhy } from '../../../src/commands/order-why.ts'
import { sayWhy } from '../../../src/commands/say-why.ts'
import { inMemoryPlan } from '../../support/in-memory-plan.ts'
import { undoInMemory } from '../../support/undo-in-memory.ts'

function planOf(...titles: string[]) {
  const at = inMemoryPlan()
  const ids = Object.fromEntries(titles.map((title) => [title, at.must(createItem, { title })]))
  return { at, ids, titles: () => at.plan.live.ids.map((id) => at.plan.row('items', id)?.title).join('') }
}

test('an item is created at the bottom, on top, above or below another', () => {
  const { at, ids, titles } = planOf('A', 'B')
  at.must(createItem, { title: 'C' })
  at.must(createItem, { title: 'T', at: 'top' })
  at.must(createItem, { title: 'x', after: ids.A! })
  at.must(createItem, { title: 'y', before: ids.B! })
  expect(titles()).toBe('TAxyBC')
})

test('a new item says who made it and when, and has a key that people can say', () => {
  const { at } = planOf()
  const id = at.must(createItem, {
    title: '  Waiting\nlist ',
    kind: 'bug',
    fields: { labels: ['pilot'], estimate: 3 },
    description: 'Why',
  })
  expect(at.plan.row('items', id)).toMatchObject({
    title: 'Waiting list',
    kind: 'bug',
    labels: ['pilot'],
    estimate: 3,
    createdBy: 'anna',
    key: id.slice(0, 5).toUpperCase(),
  })
  expect(at.plan.textOf('items', id, 'description')).toBe('Why')
})

test('two items whose ids begin alike are called by different keys', () => {
  const { at } = planOf()
  at.must(createItem, { id: 'abcdefgh', title: 'One' })
  at.must(createItem, { id: 'abcdeXYZ', title: 'Two' })
  expect([...at.plan.rows('items').values()].map((item) => item.key)).toEqual(['ABCDE', 'ABCDEX'])
})

test('pasted lines become items in their order, in one change', () => {
  const { at, ids, titles } = planOf('A', 'B')
  const before = at.envelopes.length
  at.must(createItems, { titles: ['1', '', ' 2 ', '3'], after: ids.A! })
  expect(titles()).toBe('A123B')
  expect(at.envelopes).toHaveLength(before + 1)
  expect(at.run(createItems, { titles: Array.from({ length: 501 }, String) })).toMatchObject({ ok: false })
})

test('a move says from where to where as people see it, and keeps the reason', () => {
  const { at, ids, titles } = planOf('A', 'B', 'C', 'D')
  at.must(parkItems, { ids: [ids.B!], parked: true })
  at.must(moveItem, { id: ids.D!, after: ids.A!, why: 'pilot first' })
  expect(titles()).toBe('ADBC')
  expect(at.envelopes.at(-1)?.entries).toEqual([
    { name: 'item.move', record: `items/${ids.D}`, field: 'rank', from: 3, to: 2, why: 'pilot first' },
  ])
})

test('a move to where the item stands already writes nothing', () => {
  const { at, ids } = planOf('A', 'B')
  const before = at.envelopes.length
  expect(at.run(moveItem, { id: ids.B!, after: ids.A! })).toMatchObject({ ok: true, value: { change: '' } })
  expect(at.run(moveItem, { id: ids.B!, after: ids.B! })).toMatchObject({ ok: true, value: { change: '' } })
  expect(at.envelopes).toHaveLength(before)
})

test('a move writes a key for the one item, in about forty bytes', () => {
  const { at, ids } = planOf('A', 'B', 'C')
  at.must(moveItem, { id: ids.C!, after: null })
  expect(at.envelopes.at(-1)!.update.length).toBeLessThan(60)
})

test('many items move together and keep their order among themselves', () => {
  const { at, ids, titles } = planOf('A', 'B', 'C', 'D', 'E')
  at.must(moveItems, { ids: [ids.E!, ids.B!], after: ids.C! })
  expect(titles()).toBe('ACBED')
  expect(at.envelopes.at(-1)?.entries.map(({ from, to }) => [from, to])).toEqual([
    [2, 3],
    [5, 4],
  ])
  at.must(moveItems, { ids: [ids.C!, ids.B!], after: ids.B! })
  expect(titles()).toBe('ACBED')
})

test('behind an item that is not in the backlog nothing can stand', () => {
  const { at, ids } = planOf('A')
  expect(at.run(moveItem, { id: ids.A!, after: 'gone' })).toMatchObject({ ok: false, error: { type: 'no-place' } })
  expect(at.run(createItem, { title: 'B', before: 'gone' })).toMatchObject({ ok: false, error: { type: 'no-place' } })
})

test('an edit logs before and after; the same value again writes nothing', () => {
  const { at, ids } = planOf('A')
  at.must(editItem, { id: ids.A!, field: 'estimate', value: 5, why: 'agreed' })
  expect(at.envelopes.at(-1)?.entries[0]).toEqual({
    name: 'item.edit',
    record: `items/${ids.A}`,
    field: 'estimate',
    from: null,
    to: 5,
    why: 'agreed',
  })
  expect(at.run(editItem, { id: ids.A!, field: 'estimate', value: 5 })).toMatchObject({
    ok: true,
    value: { change: '' },
  })
})

test('a value that the field cannot take is refused with what it takes', () => {
  const { at, ids } = planOf('A')
  const id = ids.A!
  for (const args of [
    { id, field: 'title', value: '  ' },
    { id, field: 'title', value: 'x'.repeat(1001) },
    { id, field: 'estimate', value: -1 },
    { id, field: 'estimate', value: Number.NaN },
    { id, field: 'epic', value: 'gone' },
    { id, field: 'parked', value: 'yes' },
    { id, field: 'kind', value: '' },
    { id, field: 'key', value: 'A B' },
  ] as const)
    expect(at.run(editItem, args as never).ok, JSON.stringify(args)).toBe(false)
})

test('an emoji, a right-to-left and a very long title and text are kept as they are', () => {
  const { at, ids } = planOf('A')
  at.must(editItem, { id: ids.A!, field: 'title', value: '👩‍⚕️ רשימת המתנה' })
  at.must(setDescription, { id: ids.A!, value: 'x'.repeat(100_000) })
  expect(at.plan.row('items', ids.A!)?.title).toBe('👩‍⚕️ רשימת המתנה')
  expect(at.plan.textOf('items', ids.A!, 'description')).toHaveLength(100_000)
})

test('a bulk edit is one change, and an item that is gone stops all of it', () => {
  const { at, ids } = planOf('A', 'B', 'C')
  const all = [ids.A!, ids.B!, ids.C!]
  const before = at.envelopes.length
  at.must(editItems, { ids: all, field: 'estimate', value: 8 })
  at.must(setLabel, { ids: all, label: 'pilot', on: true })
  expect(at.envelopes).toHaveLength(before + 2)
  expect(at.run(editItems, { ids: [...all, 'gone'], field: 'estimate', value: 1 }).ok).toBe(false)
  expect(all.map((id) => at.plan.row('items', id)?.estimate)).toEqual([8, 8, 8])
})

test('a deleted item keeps all it has and comes back at its rank', () => {
  const { at, ids, titles } = planOf('A', 'B', 'C')
  at.must(deleteItems, { ids: [ids.B!], why: 'nobody asked' })
  expect(titles()).toBe('AC')
  expect(at.plan.row('items', ids.B!)?.deleted).toMatchObject({ by: 'anna', why: 'nobody asked' })
  expect(at.run(editItem, { id: ids.B!, field: 'title', value: 'x' })).toMatchObject({
    ok: false,
    error: { type: 'missing' },
  })
  at.must(restoreItems, { ids: [ids.B!] })
  expect(titles()).toBe('ABC')
})

test('a reason given afterwards moves nothing, also for neighbours, and stands in the log', () => {
  for (let seed = 0; seed < 30; seed++) {
    const at = inMemoryPlan({ seed })
    const ids = at.must(createItems, { titles: [...'ABCDEFGH'] })
    const before = [...at.plan.order.ids]
    at.must(sayWhy, { ids: [ids[1]!, ids[2]!, ids[3]!, ids[6]!], why: 'pilot first' })
    expect(at.plan.order.ids).toEqual(before)
    expect(at.envelopes.at(-1)?.entries.map(({ from, to, why }) => [from, to, why])).toEqual([
      [2, 2, 'pilot first'],
      [3, 3, 'pilot first'],
      [4, 4, 'pilot first'],
      [7, 7, 'pilot first'],
    ])
  }
})

test('why an item stands where it stands is kept once: the reason of its last move, or an older one with the place it was written for', async () => {
  const { at, ids } = planOf('A', 'B', 'C', 'D')
  const reason = (id = ids.D!, on = at) => {
    const { orderWhy, orderWhyAt } = on.plan.row('items', id)!
    return [orderWhy, orderWhyAt]
  }
  at.must(sayOrderWhy, { id: ids.D!, why: 'The law item goes before' })
  at.must(moveItem, { id: ids.D!, after: ids.A! })
  expect(reason()).toEqual(['The law item goes before', 4])
  at.must(moveItem, { id: ids.D!, after: null })
  expect(reason()).toEqual(['The law item goes before', 4])
  at.must(sayWhy, { ids: [ids.D!], why: 'Pilot first' })
  expect(reason()).toEqual(['Pilot first', null])
  at.must(moveItems, { ids: [ids.D!, ids.A!], after: ids.C!, why: 'Both wait for it' })
  expect([reason(), reason(ids.A)]).toEqual([
    ['Both wait for it', null],
    ['Both wait for it', null],
  ])
  at.writer.flush()
  await undoInMemory(at, at.envelopes.at(-1)!.change)
  expect([reason(), reason(ids.A)]).toEqual([
    ['Pilot first', null],
    ['', null],
  ])
  expect(at.run(moveItem, { id: ids.D!, after: ids.C!, why: 'x'.repeat(2_001) }).ok).toBe(false)
})

test('one gives a reason while another moves the item away: it says for which place it was written', () => {
  const { at, ids } = planOf('A', 'B', 'C', 'D')
  at.must(sayOrderWhy, { id: ids.D!, why: 'old' })
  const other = inMemoryPlan({ client: 2, from: at })
  at.must(sayOrderWhy, { id: ids.D!, why: 'new' })
  other.must(moveItem, { id: ids.D!, after: null })
  at.hear(other)
  other.hear(at)
  for (const one of [at, other]) expect(one.plan.row('items', ids.D!)).toMatchObject({ orderWhy: 'new', orderWhyAt: 4 })
})

test('labels of any script fit into a key, or are refused', () => {
  const { at, ids } = planOf('A')
  expect(at.run(setLabel, { ids: [ids.A!], label: '待'.repeat(50), on: true }).ok).toBe(true)
  expect(at.run(setLabel, { ids: [ids.A!], label: '待'.repeat(51), on: true }).ok).toBe(false)
  expect(at.run(setLabel, { ids: [ids.A!], label: 'two\nlines', on: true }).ok).toBe(false)
})

test('a change that no record could hold is refused', () => {
  const { at, ids } = planOf('A')
  expect(at.run(setLabel, { ids: Array.from({ length: 5001 }, () => ids.A!), label: 'x', on: true })).toMatchObject({
    ok: false,
    error: { type: 'too-many' },
  })
  expect(at.run(setDescription, { id: ids.A!, value: 'x'.repeat(500_001) }).ok).toBe(false)
})
