import { expect, test } from 'vitest'
import { seededRandom } from '../../../../src/model/forecast/seeded-random.ts'
import {
  capacityForecast,
  capacitySuggestion,
  velocityRange,
  type SprintVelocity,
} from '../../../../src/model/forecast/velocity.ts'

function sprints(points: readonly number[], team = 'keel'): SprintVelocity[] {
  return points.map((done, i) => ({
    id: `${team}-${String(i)}`,
    name: `Sprint ${String(i + 1)}`,
    team,
    end: 14 * i,
    points: done,
    items: i,
  }))
}
const rangeOf = (points: readonly number[]) => {
  const found = velocityRange(sprints(points), 'keel')
  if (!found.ok) throw new Error(found.error.message)
  return found.value
}

test('velocity is a range: lowest three, mean, highest three of the last eight sprints', () => {
  const { low, mean, high, sprints: of } = rangeOf([100, 100, 20, 24, 18, 30, 26, 22, 28, 24])
  expect({ low, mean, high, of: of.length }).toEqual({ low: 20, mean: 24, high: 28, of: 8 })
})

test('with fewer sprints the range says how many, and its ends do not overlap', () => {
  const { low, high, atEitherEnd, sprints: of } = rangeOf([10, 20, 30, 60])
  expect({ low, high, atEitherEnd, of: of.length }).toEqual({ low: 15, high: 45, atEitherEnd: 2, of: 4 })
  expect(rangeOf([10, 20, 60])).toMatchObject({ low: 10, mean: 30, high: 60, atEitherEnd: 1 })
})

test.each([
  [[], 'This team has finished no sprint so far. A range needs 3, and is steady with 8.'],
  [[12], 'This team has finished one sprint so far. A range needs 3, and is steady with 8.'],
  [[12, 14], 'This team has finished 2 sprints so far. A range needs 3, and is steady with 8.'],
])('of %j there is no range, with the reason', (points, words) => {
  const found = velocityRange(sprints(points), 'keel')
  expect(found.ok ? '' : found.error.message).toBe(words)
})

test('no team is measured by another one’s sprints', () => {
  const all = [...sprints([10, 10, 10]), ...sprints([90, 90, 90], 'jib')]
  const found = velocityRange(all, 'keel')
  expect(found.ok && found.value.mean).toBe(10)
})

test('a capacity is suggested as a range of whole numbers', () => {
  expect(capacitySuggestion(rangeOf([20, 21, 24, 26, 25, 29]))).toEqual({ low: 21, likely: 24, high: 27, of: 6 })
})

test('a forecast by capacity draws from the team’s own sprints', () => {
  expect(capacityForecast(rangeOf([10, 10, 10]), 4, seededRandom('even')).at).toEqual({
    50: 40,
    70: 40,
    85: 40,
    95: 40,
  })
  const { at } = capacityForecast(rangeOf([10, 20, 30]), 1, seededRandom('one'))
  expect(at).toEqual({ 50: 20, 70: 10, 85: 10, 95: 10 })
})
