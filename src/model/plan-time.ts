/**
 * Plan time: where a record stands in the plan's time. Not before anything that its writer knew, whatever clocks say, so that
 * no moment holds an edit without what it was made on. It follows from the records alone and is the same on every host.
 */

/**
 * What a record stands behind all that it knew, at least, in milliseconds: so that each of a chain of records whose clocks
 * stand still, or run behind a clock that is a year ahead, has a moment of its own. A power of two, so that sums are exact.
 */
export const PLAN_TIME_STEP = 2 ** -10

/** Beyond it no calendar goes; a clock that says so says nothing. */
const LAST_TIME = 8.64e15

/** A writer's time as people can be shown it: 0, which says nothing, for what no calendar has. */
export function calendarTime(time: number): number {
  return Math.abs(time) <= LAST_TIME ? time : 0
}

/** `past`: the greatest plan time of all that it knew, 0 for nothing. */
export function planTimeOf(ownTime: number, past: number): number {
  const own = Math.max(0, calendarTime(ownTime))
  return past === 0 ? own : Math.max(own, past + PLAN_TIME_STEP)
}

/**
 * The moment right before a plan time. Records that were made on each other never share a plan time, but clocks that stand
 * still or run behind put thousands of them into one millisecond: a whole millisecond earlier may be long before.
 */
export function momentBefore(planTime: number): number {
  return planTime - Math.max(2 ** -11, planTime * 2 ** -52)
}
