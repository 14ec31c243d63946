import { fail, ok, type Failure, type Result } from '../result.ts'
import type { DayNumber } from './calendar.ts'
import { ascending } from './percentiles.ts'
import { howMany, TRIALS, type Spread } from './monte-carlo.ts'
import type { SeededRandom } from './seeded-random.ts'

/** A finished sprint and what of it was done, in the unit of the team's estimates. */
export interface SprintVelocity {
  readonly id: string
  readonly name: string
  readonly team: string
  readonly end: DayNumber | null
  readonly points: number
  readonly items: number
}

/** Sprints that a range looks at, and how many of these at either end. */
export const LAST_SPRINTS = 8
const AT_EITHER_END = 3
export const FEWEST_SPRINTS = 3

/** The team has finished too few sprints; the message says how many and how many are needed. */
export interface FewSprints extends Failure {
  readonly type: 'few-sprints'
}

/**
 * Velocity as a range, never one number and never a person's: the means of the lowest three, of all and of the highest three
 * of the last eight finished sprints (Cohn, Agile Estimating and Planning). With fewer than six the ends would overlap, so
 * fewer stand at each.
 */
export interface VelocityRange {
  readonly low: number
  readonly mean: number
  readonly high: number
  /** The sprints that it rests on, oldest first. */
  readonly sprints: readonly SprintVelocity[]
  /** How many sprints stand at either end: three, or fewer where there are fewer than six. */
  readonly atEitherEnd: number
}

export function lastSprints(sprints: readonly SprintVelocity[], team: string): SprintVelocity[] {
  return sprints
    .filter((sprint) => sprint.team === team && sprint.end !== null)
    .sort((a, b) => (a.end ?? 0) - (b.end ?? 0) || (a.id < b.id ? -1 : 1))
    .slice(-LAST_SPRINTS)
}

export function velocityRange(
  sprints: readonly SprintVelocity[],
  team: string,
  unit: 'points' | 'items' = 'points',
): Result<VelocityRange, FewSprints> {
  const last = lastSprints(sprints, team)
  if (last.length < FEWEST_SPRINTS) return fail(tooFew(last.length))
  const sorted = ascending(last.map((sprint) => sprint[unit]))
  const atEitherEnd = Math.min(AT_EITHER_END, Math.floor(sorted.length / 2))
  return ok({
    low: mean(sorted.slice(0, atEitherEnd)),
    mean: mean(sorted),
    high: mean(sorted.slice(-atEitherEnd)),
    sprints: last,
    atEitherEnd,
  })
}

/** A capacity to begin the talk with: whole numbers, the low one rounded down and the high one up, so that it claims less. */
export interface CapacitySuggestion {
  readonly low: number
  readonly likely: number
  readonly high: number
  readonly of: number
}

export function capacitySuggestion({ low, mean, high, sprints }: VelocityRange): CapacitySuggestion {
  return { low: Math.floor(low), likely: Math.round(mean), high: Math.ceil(high), of: sprints.length }
}

/** Points (or items) that a team gets done in so many sprints, drawn from its own last ones; "so many or more with 85 %". */
export function capacityForecast(
  range: VelocityRange,
  count: number,
  random: SeededRandom,
  unit: 'points' | 'items' = 'points',
  trials = TRIALS,
): Spread {
  return howMany(
    range.sprints.map((sprint) => sprint[unit]),
    count,
    random,
    undefined,
    trials,
  )
}

function tooFew(found: number): FewSprints {
  const have = found === 0 ? 'no sprint' : found === 1 ? 'one sprint' : `${String(found)} sprints`
  return {
    type: 'few-sprints',
    message: `This team has finished ${have} so far. A range needs ${String(FEWEST_SPRINTS)}, and is steady with ${String(LAST_SPRINTS)}.`,
  }
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
