import { fail, ok, type Failure, type Result } from '../result.ts'
import { atOrAbove, atOrBelow, percentilesOf, type ByPercent } from './percentiles.ts'
import type { SeededRandom } from './seeded-random.ts'

/** How often chance is asked. */
export const TRIALS = 10_000
/** Days of history on which something was finished; fewer say too little. */
export const FEWEST_DAYS = 10
/** No trial looks further: twenty years. */
export const FARTHEST = 7_300

/** The history is too thin for a forecast; the message says how thin and what would be enough. */
export interface ThinHistory extends Failure {
  readonly type: 'thin-history'
}

/** Refused below ten days on which something was finished. `history`: finished items per day, days with none included. */
export function enoughHistory(history: readonly number[]): Result<readonly number[], ThinHistory> {
  const days = history.filter((count) => count > 0).length
  if (days >= FEWEST_DAYS) return ok(history)
  const looked = `the ${String(history.length)} ${days === 0 ? 'days ' : ''}that were looked at`
  const found =
    days === 0
      ? `Nothing was finished on ${looked}`
      : `Something was finished on only ${days === 1 ? 'one day' : `${String(days)} days`} of ${looked}`
  return fail({
    type: 'thin-history',
    message: `${found}. A forecast needs ${String(FEWEST_DAYS)}: with fewer it would be a guess that looks like knowledge.`,
  })
}

export interface Growth {
  /** Each item becomes that many when it is worked on, evenly drawn from the lowest to the highest. */
  readonly least: number
  readonly most: number
}
/** Items are done as they stand. */
export const NO_GROWTH: Growth = { least: 1, most: 1 }
/** Each item turns into one to three. */
export const SPLIT_GROWTH: Growth = { least: 1, most: 3 }

export interface Spread {
  /** What each trial found, from the lowest up. */
  readonly sorted: readonly number[]
  readonly at: ByPercent
}

/**
 * How many items will be done in so many days: each trial adds up one random day of history for each of them. `at[85]` is
 * "so many or more with 85 %": index floor((1 - p) x trials) of the ascending sums. With growth, only the items that are done
 * with all their parts count.
 */
export function howMany(
  history: readonly number[],
  days: number,
  random: SeededRandom,
  growth: Growth = NO_GROWTH,
  trials = TRIALS,
): Spread {
  const sums = new Float64Array(trials)
  const { length } = history
  for (let trial = 0; trial < trials; trial++) {
    let sum = 0
    for (let day = 0; day < days; day++) sum += history[Math.floor(random() * length)] ?? 0
    sums[trial] = growth.most === 1 ? sum : wholeItems(sum, growth, random)
  }
  return spread(sums, atOrAbove)
}

/**
 * On which day so many items will be done: each trial draws random days of history until they are. `at[85]` is "after so many
 * days or fewer with 85 %": index ceil(p x trials) - 1. A trial that does not end in twenty years says so many days.
 */
export function whenDone(
  history: readonly number[],
  items: number,
  random: SeededRandom,
  growth: Growth = NO_GROWTH,
  trials = TRIALS,
): Spread {
  const ends = new Float64Array(trials)
  const { length } = history
  for (let trial = 0; trial < trials; trial++) {
    const wanted = growth.most === 1 ? items : grown(items, growth, random)
    let sum = 0
    let day = 0
    while (sum < wanted && day < FARTHEST) {
      sum += history[Math.floor(random() * length)] ?? 0
      day++
    }
    ends[trial] = day
  }
  return spread(ends, atOrBelow)
}

function spread(found: Float64Array, read: typeof atOrBelow): Spread {
  const sorted = found.sort()
  return { sorted: [...sorted], at: percentilesOf(sorted, read) }
}

function grown(items: number, growth: Growth, random: SeededRandom): number {
  let sum = 0
  for (let i = 0; i < items; i++) sum += partsOf(growth, random)
  return sum
}

/** How many items are done whole when so many parts are done. */
function wholeItems(parts: number, growth: Growth, random: SeededRandom): number {
  let left = parts
  for (let items = 0; ; items++) {
    left -= partsOf(growth, random)
    if (left < 0) return items
  }
}

function partsOf({ least, most }: Growth, random: SeededRandom): number {
  return least + Math.floor(random() * (most - least + 1))
}

/** How often each outcome came, for a picture: whole numbers from the lowest to the highest, in at most so many bars. */
export interface Histogram {
  readonly from: number
  /** Outcomes that one bar stands for. */
  readonly width: number
  readonly counts: readonly number[]
}

export function histogram(sorted: readonly number[], bars = 40): Histogram {
  const from = sorted[0] ?? 0
  const width = Math.max(1, Math.ceil(((sorted.at(-1) ?? 0) - from + 1) / bars))
  const counts: number[] = []
  for (const value of sorted) {
    const bar = Math.floor((value - from) / width)
    while (counts.length <= bar) counts.push(0)
    counts[bar] = (counts[bar] ?? 0) + 1
  }
  return { from, width, counts }
}
