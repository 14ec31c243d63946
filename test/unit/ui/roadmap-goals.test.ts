import { expect, test } from 'vitest'
import { createItem } from '../../../src/commands/create-item.ts'
import { createEpic } from '../../../src/commands/epics.ts'
import { createGoal, deleteGoal, moveGoal } from '../../../src/commands/goals.ts'
import { addMeasurement, createMetric } from '../../../src/commands/metrics.ts'
import { parkItems } from '../../../src/commands/delete-item.ts'
import { setStage } from '../../../src/commands/pull-item.ts'
import type { Item } from '../../../src/model/item.ts'
import { northStarOf, starWords } from '../../../src/ui/print/north-star.ts'
import { roadmapOf } from '../../../src/ui/roadmap/roadmap-goals.ts'
import { inMemoryPlan } from '../../support/in-memory-plan.ts'

function harbour() {
  const at = inMemoryPlan()
  const metric = at.must(createMetric, { name: 'Nights booked', unit: '%' })
  const ahead = at.must(createGoal, {
    title: 'Book ahead',
    horizon: 'now',
    metric,
    baseline: 28,
    target: 60,
    due: '2027-09-30',
  })
  const trust = at.must(createGoal, { title: 'Trust the board', horizon: 'now' })
  const later = at.must(createGoal, { title: 'Regatta', horizon: 'later' })
  const roadmap = () =>
    roadmapOf({
      goals: at.plan.rows('goals').values(),
      metrics: at.plan.rows('metrics'),
      measurements: at.plan.rows('measurements').values(),
      epics: at.plan.rows('epics'),
      ordered: at.plan.live.ids.map((id) => at.plan.row('items', id) as Item),
    })
  const itemsOf = (goal: string) =>
    roadmap()
      .horizons.flatMap((one) => one.goals)
      .find((one) => one.goal.id === goal)
      ?.items.map((one) => [one.rank, one.item.title])
  return { at, metric, ahead, trust, later, roadmap, itemsOf }
}

test('an item serves its own goal, else its epic’s, and stands there in the one order', () => {
  const { at, ahead, trust, roadmap, itemsOf } = harbour()
  const epic = at.must(createEpic, { title: 'Check-in', goal: trust })
  at.must(createItem, { title: 'A', fields: { goal: ahead } })
  at.must(createItem, { title: 'B', fields: { epic } })
  at.must(createItem, { title: 'C', fields: { epic, goal: ahead } })
  at.must(createItem, { title: 'D' })
  expect(itemsOf(ahead)).toEqual([
    [1, 'A'],
    [3, 'C'],
  ])
  expect(itemsOf(trust)).toEqual([[2, 'B']])
  expect(roadmap().without).toBe(1)
})

test('finished items count as done and have no rank; parked and dropped ones are left out', () => {
  const { at, ahead, roadmap, itemsOf } = harbour()
  const make = (title: string) => at.must(createItem, { title, fields: { goal: ahead } })
  const [done, parked, dropped] = [make('done'), make('parked'), make('dropped')]
  make('open')
  at.must(setStage, { item: done, stage: 'done' })
  at.must(parkItems, { ids: [parked], parked: true })
  at.must(setStage, { item: dropped, stage: 'dropped' })
  expect(itemsOf(ahead)).toEqual([
    [null, 'done'],
    [1, 'open'],
  ])
  expect(roadmap().horizons[0]?.goals[0]).toMatchObject({ done: 1, doing: 0 })
})

test('goals stand in their horizon in their order; a deleted one is gone and its items serve none', () => {
  const { at, ahead, trust, later, roadmap } = harbour()
  at.must(createItem, { title: 'A', fields: { goal: trust } })
  at.must(moveGoal, { id: later, horizon: 'now', after: ahead })
  expect(roadmap().horizons[0]?.goals.map((one) => one.goal.title)).toEqual([
    'Book ahead',
    'Regatta',
    'Trust the board',
  ])
  at.must(deleteGoal, { id: trust })
  expect(roadmap().horizons[0]?.goals).toHaveLength(2)
  expect(roadmap().without).toBe(1)
})

test('the North Star shows the latest value by day, whatever the order in which values were written', () => {
  const { at, metric, roadmap } = harbour()
  at.must(addMeasurement, { metric, day: '2027-02-15', value: 41 })
  at.must(addMeasurement, { metric, day: '2026-07-15', value: 28 })
  expect(roadmap().horizons[0]?.goals[0]?.latest?.value).toBe(41)
  const star = northStarOf(
    metric,
    at.plan.rows('metrics'),
    at.plan.rows('measurements').values(),
    at.plan.rows('goals').values(),
  )
  expect(star).toMatchObject({ target: 60, due: '2027-09-30' })
  expect(star === null ? '' : starWords(star)).toBe('41\u00a0%, target 60\u00a0% by 30 September 2027')
  expect(northStarOf('gone', at.plan.rows('metrics'), [], [])).toBeNull()
})
