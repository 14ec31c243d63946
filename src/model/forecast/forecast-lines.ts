import { ok, type Result } from '../result.ts'
import type { DayNumber } from './calendar.ts'
import { enoughHistory, howMany, type ThinHistory } from './monte-carlo.ts'
import type { SeededRandom } from './seeded-random.ts'

/** What the backlog shows of a forecast: how far down the order a day reaches. */
export const LINE_PERCENTS = [85, 50] as const
export type LinePercent = (typeof LINE_PERCENTS)[number]

/** So many of the first open items will be done by the end of the day with 85 % and with 50 %; never more than there are. */
export interface ForecastLines {
  readonly day: DayNumber
  readonly after: Readonly<Record<LinePercent, number>>
}

export interface LinesQuestion {
  readonly history: readonly number[]
  readonly today: DayNumber
  /** Its end is looked at. Today still counts as a day of work. */
  readonly day: DayNumber
  /** Items of the order that are open, from the first. */
  readonly open: number
}

/** Refused where the history is thin. A day that is over has no work left in it: both lines stand above the first item. */
export function forecastLines(asked: LinesQuestion, random: SeededRandom): Result<ForecastLines, ThinHistory> {
  const enough = enoughHistory(asked.history)
  if (!enough.ok) return enough
  const { at } = howMany(asked.history, Math.max(0, asked.day - asked.today + 1), random)
  return ok({ day: asked.day, after: { 85: Math.min(asked.open, at[85]), 50: Math.min(asked.open, at[50]) } })
}

/**
 * Behind which place of the order a line of one team stands that does so many items: what another team has in its sprint is
 * passed by. `taken`: the places of those, from 1, in any order.
 */
export function lineBehind(items: number, taken: readonly number[]): number {
  let place = items
  for (const rank of [...taken].sort((a, b) => a - b)) if (rank <= place) place++
  return place
}
