import { expect, test } from 'vitest'
import { createItem } from '../../../src/commands/create-item.ts'
import { addCriterion, deleteCriterion, moveCriterion } from '../../../src/commands/criteria.ts'
import { createDomain, editDomain } from '../../../src/commands/domains.ts'
import { tickReady } from '../../../src/commands/edit-item.ts'
import { deleteEpic, createEpic } from '../../../src/commands/epics.ts'
import { createGoal, editGoal, moveGoal } from '../../../src/commands/goals.ts'
import { addLink, deleteLink } from '../../../src/commands/links.ts'
import { addMeasurement, createMetric } from '../../../src/commands/metrics.ts'
import { editPlanFact, editRootText } from '../../../src/commands/plan-facts.ts'
import { createRecord } from '../../../src/doc/write.ts'
import { inMemoryPlan } from '../../support/in-memory-plan.ts'

test('acceptance criteria stand in an order of their own', () => {
  const at = inMemoryPlan()
  const item = at.must(createItem, { title: 'A' })
  const [one, two] = ['1', '2'].map((text) => at.must(addCriterion, { item, text })) as [string, string]
  at.must(addCriterion, { item, text: '0', after: null })
  const texts = () =>
    at.plan
      .partsOf('criteria', item)
      .map((row) => row.text)
      .join('')
  expect(texts()).toBe('012')
  at.must(moveCriterion, { id: two, after: null })
  expect(texts()).toBe('201')
  at.must(moveCriterion, { id: one, after: two })
  expect(texts()).toBe('210')
  at.must(deleteCriterion, { id: one })
  expect(texts()).toBe('20')
})

test('criteria that came without ranks can be ordered', () => {
  const at = inMemoryPlan()
  const item = at.must(createItem, { title: 'A' })
  for (const id of ['x', 'y', 'z']) createRecord(at.plan.doc, 'criteria', id, { item, text: id })
  at.must(moveCriterion, { id: 'z', after: 'x' })
  expect(at.plan.partsOf('criteria', item).map((row) => row.text)).toEqual(['x', 'z', 'y'])
})

test('goals stand in Now, Next and Later, each in its order', () => {
  const at = inMemoryPlan()
  const [a, b, c] = ['A', 'B', 'C'].map((title) => at.must(createGoal, { title })) as [string, string, string]
  at.must(moveGoal, { id: b, horizon: 'now', after: null })
  at.must(moveGoal, { id: a, horizon: 'now', after: b })
  const inNow = () =>
    [...at.plan.rows('goals').values()]
      .filter((goal) => goal.horizon === 'now')
      .sort((x, y) => (x.rank < y.rank ? -1 : 1))
      .map((goal) => goal.title)
  expect(inNow()).toEqual(['B', 'A'])
  at.must(moveGoal, { id: a, horizon: 'now', after: null })
  expect(inNow()).toEqual(['A', 'B'])
  expect(at.run(moveGoal, { id: c, horizon: 'someday', after: null }).ok).toBe(false)
  expect(at.run(editGoal, { id: c, due: '2026-13-01' }).ok).toBe(false)
  at.must(editGoal, { id: c, due: '2026-06-30', target: 40, baseline: 10 })
  expect(at.plan.row('goals', c)).toMatchObject({ due: '2026-06-30', target: 40, baseline: 10, title: 'C' })
})

test('a link is made once and belongs to both its items', () => {
  const at = inMemoryPlan()
  const [a, b] = ['A', 'B'].map((title) => at.must(createItem, { title })) as [string, string]
  const link = at.must(addLink, { from: a, to: b, type: 'blocks' })
  expect(at.must(addLink, { from: a, to: b, type: 'blocks' })).toBe(link)
  expect(at.plan.partsOf('links', b)).toEqual(at.plan.partsOf('links', a))
  expect(at.run(addLink, { from: a, to: a, type: 'blocks' }).ok).toBe(false)
  expect(at.run(addLink, { from: a, to: null, type: 'blocks' }).ok).toBe(false)
  at.must(addLink, { from: a, to: null, outside: 'the vendor’s API', type: 'relates' })
  at.must(deleteLink, { id: link })
  expect(at.plan.partsOf('links', b)).toEqual([])
  expect(at.plan.partsOf('links', a)).toHaveLength(1)
})

test('measured values, domains, facts and vision are written as people gave them', () => {
  const at = inMemoryPlan()
  const metric = at.must(createMetric, { name: 'Calls a day', unit: 'calls' })
  const value = at.must(addMeasurement, { metric, day: '2026-01-05', value: 41.5 })
  expect(at.plan.row('measurements', value)).toMatchObject({ metric, day: '2026-01-05', value: 41.5, by: 'anna' })
  const domain = at.must(createDomain, { name: 'Booking', owner: 'anna' })
  at.must(editDomain, { id: domain, owner: null })
  expect(at.plan.row('domains', domain)).toMatchObject({ name: 'Booking', owner: null })
  at.must(editPlanFact, { field: 'northStar', value: metric })
  at.must(editPlanFact, { field: 'timeZone', value: 'Europe/Berlin' })
  expect(at.run(editPlanFact, { field: 'timeZone', value: 'Middle/Earth' }).ok).toBe(false)
  expect(at.run(editPlanFact, { field: 'fiscalYearStart', value: 13 }).ok).toBe(false)
  expect(at.plan.facts).toMatchObject({ northStar: metric, timeZone: 'Europe/Berlin', fiscalYearStart: 1 })
  at.must(editRootText, { field: 'vision', value: 'Nobody waits on the phone' })
  expect(at.plan.rootText('vision').toJSON()).toBe('Nobody waits on the phone')
})

test('a deleted epic leaves its items where they are', () => {
  const at = inMemoryPlan()
  const epic = at.must(createEpic, { title: 'Online' })
  const item = at.must(createItem, { title: 'A', fields: { epic } })
  at.must(deleteEpic, { id: epic })
  expect(at.plan.row('items', item)).toMatchObject({ epic, deleted: null })
})

test('readiness is ticked entry by entry', () => {
  const at = inMemoryPlan()
  const item = at.must(createItem, { title: 'A' })
  createRecord(at.plan.doc, 'checklists', 'demo', { list: 'ready', text: 'Seen by a user', computed: '', rank: 'a0' })
  at.must(tickReady, { item, entry: 'demo', on: true })
  expect(at.plan.row('items', item)?.ready).toEqual(['demo'])
})
