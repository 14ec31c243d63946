import { dayNumber, type DayNumber } from './forecast/calendar.ts'

/** From how many days on work that was started stands out, and what says so. */
export interface AgeLimit {
  /** Calendar days; work that is older than these stands out. */
  readonly days: number
  readonly from: 'history' | 'half-sprint'
}

/** Calendar days from started to today, both counted, so that an age can be held against cycle times. */
export function ageInDays(started: DayNumber, today: DayNumber): number {
  return Math.max(1, today - started + 1)
}

/**
 * The days within which 85 % of the team's own items finish, where its history says so; else half of the sprint, rounded up.
 * Null where there is neither.
 */
export function ageLimit(
  expected: number | null,
  sprint: { readonly start: string | null; readonly end: string | null },
): AgeLimit | null {
  if (expected !== null) return { days: expected, from: 'history' }
  const first = dayNumber(sprint.start ?? '')
  const last = dayNumber(sprint.end ?? '')
  if (first === null || last === null || last < first) return null
  return { days: Math.ceil((last - first + 1) / 2), from: 'half-sprint' }
}

export function isAgeing(days: number, limit: AgeLimit | null): boolean {
  return limit !== null && days > limit.days
}
