import { flushSync } from 'svelte'
import { expect, test } from 'vitest'
import { createItem } from '../../../src/commands/create-item.ts'
import { addCriterion } from '../../../src/commands/criteria.ts'
import { createEpic } from '../../../src/commands/epics.ts'
import { createGoal } from '../../../src/commands/goals.ts'
import { parkItems } from '../../../src/commands/delete-item.ts'
import { editItem } from '../../../src/commands/edit-item.ts'
import { moveItem } from '../../../src/commands/move-item.ts'
import { pullItem } from '../../../src/commands/pull-item.ts'
import { rootEffect } from '../../support/root-effect.svelte.ts'
import { inMemoryState } from '../../support/in-memory-state.ts'

/** Counts how often something that reads signals runs again. */
function watch(read: () => void): { runs: () => number; stop: () => void } {
  let runs = 0
  const stop = rootEffect(() => {
    read()
    runs++
  })
  flushSync()
  return { runs: () => runs, stop }
}

test('a title edit wakes the row that shows it, and neither the order nor any other row', () => {
  const { state, must } = inMemoryState()
  const a = must(createItem, { title: 'Waiting list' })
  const b = must(createItem, { title: 'Reminders' })
  const rowA = watch(() => state.row('items', a)?.title)
  const rowB = watch(() => state.row('items', b)?.title)
  const order = watch(() => state.order)
  const ranks = watch(() => state.rankOf(b))
  must(editItem, { id: a, field: 'title', value: 'Waiting list for all clinics' })
  flushSync()
  expect([rowA.runs(), rowB.runs(), order.runs(), ranks.runs()]).toEqual([2, 1, 1, 1])
})

test('a move wakes the order and the places, and no row', () => {
  const { state, must } = inMemoryState()
  const a = must(createItem, { title: 'A' })
  const b = must(createItem, { title: 'B' })
  const row = watch(() => state.row('items', a)?.title)
  let order: readonly string[] = []
  const orders = watch(() => {
    order = state.order
  })
  let rank = 0
  const ranks = watch(() => {
    rank = state.rankOf(a)
  })
  must(moveItem, { id: a, after: b })
  flushSync()
  expect(order).toEqual([b, a])
  expect(rank).toBe(2)
  expect([row.runs(), orders.runs(), ranks.runs()]).toEqual([1, 2, 2])
})

test('readiness follows criteria, estimate and why, and only of its own item', () => {
  const { state, must } = inMemoryState()
  const a = must(createItem, { title: 'A' })
  const b = must(createItem, { title: 'B' })
  const goal = must(createGoal, { title: 'Fewer calls' })
  const epic = must(createEpic, { title: 'Online', goal })
  let missing: string[] = []
  const reads = watch(() => {
    missing = state
      .readinessOf(a)
      .checks.filter((check) => !check.met)
      .map((check) => check.text)
  })
  expect(missing).toEqual(['It says why', 'It has acceptance criteria', 'It is estimated'])
  must(addCriterion, { item: b, text: 'Not mine' })
  flushSync()
  expect(reads.runs()).toBe(1)
  must(addCriterion, { item: a, text: 'Given a full day' })
  must(editItem, { id: a, field: 'estimate', value: 5 })
  must(editItem, { id: a, field: 'epic', value: epic })
  flushSync()
  expect(missing).toEqual([])
  expect(state.goalOf(state.row('items', a) as never)).toEqual({ goal, inherited: epic })
})

test('a refusal is said in the words of the field and writes nothing', () => {
  const { state, must, envelopes } = inMemoryState()
  const item = must(createItem, { title: 'A' })
  const before = envelopes.length
  const result = state.run(pullItem, { item, sprint: 'none' })
  expect(result.ok).toBe(false)
  expect(state.notices.list.at(-1)?.words).toBe(
    'Developers pull. A Product Owner orders the backlog and never puts an item into a sprint.',
  )
  expect(envelopes).toHaveLength(before)
})

test('undo names what it takes back, asks the host for it, and redo undoes that', async () => {
  const { state, asked } = inMemoryState()
  const a = state.run(createItem, { title: 'A' })
  const b = state.run(createItem, { title: 'B' })
  if (!a.ok || !b.ok) throw new Error('not created')
  state.run(moveItem, { id: b.value, after: null })
  expect(state.undoLabel).toBe('Moved “B” from 2 to 1')
  await state.undo()
  expect(asked).toHaveLength(1)
  expect(state.undoLabel).toBe('Created “B”')
  expect(state.redoLabel).toBe('Moved “B” from 2 to 1')
  await state.redo()
  expect(asked[1]).toBe(`undo-of-${asked[0]}`)
  expect(state.undoLabel).toBe('Moved “B” from 2 to 1')
  expect(state.redoLabel).toBeNull()
})

test('typing in a text is one step of undo and one record a pause', () => {
  const { state, must, envelopes, plan, runTimers } = inMemoryState()
  const a = must(createItem, { title: 'A' })
  const before = envelopes.length
  const end = state.typing(`items/${a}/description`)
  const text = plan.text('items', a, 'description')
  text?.insert(0, 'Hel')
  text?.insert(3, 'lo')
  expect(envelopes).toHaveLength(before)
  runTimers()
  expect(envelopes).toHaveLength(before + 1)
  text?.insert(5, '!')
  end()
  expect(envelopes).toHaveLength(before + 2)
  expect(envelopes.at(-1)?.change).toBe(envelopes.at(-2)?.change)
  expect(state.undoLabel).toBe('Edited the description of “A”')
  expect(state.textOf('items', a, 'description')).toBe('Hello!')
})

test('acting in a role that the person does not hold takes it, in the log', () => {
  const { state, plan, envelopes } = inMemoryState({ person: 'ben', role: 'developer' })
  state.actAs('po')
  expect(state.me.role).toBe('po')
  expect(plan.row('people', 'ben')?.roles).toEqual(['developer', 'po'])
  expect(envelopes.at(-1)?.entries[0]?.name).toBe('person.role')
})

test('a parked item that moves has another place to return to, although no open item moved', () => {
  const { state, must } = inMemoryState()
  const [a, b, parked] = ['A', 'B', 'P'].map((title) => must(createItem, { title })) as [string, string, string]
  must(parkItems, { ids: [parked], parked: true })
  let rank = 0
  rootEffect(() => {
    rank = state.rankOf(parked)
  })
  flushSync()
  expect(rank).toBe(3)
  must(moveItem, { id: parked, after: a })
  flushSync()
  expect(rank).toBe(2)
  expect(state.rankOf(b)).toBe(2)
})
