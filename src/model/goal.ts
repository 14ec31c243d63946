import * as v from 'valibot'
import { amount, day, moment, ref, text } from './fields.ts'
import { DeletionSchema, type Deletion } from './deletion.ts'

export const HORIZONS = ['now', 'next', 'later'] as const
export type Horizon = (typeof HORIZONS)[number]

/** An outcome the product aims at. `rank` orders goals within their horizon. */
export interface Goal {
  readonly id: string
  readonly title: string
  readonly why: string
  readonly horizon: Horizon | (string & {})
  readonly rank: string
  readonly metric: string | null
  readonly baseline: number | null
  readonly target: number | null
  /** YYYY-MM-DD */
  readonly due: string | null
  readonly createdAt: number | null
  readonly deleted: Deletion | null
}

export const GoalSchema = v.object({
  title: v.string(),
  why: text,
  horizon: v.nullish(v.string(), 'later'),
  rank: v.nullish(v.string(), ''),
  metric: ref,
  baseline: amount,
  target: amount,
  due: day,
  createdAt: moment,
  deleted: DeletionSchema,
})
