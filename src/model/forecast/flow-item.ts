import type { DayNumber } from './calendar.ts'

/** What the pictures of flow know of an item. Days are calendar days in the plan's time zone. */
export interface FlowItem {
  readonly id: string
  readonly stage: string
  readonly created: DayNumber | null
  readonly started: DayNumber | null
  readonly finished: DayNumber | null
  /** The team whose sprint it is in or was finished in; null where no sprint says so. */
  readonly team: string | null
}

/** Days from the first to the last, both of them counted. */
export interface DaySpan {
  readonly first: DayNumber
  readonly last: DayNumber
}

/** The part of a plan that is one team's; all of it for null. */
export function ofTeam(items: readonly FlowItem[], team: string | null): readonly FlowItem[] {
  return team === null ? items : items.filter((item) => item.team === team)
}

/** Finished and still counted so: an item that was opened again is not. */
export function isFinished(item: FlowItem): item is FlowItem & { readonly finished: DayNumber } {
  return item.stage === 'done' && item.finished !== null
}

/** Started and not finished. */
export function isInProgress(item: FlowItem): item is FlowItem & { readonly started: DayNumber } {
  return item.stage === 'doing' && item.started !== null
}
