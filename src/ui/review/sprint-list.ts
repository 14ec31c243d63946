import { sprintStays, sprintVelocities } from '../../model/forecast/sprint-history.ts'
import { sprintNumbers, type SprintNumbers } from '../../model/forecast/sprint-numbers.ts'
import { velocityRange, type VelocityRange } from '../../model/forecast/velocity.ts'
import { takenOffIn, type SprintChange } from '../../model/sprint-change.ts'
import type { Pull, Sprint } from '../../model/sprint.ts'
import type { Unit } from '../../model/team-unit.ts'

export interface PastSprint {
  readonly sprint: Sprint
  /** Items that were done in it, and what they came to. */
  readonly items: number
  readonly points: number
  /** Null while it is not finished. */
  readonly numbers: SprintNumbers | null
}

/** What a team's sprints aimed at and came to. */
export interface SprintList {
  /** Newest first: running, planned and finished ones alike. */
  readonly sprints: readonly PastSprint[]
  /** Null with a reason where too few are finished. */
  readonly range: VelocityRange | null
  readonly whyNoRange: string
}

export function sprintList(
  team: string,
  sprints: readonly Sprint[],
  pulls: readonly Pull[],
  estimateOf: (item: string) => number | null,
  unit: Unit = 'points',
  cards: readonly SprintChange[] = [],
): SprintList {
  const mine = sprints.filter((one) => one.team === team && one.deleted === null)
  const velocities = sprintVelocities(mine, pulls, estimateOf)
  const range = velocityRange(velocities, team, unit)
  const startOf = ({ start, startedAt, createdAt }: Sprint): number =>
    start === null ? (startedAt ?? createdAt ?? 0) : Date.parse(start)
  return {
    sprints: mine
      .sort((a, b) => startOf(b) - startOf(a) || (a.id < b.id ? 1 : -1))
      .map((sprint) => {
        const stays = pulls.filter((pull) => pull.sprint === sprint.id && pull.deleted === null)
        const done = new Map(
          stays
            .filter(({ leftHow }) => leftHow === 'done')
            .map((pull) => [pull.item, estimateOf(pull.item) ?? pull.estimateThen ?? 0]),
        )
        return {
          sprint,
          items: done.size,
          points: [...done.values()].reduce((sum, size) => sum + size, 0),
          numbers:
            sprint.finishedAt === null
              ? null
              : sprintNumbers(sprintStays(stays, sprint.finishedAt, unit, estimateOf, takenOffIn(sprint.id, cards))),
        }
      }),
    range: range.ok ? range.value : null,
    whyNoRange: range.ok ? '' : range.error.message,
  }
}
