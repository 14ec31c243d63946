import { expect, test } from 'vitest'
import { addEntry, deleteEntry, editEntry, moveEntry, restoreEntry } from '../../../src/commands/checklists.ts'
import { createGoal, deleteGoal } from '../../../src/commands/goals.ts'
import { editPlanFact } from '../../../src/commands/plan-facts.ts'
import { restoreRecord } from '../../../src/commands/restore-record.ts'
import { DEFAULT_READY, listInOrder } from '../../../src/model/checklist.ts'
import { readinessOf } from '../../../src/model/readiness.ts'
import { inMemoryPlan, type InMemoryPlan } from '../../support/in-memory-plan.ts'

const asked = (at: InMemoryPlan) =>
  readinessOf(
    { estimate: null, ready: [] },
    { hasWhy: false, criteria: 0, openQuestions: 0, blockedFromBelow: false },
    [...at.plan.rows('checklists').values()],
  ).checks.map((check) => check.text)
const READY = DEFAULT_READY.map(({ text }) => text)
const idOf = (at: InMemoryPlan, computed: string) =>
  [...at.plan.rows('checklists').values()].find((entry) => entry.computed === computed)?.id ?? ''

test('the first edit of the Definition of Ready writes the plan’s own list, with all its entries', () => {
  const at = inMemoryPlan()
  expect(asked(at)).toHaveLength(6)
  at.must(editEntry, { entry: 'size', off: true })
  expect(asked(at)).toEqual([
    'It says why',
    'It has acceptance criteria',
    'It is estimated',
    'No question on it is open',
    'Nothing that blocks it stands below it',
  ])
  at.must(editEntry, { entry: idOf(at, 'why'), text: 'Somebody can say why' })
  expect(asked(at)[0]).toBe('Somebody can say why')
  expect(at.run(editEntry, { entry: 'size', off: false })).toMatchObject({ ok: false, error: { type: 'missing' } })
})

test('a plan may turn every entry off, and then asks for nothing', () => {
  const at = inMemoryPlan()
  at.must(addEntry, { list: 'ready', text: 'A sketch is attached' })
  expect(asked(at).at(-1)).toBe('A sketch is attached')
  for (const entry of at.plan.rows('checklists').values()) at.must(editEntry, { entry: entry.id, off: true })
  expect(asked(at)).toEqual([])
})

test('an entry that people added can be deleted and restored; a stakeholder changes nothing of the list', () => {
  const at = inMemoryPlan()
  const id = at.must(addEntry, { list: 'ready', text: 'A sketch is attached' })
  expect(at.run(deleteEntry, { entry: id }, at.as('stakeholder'))).toMatchObject({
    ok: false,
    error: { type: 'not-yours' },
  })
  at.must(deleteEntry, { entry: id })
  expect(asked(at)).toHaveLength(6)
  at.must(restoreEntry, { entry: id })
  expect(asked(at).at(-1)).toBe('A sketch is attached')
})

test('entries are put in order and deleted, also in the list that the plan has not written yet', () => {
  const at = inMemoryPlan()
  at.must(moveEntry, { entry: 'estimate', after: null })
  expect(asked(at).slice(0, 2)).toEqual(['It is estimated', 'It says why'])
  at.must(moveEntry, { entry: idOf(at, 'estimate'), after: idOf(at, 'criteria') })
  expect(asked(at).slice(0, 3)).toEqual(['It says why', 'It has acceptance criteria', 'It is estimated'])
  const other = inMemoryPlan()
  other.must(deleteEntry, { entry: 'why' })
  expect(asked(other)).not.toContain('It says why')
  other.must(restoreEntry, { entry: idOf(other, 'why') })
  expect(asked(other)[0]).toBe('It says why')
})

test('two people who edit the default while apart have one list afterwards, and what each of them changed is in it', () => {
  const anna = inMemoryPlan()
  anna.writer.flush()
  const other = inMemoryPlan({ client: 2, from: anna })
  anna.must(editEntry, { entry: 'size', off: true })
  anna.must(editEntry, { entry: idOf(anna, 'why'), text: 'Somebody can say why' })
  other.must(editEntry, { entry: 'estimate', off: true })
  other.must(editEntry, { entry: idOf(other, 'criteria'), text: 'Somebody can check it' })
  anna.hear(other)
  other.hear(anna)
  const both = ['Somebody can say why', 'Somebody can check it', READY[4], READY[5]]
  for (const at of [anna, other]) expect(asked(at)).toEqual(both)
})

test('what is done to a check that two people wrote apart is done to it and not to one of its copies', () => {
  const anna = inMemoryPlan()
  anna.writer.flush()
  const other = inMemoryPlan({ client: 2, from: anna })
  anna.must(editEntry, { entry: 'size', off: true })
  other.must(editEntry, { entry: 'size', off: true })
  anna.hear(other)
  const shown = (computed: string) =>
    listInOrder(anna.plan.rows('checklists').values(), 'ready').find((entry) => entry.computed === computed)?.id ?? ''
  anna.must(editEntry, { entry: shown('size'), off: false })
  expect(asked(anna)).toEqual(READY)
  anna.must(editEntry, { entry: shown('why'), text: 'Somebody can say why' })
  anna.must(editEntry, { entry: shown('why'), text: 'It says why' })
  expect(asked(anna)).toEqual(READY)
  anna.must(deleteEntry, { entry: shown('criteria') })
  expect(asked(anna)).toEqual(READY.filter((text) => text !== 'It has acceptance criteria'))
})

test('a check that Ordinal answers is added to a list that does without it; what it cannot answer is refused', () => {
  const at = inMemoryPlan()
  at.must(deleteEntry, { entry: 'no-open-question' })
  expect(asked(at)).toHaveLength(5)
  at.must(addEntry, { list: 'ready', computed: 'no-open-question' })
  expect(asked(at).at(-1)).toBe('No question on it is open')
  expect(at.run(addEntry, { list: 'ready', computed: 'telepathy' }).ok).toBe(false)
  expect(at.run(addEntry, { list: 'done', computed: 'why' }).ok).toBe(false)
  expect(at.run(addEntry, { list: 'ready', text: '   ' }).ok).toBe(false)
})

test('the Definition of Done is edited in the same way and asks nothing of what is being refined', () => {
  const at = inMemoryPlan()
  const first = at.must(addEntry, { list: 'done', text: 'Seen by a user' })
  const second = at.must(addEntry, { list: 'done', text: 'In the release notes' })
  at.must(moveEntry, { entry: second, after: null })
  const done = [...at.plan.rows('checklists').values()].filter((entry) => entry.list === 'done')
  expect(done.sort((a, b) => (a.rank < b.rank ? -1 : 1)).map(({ id }) => id)).toEqual([second, first])
  expect(asked(at)).toHaveLength(6)
})

test('the size limit is the plan’s, a number above nothing', () => {
  const at = inMemoryPlan()
  at.must(editPlanFact, { field: 'sizeLimit', value: 8 })
  expect(at.plan.facts.sizeLimit).toBe(8)
  expect(at.run(editPlanFact, { field: 'sizeLimit', value: 0 })).toMatchObject({
    ok: false,
    error: { message: 'The size limit is a number above 0, or nothing for the usual one.' },
  })
  at.must(editPlanFact, { field: 'sizeLimit', value: null })
  expect(at.plan.facts.sizeLimit).toBeNull()
})

test('a deleted goal comes back as it was, for those who set goals', () => {
  const at = inMemoryPlan()
  const id = at.must(createGoal, { title: 'Trust the board', why: 'Nobody reads a wrong board.' })
  at.must(deleteGoal, { id, why: 'merged' })
  expect(at.run(restoreRecord, { table: 'goals', id }, at.as('developer')).ok).toBe(false)
  at.must(restoreRecord, { table: 'goals', id })
  expect(at.plan.row('goals', id)).toMatchObject({ deleted: null, why: 'Nobody reads a wrong board.' })
})
