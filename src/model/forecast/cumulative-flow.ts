import type { DayNumber } from './calendar.ts'
import { isFinished, type DaySpan, type FlowItem } from './flow-item.ts'

/** Items in each state at the end of each day. */
export interface CumulativeFlow {
  readonly first: DayNumber
  readonly open: readonly number[]
  readonly doing: readonly number[]
  readonly done: readonly number[]
  /** Left out: dropped, or without a day on which they came, were started or finished, since nobody wrote down when that was. */
  readonly without: number
}

/**
 * Counts by the days on which items came, were started and were finished. An item that was never started but finished goes
 * from open to done. Dropped items are left out whole: the plan does not say on which day they went.
 */
export function cumulativeFlow(items: readonly FlowItem[], span: DaySpan): CumulativeFlow {
  const days = span.last - span.first + 1
  const came = new Array<number>(days).fill(0)
  const began = new Array<number>(days).fill(0)
  const ended = new Array<number>(days).fill(0)
  let without = 0
  /** What happened before the span counts from its first day on. */
  const count = (list: number[], day: DayNumber): void => {
    if (day > span.last) return
    const at = Math.max(0, day - span.first)
    list[at] = (list[at] ?? 0) + 1
  }
  for (const item of items) {
    const finished = isFinished(item) ? item.finished : null
    const started = item.stage === 'doing' || finished !== null ? item.started : null
    const created = earliest(item.created, started, finished)
    const isUndated = (item.stage === 'done' && finished === null) || (item.stage === 'doing' && started === null)
    if (item.stage === 'dropped' || created === null || isUndated) {
      without++
      continue
    }
    count(came, created)
    const begins = earliest(started, finished, null)
    if (begins !== null) count(began, begins)
    if (finished !== null) count(ended, finished)
  }
  const arrived = runningSum(came)
  const started = runningSum(began)
  const done = runningSum(ended)
  return {
    first: span.first,
    open: arrived.map((sum, day) => sum - (started[day] ?? 0)),
    doing: started.map((sum, day) => sum - (done[day] ?? 0)),
    done,
    without,
  }
}

function earliest(...days: readonly (DayNumber | null)[]): DayNumber | null {
  const known = days.filter((day) => day !== null)
  return known.length === 0 ? null : Math.min(...known)
}

function runningSum(counts: readonly number[]): number[] {
  let sum = 0
  return counts.map((count) => (sum += count))
}
