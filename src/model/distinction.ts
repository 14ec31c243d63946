import * as v from 'valibot'
import { moment, ref } from './fields.ts'
import { DeletionSchema, type Deletion } from './deletion.ts'

/** Somebody said that two items are not the same, so that nobody is asked again. */
export interface Distinction {
  readonly id: string
  readonly one: string
  readonly other: string
  readonly by: string | null
  readonly at: number | null
  readonly deleted: Deletion | null
}
export const DistinctionSchema = v.object({
  one: v.string(),
  other: v.string(),
  by: ref,
  at: moment,
  deleted: DeletionSchema,
})
