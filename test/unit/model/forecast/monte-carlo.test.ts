import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  enoughHistory,
  FARTHEST,
  histogram,
  howMany,
  SPLIT_GROWTH,
  whenDone,
} from '../../../../src/model/forecast/monte-carlo.ts'
import { seededRandom } from '../../../../src/model/forecast/seeded-random.ts'

/** Draws these days of a history of so many, one after the other. */
function drawing(of: number, ...days: number[]): () => number {
  let at = 0
  return () => ((days[at++ % days.length] ?? 0) + 0.5) / of
}

test('how many by a date: ten trials of one day each, read at index floor((1 - p) x trials)', () => {
  const history = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]
  const { sorted, at } = howMany(history, 1, drawing(10, 9, 3, 0, 7, 1, 8, 2, 6, 4, 5), undefined, 10)
  expect(sorted).toEqual(history)
  expect(at).toEqual({ 50: 5, 70: 3, 85: 1, 95: 0 })
})

test('how many by a date adds one random day of history for each day of the period', () => {
  const { sorted } = howMany([0, 1, 5], 3, drawing(3, 0, 1, 2, 2, 2, 2), undefined, 2)
  expect(sorted).toEqual([6, 15])
  expect(howMany([2, 2], 7, seededRandom('even')).at).toEqual({ 50: 14, 70: 14, 85: 14, 95: 14 })
  expect(howMany([2, 2], 0, seededRandom('over')).at[85]).toBe(0)
})

test('when will N be done: ten trials, read at index ceil(p x trials) - 1', () => {
  // Each trial draws so many days with nothing, then the day on which the item is done.
  const draws = [3, 0, 9, 1, 7, 2, 5, 8, 4, 6].flatMap((idle) => [...new Array<number>(idle).fill(0), 1])
  const { sorted, at } = whenDone([0, 1], 1, drawing(2, ...draws), undefined, 10)
  expect(sorted).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
  expect(at).toEqual({ 50: 5, 70: 7, 85: 9, 95: 10 })
})

test('an item that is done on the same day as others takes no day more; none takes none', () => {
  expect(whenDone([3], 7, seededRandom('threes')).at[50]).toBe(3)
  expect(whenDone([3], 0, seededRandom('none')).at[95]).toBe(0)
})

test('half of two days: by hand 3 or more of the days 1 and 2 come with 75 %', () => {
  const { sorted, at } = howMany([1, 2], 2, seededRandom('by hand'))
  const share = sorted.filter((sum) => sum >= 3).length / sorted.length
  expect(share).toBeCloseTo(0.75, 1)
  expect(at).toEqual({ 50: 3, 70: 3, 85: 2, 95: 2 })
})

test('split growth: each item becomes one to three, so that fewer are done and it takes longer', () => {
  // Four parts done, items of 1, 3 and 2 parts: two are done whole.
  expect(howMany([4], 1, drawing(3, 0, 0, 2, 1), SPLIT_GROWTH, 1).sorted).toEqual([2])
  // Two items of 3 and 1 parts: four days with one each.
  expect(whenDone([1], 2, drawing(3, 2, 0, 0, 0, 0, 0), SPLIT_GROWTH, 1).sorted).toEqual([4])
  const plain = whenDone([0, 1, 2], 20, seededRandom('growth'))
  const grown = whenDone([0, 1, 2], 20, seededRandom('growth'), SPLIT_GROWTH)
  expect(grown.at[85] / plain.at[85]).toBeGreaterThan(1.7)
})

test('a forecast is refused below ten days on which something was finished, with the reason', () => {
  const days = (some: number, none: number) => [...new Array<number>(some).fill(1), ...new Array<number>(none).fill(0)]
  expect(enoughHistory(days(10, 80)).ok).toBe(true)
  const sentence = (history: readonly number[]) => {
    const found = enoughHistory(history)
    return found.ok ? '' : found.error.message
  }
  const rest = 'A forecast needs 10: with fewer it would be a guess that looks like knowledge.'
  expect(sentence(days(9, 81))).toBe(`Something was finished on only 9 days of the 90 that were looked at. ${rest}`)
  expect(sentence(days(1, 29))).toBe(`Something was finished on only one day of the 30 that were looked at. ${rest}`)
  expect(sentence(days(0, 14))).toBe(`Nothing was finished on the 14 days that were looked at. ${rest}`)
})

test('a trial that would never end says twenty years', () => {
  expect(whenDone([0], 1, seededRandom('never'), undefined, 1).sorted).toEqual([FARTHEST])
})

test('the same seed draws the same picture, whatever the history is', () => {
  const histories = fc.array(fc.integer({ min: 0, max: 6 }), { minLength: 1, maxLength: 60 })
  fc.assert(
    fc.property(histories, fc.integer({ min: 0, max: 30 }), fc.string(), (history, days, seed) => {
      const [one, other] = [
        howMany(history, days, seededRandom(seed), undefined, 200),
        howMany(history, days, seededRandom(seed), undefined, 200),
      ]
      expect(one).toEqual(other)
      expect(one.at[50]).toBeGreaterThanOrEqual(one.at[85])
      const done = whenDone([...history, 1], days, seededRandom(seed), SPLIT_GROWTH, 200)
      expect(done).toEqual(whenDone([...history, 1], days, seededRandom(seed), SPLIT_GROWTH, 200))
      expect(done.at[85]).toBeGreaterThanOrEqual(done.at[50])
    }),
    { numRuns: 50 },
  )
})

test('a histogram counts every trial once, in no more bars than asked for', () => {
  expect(histogram([3, 3, 4, 7])).toEqual({ from: 3, width: 1, counts: [2, 1, 0, 0, 1] })
  const wide = histogram(
    Array.from({ length: 1_000 }, (_, i) => i),
    40,
  )
  expect(wide.counts).toEqual(new Array<number>(40).fill(25))
  expect(histogram([])).toEqual({ from: 0, width: 1, counts: [] })
})
