import { expect, test } from 'vitest'
import { beginSeeing, seeAll, seeOne } from '../../../src/commands/seen.ts'
import { SEEN, seenBy } from '../../../src/model/seen.ts'
import { inMemoryPlan } from '../../support/in-memory-plan.ts'
import { undoInMemory } from '../../support/undo-in-memory.ts'

function scene() {
  const at = inMemoryPlan()
  at.must(beginSeeing, { upTo: { 7: 1 } })
  const see = (about: string, ...changes: string[]) => at.must(seeOne, { about, changes, name: about })
  const seen = () => seenBy('anna', at.plan.doc.getMap(SEEN).values())
  return { at, see, seen, keys: () => at.plan.doc.getMap(SEEN).size }
}
const bytes = (at: ReturnType<typeof inMemoryPlan>, from: number): number =>
  at.envelopes.slice(from).reduce((sum, { update }) => sum + update.length, 0)

test('to mark three hundred news one by one costs each the same, and their room is used again after all was marked', () => {
  const { at, see, seen, keys } = scene()
  for (let i = 0; i < 10; i++) see(`items/${i}`, `change-${i}`)
  const tenth = at.envelopes.length
  see('items/a', 'change-a')
  const one = bytes(at, tenth)
  for (let i = 10; i < 300; i++) see(`items/${i}`, `change-${i}`)
  const last = at.envelopes.length
  see('items/b', 'change-b')
  expect(bytes(at, last)).toBeLessThan(one + 20)
  expect(Object.keys(seen()?.apart ?? {})).toHaveLength(302)
  const many = keys()
  at.must(seeAll, { upTo: { 7: 400 }, changes: 300 })
  expect(seen()).toMatchObject({ lines: { 7: 400 }, apart: {} })
  for (let i = 0; i < 50; i++) see(`items/${i}`, `later-${i}`)
  expect(keys()).toBe(many)
  expect(seen()?.apart['items/3']).toEqual(['later-3'])
})

test('more of one thing is added to what was seen of it, nothing is written twice, and undo takes the last of it back', async () => {
  const { at, see, seen } = scene()
  see('items/a', 'one', 'two')
  const before = at.envelopes.length
  see('items/a', 'two', 'one')
  expect(at.envelopes.length).toBe(before)
  const done = at.run(seeOne, { about: 'items/a', changes: ['two', 'three'], name: 'a' })
  expect(seen()?.apart['items/a']).toEqual(['one', 'two', 'three'])
  await undoInMemory(at, done.ok ? done.value.change : '')
  expect(seen()?.apart['items/a']).toEqual(['one', 'two'])
})

test('that all was marked can be undone, and then what was marked one by one before counts again', async () => {
  const { at, see, seen } = scene()
  const first = at.run(seeOne, { about: 'items/a', changes: ['one'], name: 'a' })
  see('items/b', 'two')
  const all = at.run(seeAll, { upTo: { 7: 9 }, changes: 2 })
  await undoInMemory(at, all.ok ? all.value.change : '')
  expect(seen()).toMatchObject({ lines: { 7: 1 }, apart: { 'items/a': ['one'], 'items/b': ['two'] } })
  await undoInMemory(at, first.ok ? first.value.change : '')
  expect(seen()?.apart).toEqual({ 'items/b': ['two'] })
})

test('what two devices of one person saw one by one counts on both, also a mark that an older Ordinal wrote', () => {
  const { at, see, seen } = scene()
  at.writer.write({ author: at.author, change: 'old' }, () =>
    at.plan.doc
      .getMap(SEEN)
      .set('anna.99', { person: 'anna', begun: 1, looked: 2, lines: {}, apart: { plan: ['old'] } }),
  )
  const phone = inMemoryPlan({ client: 2, from: at })
  see('items/a', 'one')
  phone.must(seeOne, { about: 'items/a', changes: ['two'], name: 'a' })
  at.hear(phone)
  expect(seen()?.apart).toEqual({ plan: ['old'], 'items/a': ['one', 'two'] })
})

test('when too many were marked one by one, all can be marked at once', () => {
  const { at, see, seen } = scene()
  for (let i = 0; i < 5; i++) see(`items/${i}`, ...Array.from({ length: 1_000 }, (_, n) => `${i}-${n}`))
  const result = at.run(seeOne, { about: 'plan', changes: ['x'], name: 'plan' })
  expect(result.ok ? '' : result.error.message).toMatch(/Mark all of it as seen\.$/)
  at.must(seeAll, { upTo: { 7: 9 }, changes: 1 })
  expect(seen()?.apart).toEqual({})
})
