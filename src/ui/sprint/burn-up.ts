import { calendarOf, dayText } from '../../model/forecast/calendar.ts'
import type { TakenOff } from '../../model/sprint-change.ts'
import type { Pull } from '../../model/sprint.ts'
import type { Unit } from '../../model/team-unit.ts'
import { addDays, workingDays } from '../days.ts'

/** A value at the end of a working day; `day` counts from 0, the sprint's first. */
export interface BurnPoint {
  readonly day: number
  readonly value: number
}

/** What was in the sprint and what was done of it, day by day. Values are items where the team counts them or nothing is estimated. */
export interface BurnUp {
  readonly days: readonly string[]
  /** Index of today in `days`; -1 before the sprint, days.length after it. */
  readonly today: number
  readonly unit: Unit
  /** Scope at the end of each day up to today. */
  readonly scope: readonly BurnPoint[]
  readonly done: readonly BurnPoint[]
  readonly capacity: number | null
  readonly top: number
}

export interface BurnSources {
  readonly sprint: {
    readonly start: string | null
    readonly end: string | null
    readonly capacity: number | null
    readonly finishedAt?: number | null
  }
  /** Its stays as they count in its scope. */
  readonly pulls: readonly Pull[]
  readonly splits: readonly TakenOff[]
  /** What the team counts. */
  readonly counts: Unit
  readonly estimateOf: (item: string) => number | null
  readonly now: number
  readonly timeZone: string
}

/**
 * Counts from the sprint's pulls, since they alone know when an item came and when and how it left. A stay counts
 * with today's estimate while it lasts and with the estimate it came with once it has left. What was not done when the sprint
 * was finished was in it to the end. What a split took off counts up to the day on which it did.
 */
export function burnUp({ sprint, pulls, splits, counts, estimateOf, now, timeZone }: BurnSources): BurnUp | null {
  const { start, end } = sprint
  if (start === null || end === null || end < start) return null
  const days = workingDays(start, end)
  if (days.length < 2) return null
  // Asked for hundreds of stays on each day: a calendar that remembers.
  const calendar = calendarOf(timeZone)
  const dayOf = (ms: number): string => dayText(calendar(ms))
  const todayDay = dayOf(now)
  const today = todayDay < start ? -1 : todayDay > end ? days.length : days.findLastIndex((day) => day <= todayDay)
  const live = pulls.filter((pull) => pull.deleted === null)
  const points = (pull: Pull): number =>
    (pull.leftAt === null ? estimateOf(pull.item) : (estimateOf(pull.item) ?? pull.estimateThen)) ?? 0
  const unit = counts === 'points' && live.some((pull) => points(pull) > 0) ? 'points' : 'items'
  /** A capacity is a number of what the team counts. */
  const capacity = unit === counts ? sprint.capacity : null
  const size = (pull: Pull): number => (unit === 'points' ? points(pull) : 1)
  const stayed = ({ leftAt }: Pull): boolean => leftAt !== null && leftAt >= (sprint.finishedAt ?? Infinity)
  const upTo = Math.min(today, days.length - 1)
  const scope: BurnPoint[] = []
  const done: BurnPoint[] = []
  for (let day = 0; day <= upTo; day++) {
    const before = addDays(days[day] ?? start, 1)
    const nextDay = days[day + 1] ?? before
    const by = (ms: number | null): boolean =>
      ms !== null && dayOf(ms) < (day < upTo ? nextDay : addDays(todayDay > end ? end : todayDay, 1))
    const inside = live.filter((pull) => by(pull.at) && !(by(pull.leftAt) && pull.leftHow !== 'done' && !stayed(pull)))
    const finished = inside.filter((pull) => pull.leftHow === 'done' && by(pull.leftAt))
    const still = splits.filter(({ item, at }) => !by(at) && inside.some((pull) => pull.item === item))
    const yet = unit === 'points' ? still.reduce((all, { by: points }) => all + points, 0) : 0
    scope.push({ day, value: sum(inside, size) + yet })
    done.push({ day, value: sum(finished, size) })
  }
  const top = Math.max(1, capacity ?? 0, ...scope.map((point) => point.value))
  return { days, today, unit, scope, done, capacity, top }
}

function sum(pulls: readonly Pull[], size: (pull: Pull) => number): number {
  return pulls.reduce((all, pull) => all + size(pull), 0)
}
