import { expect, test } from 'vitest'
import { acceptRequest } from '../../../src/commands/accept-request.ts'
import { changeWords } from '../../../src/commands/change-words.ts'
import { createItem } from '../../../src/commands/create-item.ts'
import { makeRequest } from '../../../src/commands/requests.ts'
import { inMemoryPlan } from '../../support/in-memory-plan.ts'

function asked() {
  const at = inMemoryPlan({ role: 'po' })
  const first = at.must(createItem, { title: 'Pay by card' })
  const id = at.must(makeRequest, { title: 'Berths by length', from: 'Sales', words: 'Two a week leave' })
  return { at, first, id }
}

test('a yes makes an item at the end of the order, linked to the request, that says who asked', () => {
  const { at, first, id } = asked()
  const item = at.must(acceptRequest, { id, why: 'It brings back two a week' })
  expect(at.plan.open.ids).toEqual([first, item])
  expect(at.plan.row('requests', id)).toMatchObject({ answer: 'yes', item, why: 'It brings back two a week' })
  expect(at.plan.row('items', item)).toMatchObject({ title: 'Berths by length', sprint: null })
  expect(at.plan.textOf('items', item, 'description')).toBe('Asked for by Sales.\n\nTwo a week leave')
})

test('a yes needs its reason too, and nothing is made without one', () => {
  const { at, first, id } = asked()
  expect(at.run(acceptRequest, { id, why: ' ' })).toMatchObject({ ok: false, error: { field: 'why' } })
  expect(at.run(acceptRequest, { id, why: 'x', title: '  ' })).toMatchObject({ ok: false, error: { field: 'title' } })
  expect(at.plan.open.ids).toEqual([first])
  expect(at.plan.row('requests', id)?.answer).toBeNull()
})

test('a second yes makes no second item', () => {
  const { at, id } = asked()
  at.must(acceptRequest, { id, why: 'x' })
  expect(at.run(acceptRequest, { id, why: 'x' })).toMatchObject({ error: { type: 'wrong-state' } })
})

test('Product Owners say yes, nobody else; History says it in one line', () => {
  const { at, id } = asked()
  expect(at.run(acceptRequest, { id, why: 'x' }, at.as('developer'))).toMatchObject({ error: { type: 'not-yours' } })
  const done = at.run(acceptRequest, { id, why: 'x' })
  expect(done.ok && changeWords(done.value.entries, () => 'x')).toBe('Said yes to a request: “Berths by length”')
})
