import type { DayNumber } from './calendar.ts'
import { isFinished, type DaySpan, type FlowItem } from './flow-item.ts'

/**
 * The days that count as history: so many before today, which is not over yet. It begins no earlier than the first thing
 * that ever was started or finished: the days before there was any work say nothing about how it goes. Null without any.
 */
export function historySpan(items: readonly FlowItem[], today: DayNumber, days: number): DaySpan | null {
  let earliest = Infinity
  for (const item of items) {
    if (item.started !== null) earliest = Math.min(earliest, item.started)
    if (isFinished(item)) earliest = Math.min(earliest, item.finished)
  }
  const first = Math.max(earliest, today - days)
  return first > today - 1 ? null : { first, last: today - 1 }
}

/** How many items were finished on each day of the span: a count, not points. Days with none, weekends too, are days. */
export function throughputPerDay(items: readonly FlowItem[], span: DaySpan): number[] {
  const perDay = new Array<number>(span.last - span.first + 1).fill(0)
  for (const item of items) {
    if (!isFinished(item)) continue
    const at = item.finished - span.first
    if (at >= 0 && at < perDay.length) perDay[at] = (perDay[at] ?? 0) + 1
  }
  return perDay
}
