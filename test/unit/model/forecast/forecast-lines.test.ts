import { expect, test } from 'vitest'
import { forecastLines, lineBehind, type LinesQuestion } from '../../../../src/model/forecast/forecast-lines.ts'
import { seededRandom } from '../../../../src/model/forecast/seeded-random.ts'

const HISTORY = Array.from({ length: 60 }, (_, i) => (i % 3 === 0 ? 2 : 0))
const asked = (more: Partial<LinesQuestion> = {}): LinesQuestion => ({
  history: HISTORY,
  today: 1_000,
  day: 1_013,
  open: 200,
  ...more,
})
const linesOf = (more: Partial<LinesQuestion> = {}) => {
  const found = forecastLines(asked(more), seededRandom('harbour'))
  if (!found.ok) throw new Error(found.error.message)
  return found.value.after
}

test('the line of 85 % stands above the line of 50 %, and both move down with a later day', () => {
  const soon = linesOf()
  const late = linesOf({ day: 1_043 })
  expect(soon[85]).toBeLessThan(soon[50])
  expect(late[85]).toBeGreaterThan(soon[50])
})

test('fourteen days with two items on every third: 8 or 10 with 50 %, 4 or 6 with 85 %', () => {
  // Binomial with 14 days and 1/3: 5 or more days with 52 %, 3 or more with 90 %, 4 or more with 74 %.
  expect(linesOf()).toEqual({ 85: 6, 50: 10 })
})

test('no line stands below the last item, and of a day that is over both stand above the first', () => {
  expect(linesOf({ open: 3 })).toEqual({ 85: 3, 50: 3 })
  expect(linesOf({ day: 999 })).toEqual({ 85: 0, 50: 0 })
})

test('every peer sees the same lines, and thin history has none', () => {
  expect(linesOf()).toEqual(linesOf())
  const thin = forecastLines(asked({ history: [1, 1, 0] }), seededRandom('harbour'))
  expect(thin.ok ? '' : thin.error.type).toBe('thin-history')
})

test('a line of one team passes by what another team has in its sprint', () => {
  expect(lineBehind(3, [])).toBe(3)
  expect(lineBehind(3, [4, 5])).toBe(3)
  // Of the first five, the first and the fourth are another team's: the third own one stands at five.
  expect(lineBehind(3, [4, 1])).toBe(5)
  expect(lineBehind(2, [3, 2, 1])).toBe(5)
  expect(lineBehind(0, [1])).toBe(0)
})
