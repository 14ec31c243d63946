import { expect, test } from 'vitest'
import {
  cycleTimePercentiles,
  cycleTimes,
  serviceLevelExpectation,
  workItemAges,
} from '../../../../src/model/forecast/cycle-time.ts'
import { flowItem } from './flow-items.ts'

const span = { first: 0, last: 100 }
/** Items that took these many days. */
const took = (days: readonly number[]) =>
  cycleTimes(
    days.map((one) => flowItem(50, 50 + one - 1)),
    span,
  ).times

test('cycle time is counted in calendar days, first and last included', () => {
  const { times } = cycleTimes([flowItem(10, 10), flowItem(10, 14)], span)
  expect(times.map(({ days }) => days)).toEqual([1, 5])
})

test('what has no start, or one after its end, has no cycle time and is counted as such', () => {
  const found = cycleTimes([flowItem(null, 10), flowItem(12, 10), flowItem(1, 200), flowItem(3, null)], span)
  expect(found).toEqual({ times: [], without: 2 })
})

test('percentiles of ten and of twenty items are those counted by hand', () => {
  expect(cycleTimePercentiles(took([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]))).toEqual({ 50: 5, 70: 7, 85: 9, 95: 10 })
  const twenty = Array.from({ length: 20 }, (_, i) => i + 1)
  expect(cycleTimePercentiles(took(twenty))).toEqual({ 50: 10, 70: 14, 85: 17, 95: 19 })
  expect(cycleTimePercentiles(took([4]))).toEqual({ 50: 4, 70: 4, 85: 4, 95: 4 })
  expect(cycleTimePercentiles([])).toBeNull()
})

test('85 % of items finish within N days: an expectation of ten items and more, none of nine', () => {
  expect(serviceLevelExpectation(took([1, 1, 2, 2, 3, 3, 4, 8, 9, 30]))).toEqual({ percent: 85, days: 9, of: 10 })
  expect(serviceLevelExpectation(took([1, 1, 2, 2, 3, 3, 4, 8, 9]))).toBeNull()
})

test('the age of what is in progress runs from the day it was started to today, the oldest first', () => {
  const items = [
    flowItem(98, null, { id: 'young' }),
    flowItem(80, null, { id: 'old' }),
    flowItem(70, 90),
    flowItem(70, null, { stage: 'open' }),
  ]
  expect(workItemAges(items, 100)).toEqual([
    { id: 'old', days: 21 },
    { id: 'young', days: 3 },
  ])
})
