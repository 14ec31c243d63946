import { expect, test } from 'vitest'
import { howMany } from '../../../../src/model/forecast/monte-carlo.ts'
import { seededRandom } from '../../../../src/model/forecast/seeded-random.ts'

/** Sum of (found - expected)^2 / expected. */
function chiSquare(found: readonly number[], expected: readonly number[]): number {
  return found.reduce((sum, count, i) => sum + (count - (expected[i] ?? 0)) ** 2 / (expected[i] ?? 1), 0)
}
const SEEDS = ['', 'a', 'b', 'plan-1 how many', 'plan-2 how many', 'Größe 🚢', 'x'.repeat(400)]

/** Reckoned apart from this code, with whole numbers of any size. */
const KNOWN = [2570983197, 2173866080, 2726007827]

test('the same words give the same numbers on every machine', () => {
  const random = seededRandom('a plan and a question')
  expect([random(), random(), random()].map((one) => Math.round(one * 2 ** 32))).toEqual(KNOWN)
})

test.each(SEEDS)('each day of history is drawn as often as any other: chi-square with seed “%.20s”', (seed) => {
  const random = seededRandom(seed)
  const bins = new Array<number>(16).fill(0)
  const pairs = new Array<number>(64).fill(0)
  let before = 0
  for (let i = 0; i < 64_000; i++) {
    const drawn = random()
    const bin = Math.floor(drawn * 16)
    bins[bin] = (bins[bin] ?? 0) + 1
    const pair = before * 8 + Math.floor(drawn * 8)
    pairs[pair] = (pairs[pair] ?? 0) + 1
    before = Math.floor(drawn * 8)
  }
  // Of honest chance one in a thousand goes beyond: 37.7 with 15 degrees of freedom, 103.4 with 63.
  expect(chiSquare(bins, new Array<number>(16).fill(4_000))).toBeLessThan(37.7)
  expect(chiSquare(pairs, new Array<number>(64).fill(1_000))).toBeLessThan(103.4)
})

test('what the trials find is spread as the exact sums of two days are: chi-square', () => {
  // Of the days 0, 1 and 3: 0+0, 0+1, 1+1, 0+3, 1+3, 3+3 in 1, 2, 1, 2, 2, 1 of 9 cases.
  const exact = new Map([
    [0, 1],
    [1, 2],
    [2, 1],
    [3, 2],
    [4, 2],
    [6, 1],
  ])
  const { sorted } = howMany([0, 1, 3], 2, seededRandom('two days'))
  const found = [...exact.keys()].map((sum) => sorted.filter((one) => one === sum).length)
  expect(found.reduce((a, b) => a + b)).toBe(10_000)
  // 20.5: one in a thousand with 5 degrees of freedom.
  expect(
    chiSquare(
      found,
      [...exact.values()].map((of9) => (of9 * 10_000) / 9),
    ),
  ).toBeLessThan(20.5)
})

test('another question is another run of chance', () => {
  const [one, other] = [seededRandom('plan how many by 1'), seededRandom('plan how many by 2')]
  const same = Array.from({ length: 1_000 }, () => one() === other()).filter(Boolean)
  expect(same.length).toBeLessThan(3)
})
