import { expect, test } from 'vitest'
import { addReady, deleteReady, editReady } from '../../../src/commands/checklists.ts'
import { createGoal, deleteGoal } from '../../../src/commands/goals.ts'
import { restoreRecord } from '../../../src/commands/restore-record.ts'
import { readinessOf } from '../../../src/model/readiness.ts'
import { inMemoryPlan, type InMemoryPlan } from '../../support/in-memory-plan.ts'

const asked = (at: InMemoryPlan) =>
  readinessOf({ estimate: null, ready: [] }, { hasWhy: false, criteria: 0, blockedFromBelow: false }, [
    ...at.plan.rows('checklists').values(),
  ]).checks.map((check) => check.text)

test('the first edit of the Definition of Ready writes the plan’s own list, with all its entries', () => {
  const at = inMemoryPlan()
  expect(asked(at)).toHaveLength(5)
  at.must(editReady, { entry: 'size', off: true })
  expect(asked(at)).toEqual([
    'It says why',
    'It has acceptance criteria',
    'It is estimated',
    'Nothing that blocks it stands below it',
  ])
  const why = [...at.plan.rows('checklists').values()].find((entry) => entry.computed === 'why')?.id ?? ''
  at.must(editReady, { entry: why, text: 'Somebody can say why' })
  expect(asked(at)[0]).toBe('Somebody can say why')
  expect(at.run(editReady, { entry: 'size', off: false })).toMatchObject({ ok: false, error: { type: 'missing' } })
})

test('a plan may turn every entry off, and then asks for nothing', () => {
  const at = inMemoryPlan()
  at.must(addReady, { text: 'A sketch is attached' })
  expect(asked(at).at(-1)).toBe('A sketch is attached')
  for (const entry of at.plan.rows('checklists').values()) at.must(editReady, { entry: entry.id, off: true })
  expect(asked(at)).toEqual([])
})

test('an entry that people added can be deleted; a Developer changes nothing of the list', () => {
  const at = inMemoryPlan()
  const id = at.must(addReady, { text: 'A sketch is attached' })
  expect(at.run(deleteReady, { entry: id }, at.as('developer'))).toMatchObject({
    ok: false,
    error: { type: 'not-yours' },
  })
  at.must(deleteReady, { entry: id })
  expect(asked(at)).toHaveLength(5)
})

test('a deleted goal comes back as it was, for those who set goals', () => {
  const at = inMemoryPlan()
  const id = at.must(createGoal, { title: 'Trust the board', why: 'Nobody reads a wrong board.' })
  at.must(deleteGoal, { id, why: 'merged' })
  expect(at.run(restoreRecord, { table: 'goals', id }, at.as('developer')).ok).toBe(false)
  at.must(restoreRecord, { table: 'goals', id })
  expect(at.plan.row('goals', id)).toMatchObject({ deleted: null, why: 'Nobody reads a wrong board.' })
})
