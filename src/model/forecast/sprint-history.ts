import type { TakenOff } from '../sprint-change.ts'
import type { Pull, Sprint } from '../sprint.ts'
import { dayNumber } from './calendar.ts'
import type { SprintStay } from './sprint-numbers.ts'
import type { SprintVelocity } from './velocity.ts'

type SprintPart = Pick<Sprint, 'id' | 'name' | 'team' | 'end' | 'state' | 'deleted'>
type PullPart = Pick<Pull, 'item' | 'sprint' | 'estimateThen' | 'added' | 'leftAt' | 'leftHow' | 'deleted'>
type StayPart = PullPart & Pick<Pull, 'ifRoom'>
/** The estimate that an item has now; null without one or where it is gone. */
type EstimateOf = (item: string) => number | null

/**
 * What the finished sprints got done. An item counts once a sprint, with the estimate that it has now, as in the sprint's
 * report: what a split took out of it is not counted as done.
 */
export function sprintVelocities(
  sprints: Iterable<SprintPart>,
  pulls: Iterable<PullPart>,
  estimateOf: EstimateOf,
): SprintVelocity[] {
  const done = new Map<string, Map<string, number>>()
  for (const pull of pulls) {
    if (pull.deleted !== null || pull.leftHow !== 'done') continue
    const inSprint = done.get(pull.sprint) ?? new Map<string, number>()
    inSprint.set(pull.item, estimateOf(pull.item) ?? pull.estimateThen ?? 0)
    done.set(pull.sprint, inSprint)
  }
  const found: SprintVelocity[] = []
  for (const { id, name, team, end, state, deleted } of sprints) {
    if (deleted !== null || state !== 'finished') continue
    const sizes = [...(done.get(id)?.values() ?? [])]
    const points = sizes.reduce((sum, size) => sum + size, 0)
    found.push({ id, name, team, end: end === null ? null : dayNumber(end), points, items: sizes.length })
  }
  return found
}

/**
 * The stays of one finished sprint for Jira's numbers. What left unfinished when the sprint was finished, or later, is left
 * over; what left before that was removed. What was taken only if there is room was no commitment: done, it counts as added,
 * and else for nothing. What a split took off was removed.
 */
export function sprintStays(
  pulls: Iterable<StayPart>,
  finishedAt: number,
  unit: 'points' | 'items',
  estimateOf: EstimateOf,
  /** What splits took off its items, in points. */
  splits: readonly TakenOff[] = [],
): SprintStay[] {
  const stays: SprintStay[] = []
  for (const pull of pulls) {
    if (pull.deleted !== null || (pull.ifRoom && pull.leftHow !== 'done')) continue
    const then = unit === 'items' ? 1 : (pull.estimateThen ?? 0)
    const now = unit === 'items' ? 1 : (estimateOf(pull.item) ?? then)
    const done = pull.leftHow === 'done'
    const stayed = pull.leftAt === null || pull.leftAt >= finishedAt
    const end = done ? 'done' : stayed ? 'left-over' : 'removed'
    const mine = unit === 'items' || end === 'removed' ? [] : splits.filter(({ item }) => item === pull.item)
    const takenOff = mine.reduce((sum, { by }) => sum + by, 0)
    stays.push({ then, now, takenOff, added: pull.added || pull.ifRoom, end })
  }
  return stays
}
