import type { DayNumber } from './calendar.ts'
import { isFinished, isInProgress, type DaySpan, type FlowItem } from './flow-item.ts'
import { ascending, atOrBelow, percentilesOf, type ByPercent } from './percentiles.ts'

export interface CycleTime {
  readonly id: string
  readonly finished: DayNumber
  /** Calendar days from started to finished, both counted: finish - start + 1. */
  readonly days: number
}

export interface CycleTimes {
  readonly times: readonly CycleTime[]
  /** Finished in the span without a day on which they were started, or with one after it: they have no cycle time. */
  readonly without: number
}

export function cycleTimes(items: readonly FlowItem[], span: DaySpan): CycleTimes {
  const times: CycleTime[] = []
  let without = 0
  for (const item of items) {
    if (!isFinished(item) || item.finished < span.first || item.finished > span.last) continue
    if (item.started === null || item.started > item.finished) without++
    else times.push({ id: item.id, finished: item.finished, days: item.finished - item.started + 1 })
  }
  return { times: times.sort((a, b) => a.finished - b.finished || a.days - b.days), without }
}

/** 50, 70, 85 and 95 % of the items took so many days or fewer; null without any. */
export function cycleTimePercentiles(times: readonly CycleTime[]): ByPercent | null {
  return times.length === 0 ? null : percentilesOf(ascending(times.map(({ days }) => days)))
}

/** Finished items that a service level expectation rests on at least. */
export const FEWEST_FOR_EXPECTATION = 10

/** "85 % of items finish within N days". */
export interface ServiceLevelExpectation {
  readonly percent: 85
  readonly days: number
  /** How many finished items say so. */
  readonly of: number
}

/** Null where fewer than ten items were finished: what a handful took is no expectation. */
export function serviceLevelExpectation(times: readonly CycleTime[]): ServiceLevelExpectation | null {
  if (times.length < FEWEST_FOR_EXPECTATION) return null
  return { percent: 85, days: atOrBelow(ascending(times.map(({ days }) => days)), 85), of: times.length }
}

export interface WorkItemAge {
  readonly id: string
  /** Calendar days from started to today, both counted, so that it can be held against cycle times. */
  readonly days: number
}

/** Everything in progress, the oldest first. */
export function workItemAges(items: readonly FlowItem[], today: DayNumber): WorkItemAge[] {
  return items
    .filter(isInProgress)
    .map((item) => ({ id: item.id, days: Math.max(1, today - item.started + 1) }))
    .sort((a, b) => b.days - a.days || (a.id < b.id ? -1 : 1))
}
