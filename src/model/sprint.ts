import * as v from 'valibot'
import { amount, day, flag, moment, ref, text } from './fields.ts'
import { DeletionSchema, type Deletion } from './deletion.ts'

export const SPRINT_STATES = ['planned', 'running', 'finished'] as const
export type SprintState = (typeof SPRINT_STATES)[number]

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
  readonly state: SprintState | (string & {})
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
  state: v.nullish(v.string(), 'planned'),
  createdAt: moment,
  deleted: DeletionSchema,
})

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
  readonly at: number
  readonly why: string
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
  at: v.number(),
  why: text,
  leftAt: moment,
  leftHow: ref,
  leftWhy: text,
  deleted: DeletionSchema,
})
