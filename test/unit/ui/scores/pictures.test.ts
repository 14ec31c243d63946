import { expect, test } from 'vitest'
import type { Score } from '../../../../src/model/score.ts'
import { VALUE_EFFORT } from '../../../../src/model/scoring/value-effort.ts'
import { placedLabels } from '../../../../src/ui/scores/chart-labels.ts'
import { chartScale } from '../../../../src/ui/scores/chart-scale.ts'
import { radiusOf } from '../../../../src/ui/scores/matrix-points.ts'
import { pastScores, sparkOf } from '../../../../src/ui/scores/past-scores.ts'

test('an axis ends at a round number above the largest value, and a place on it is a value that people would say', () => {
  const scale = chartScale(13, 400)
  expect(scale.top).toBe(16)
  expect(scale.ticks).toEqual([0, 2, 4, 6, 8, 10, 12, 14, 16])
  expect(scale.toPixels(8)).toBe(200)
  expect(scale.toValue(200 + 3)).toBe(8)
  expect(scale.toValue(-50)).toBe(0)
  expect(chartScale(0, 100).top).toBe(1)
  for (const most of [0.3, 1, 7, 99, 1000, 123_456]) {
    const { top, ticks, toValue, toPixels } = chartScale(most, 300)
    expect(top).toBeGreaterThan(most)
    expect(ticks.length).toBeLessThanOrEqual(11)
    expect(toValue(toPixels(top))).toBe(top)
  }
})

test('a bubble’s area grows with what it says', () => {
  expect(radiusOf(100, 100)).toBe(22)
  expect(radiusOf(25, 100)).toBe(11)
  expect(radiusOf(null, 100)).toBe(6)
})

test('words beside points cover neither points nor one another', () => {
  const at = (id: string, x: number, y: number, weight = 1) => ({ id, words: 'ten letter', x, y, radius: 6, weight })
  const placed = placedLabels([at('a', 100, 100, 2), at('b', 150, 100), at('c', 395, 200)], 400)
  expect(placed.map(({ id, anchor }) => [id, anchor])).toEqual([
    ['a', 'end'],
    ['b', 'start'],
    ['c', 'end'],
  ])
})

test('what we believed then: scores by date, what one person said at once as one line', () => {
  const said = (at: number, factors: Record<string, number>, by = 'anna'): Score => ({
    id: String(at),
    item: 'a',
    method: 'value-effort',
    factors,
    by,
    at,
    why: '',
    deleted: null,
  })
  const past = pastScores(
    [
      said(0, { value: 4 }),
      said(5_000, { effort: 2 }),
      said(500_000, { value: 10 }),
      said(501_000, { value: 8 }, 'ben'),
    ],
    VALUE_EFFORT,
  )
  expect(past.map(({ outcome }) => outcome)).toEqual([
    { is: 'score', value: 2 },
    { is: 'score', value: 5 },
    { is: 'score', value: 4 },
  ])
  expect(past[0]?.said).toEqual({ value: 4, effort: 2 })
  expect(sparkOf(past, 100, 10)?.points[1]).toMatchObject({ y: 0 })
  expect(sparkOf(past.slice(0, 1), 100, 10)).toBeNull()
})
