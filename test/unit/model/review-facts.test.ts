import { describe, expect, test } from 'vitest'
import { outcomesMoved, type OutcomeSources } from '../../../src/model/review-outcomes.ts'
import type { Goal } from '../../../src/model/goal.ts'
import type { Measurement } from '../../../src/model/metric.ts'

const goal = (fields: Partial<Goal>): Goal => ({
  id: 'g',
  title: 'Skippers know where they sleep',
  why: '',
  horizon: 'now',
  rank: 'a',
  metric: 'm',
  baseline: 20,
  target: 5,
  due: null,
  createdAt: null,
  deleted: null,
  ...fields,
})
const value = (day: string, value: number, metric = 'm'): Measurement => ({
  id: `${metric}${day}`,
  metric,
  day,
  value,
  note: '',
  by: null,
  deleted: null,
})
const sources = (fields: Partial<OutcomeSources>): OutcomeSources => ({
  goals: [goal({})],
  metrics: [
    { id: 'm', name: 'No-shows', unit: '%', deleted: null },
    { id: 'star', name: 'Nights booked', unit: '', deleted: null },
  ],
  measurements: [],
  northStar: null,
  ...fields,
})
const TIME = { from: '2027-03-01', to: '2027-03-12' }

describe('outcomes that moved in the time of a sprint', () => {
  test('go from the last value before it to the last one in it', () => {
    const measurements = [
      value('2027-03-12', 8),
      value('2027-02-01', 14),
      value('2027-03-02', 11),
      value('2027-03-13', 3),
    ]
    expect(outcomesMoved(sources({ measurements }), TIME)).toMatchObject([
      { from: 14, fromDay: '2027-02-01', to: 8, toDay: '2027-03-12', isBetter: true, isReached: false },
    ])
  })
  test('without a value before it they go from the goal’s baseline', () => {
    expect(outcomesMoved(sources({ measurements: [value('2027-03-05', 5)] }), TIME)).toMatchObject([
      { from: 20, fromDay: null, to: 5, toDay: '2027-03-05', isReached: true },
    ])
  })
  test('a value that stayed, or was measured before or later only, moved nothing', () => {
    expect(outcomesMoved(sources({ measurements: [value('2027-02-01', 9), value('2027-03-05', 9)] }), TIME)).toEqual([])
    expect(outcomesMoved(sources({ measurements: [value('2027-02-01', 9), value('2027-03-13', 7)] }), TIME)).toEqual([])
  })
  test('a value that went the wrong way is told too, behind those that were reached', () => {
    const goals = [goal({ id: 'worse' }), goal({ id: 'up', metric: 'star', baseline: 10, target: 20 })]
    const measurements = [value('2027-03-05', 25), value('2027-03-05', 21, 'star')]
    expect(
      outcomesMoved(sources({ goals, measurements }), TIME).map(({ goal: id, isBetter }) => [id, isBetter]),
    ).toEqual([
      ['up', true],
      ['worse', false],
    ])
  })
  test('the North Star stands among them by itself where no goal follows it', () => {
    const measurements = [value('2027-02-01', 10, 'star'), value('2027-03-05', 12, 'star')]
    expect(outcomesMoved(sources({ northStar: 'star', measurements }), TIME)).toMatchObject([
      { goal: null, name: 'Nights booked', from: 10, to: 12, isBetter: null },
    ])
  })
})
