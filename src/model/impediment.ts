import * as v from 'valibot'
import { DeletionSchema, type Deletion } from './deletion.ts'
import { moment, ref, text } from './fields.ts'

/** Something that holds a team up: on one item, then that item is blocked, or on all its work. */
export interface Impediment {
  readonly id: string
  readonly team: string
  /** The sprint in which it came up. */
  readonly sprint: string | null
  readonly item: string | null
  readonly words: string
  readonly by: string | null
  readonly at: number
  /** Null while it is in the way. */
  readonly resolvedAt: number | null
  readonly resolvedBy: string | null
  /** What took it out of the way. */
  readonly how: string
  readonly deleted: Deletion | null
}
export const ImpedimentSchema = v.object({
  team: v.string(),
  sprint: ref,
  item: ref,
  words: v.string(),
  by: ref,
  at: v.number(),
  resolvedAt: moment,
  resolvedBy: ref,
  how: text,
  deleted: DeletionSchema,
})

export function isInTheWay({ deleted, resolvedAt }: Impediment): boolean {
  return deleted === null && resolvedAt === null
}
