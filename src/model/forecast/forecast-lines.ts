import { ok, type Result } from '../result.ts'
import type { DayNumber } from './calendar.ts'
import { enoughHistory, howMany, type Growth, type ThinHistory } from './monte-carlo.ts'
import { seededRandom } from './seeded-random.ts'

/** What the backlog shows of a forecast: how far down the order a day reaches. */
export const LINE_PERCENTS = [85, 50] as const
export type LinePercent = (typeof LINE_PERCENTS)[number]

/** So many of the first open items will be done by the end of the day with 85 % and with 50 %; never more than there are. */
export interface ForecastLines {
  readonly day: DayNumber
  readonly after: Readonly<Record<LinePercent, number>>
}

export interface LinesQuestion {
  readonly plan: string
  readonly history: readonly number[]
  readonly today: DayNumber
  /** Its end is looked at. Today still counts as a day of work. */
  readonly day: DayNumber
  /** Items of the order that are open, from the first. */
  readonly open: number
  readonly growth: Growth
}

/** Refused where the history is thin. A day that is over has no work left in it: both lines stand above the first item. */
export function forecastLines(asked: LinesQuestion): Result<ForecastLines, ThinHistory> {
  const enough = enoughHistory(asked.history)
  if (!enough.ok) return enough
  const days = Math.max(0, asked.day - asked.today + 1)
  const random = seededRandom(`${asked.plan} how many by ${String(asked.day)}, ${String(asked.growth.most)}`)
  const { at } = howMany(asked.history, days, random, asked.growth)
  return ok({ day: asked.day, after: { 85: Math.min(asked.open, at[85]), 50: Math.min(asked.open, at[50]) } })
}
