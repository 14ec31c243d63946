import * as v from 'valibot'
import type { CapacityBasis } from './capacity.ts'
import { amount, day, flag, moment, names, ref, text } from './fields.ts'
import { DeletionSchema, type Deletion } from './deletion.ts'

export const SPRINT_STATES = ['planned', 'running', 'finished'] as const
export type SprintState = (typeof SPRINT_STATES)[number]
export const GOAL_REACHED = ['yes', 'partly', 'no'] as const
export type GoalReached = (typeof GOAL_REACHED)[number]

/** A time box of one team with a Sprint Goal, a capacity and the items the team pulled. */
export interface Sprint {
  readonly id: string
  readonly team: string
  readonly name: string
  /** The Sprint Goal. */
  readonly goal: string
  /** First and last day, YYYY-MM-DD. */
  readonly start: string | null
  readonly end: string | null
  /** In the unit of the team's estimates. */
  readonly capacity: number | null
  /** How the capacity was found; null where somebody just said it. */
  readonly capacityFrom: CapacityBasis | null
  /** The goal of the plan that the Sprint Goal serves. */
  readonly serves: string | null
  readonly state: SprintState | (string & {})
  readonly startedAt: number | null
  readonly finishedAt: number | null
  /** Whether the Sprint Goal was reached, as the review said; null before. */
  readonly reached: GoalReached | (string & {}) | null
  readonly reachedWhy: string
  /** Who stands for what was pulled on a shared screen: read it with confirmationOf of pull-confirmation.ts. */
  readonly confirmed: readonly string[]
  readonly createdAt: number | null
  readonly deleted: Deletion | null
}
export const SprintSchema = v.object({
  team: v.string(),
  name: v.string(),
  goal: text,
  start: day,
  end: day,
  capacity: amount,
  capacityFrom: v.nullish(
    v.object({ days: v.number(), people: v.number(), daysOff: v.number(), focus: v.number() }),
    null,
  ),
  serves: ref,
  state: v.nullish(v.string(), 'planned'),
  startedAt: moment,
  finishedAt: moment,
  reached: ref,
  reachedWhy: text,
  confirmed: names,
  createdAt: moment,
  deleted: DeletionSchema,
})

export const SPRINT_SETS = { confirmed: 'confirmed:' } as const

export const LEFT_HOW = ['done', 'returned', 'moved', 'split'] as const
export type LeftHow = (typeof LEFT_HOW)[number]

/** One stay of an item in a sprint. `item.sprint` says where an item is now; pulls say where it was, when and why. */
export interface Pull {
  readonly id: string
  readonly item: string
  readonly sprint: string
  /** The item's place in the whole order when it was pulled, from 1. */
  readonly rankThen: number | null
  readonly estimateThen: number | null
  /** Pulled after the sprint had started. */
  readonly added: boolean
  readonly ifRoom: boolean
  readonly by: string | null
  /** On a shared screen: the team in the room, for which it was pulled. */
  readonly forTeam: string | null
  /** The planning that was on. */
  readonly session: string | null
  /** The Developer who was named with this pull alone, as was done before whole plannings were confirmed. */
  readonly confirmedBy: string | null
  readonly at: number
  readonly why: string
  /** Items that stood higher, open and in no sprint: the first of those that were passed over. */
  readonly past: readonly string[]
  readonly leftAt: number | null
  readonly leftHow: LeftHow | (string & {}) | null
  readonly leftWhy: string
  readonly deleted: Deletion | null
}
export const PullSchema = v.object({
  item: v.string(),
  sprint: v.string(),
  rankThen: amount,
  estimateThen: amount,
  added: flag,
  ifRoom: flag,
  by: ref,
  forTeam: ref,
  session: ref,
  confirmedBy: ref,
  at: v.number(),
  why: text,
  past: names,
  leftAt: moment,
  leftHow: ref,
  leftWhy: text,
  deleted: DeletionSchema,
})
