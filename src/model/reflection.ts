import * as v from 'valibot'
import { DeletionSchema, type Deletion } from './deletion.ts'
import { moment, names, ref, text } from './fields.ts'

/** What people write in a retrospective: what went well, what they wish were different, what puzzles them, what they will try. */
export const REFLECTION_KINDS = ['glad', 'wish', 'puzzle', 'action'] as const
export type ReflectionKind = (typeof REFLECTION_KINDS)[number]

export interface Reflection {
  readonly id: string
  readonly session: string
  readonly sprint: string | null
  readonly kind: ReflectionKind | (string & {})
  readonly words: string
  /** Who wrote it, and the name as it stood then: a guest has no person. */
  readonly by: string | null
  readonly byName: string
  readonly at: number
  /** Who would talk about it: ids of people, or `guest/<id>`. */
  readonly votes: readonly string[]
  /** The item that was made of it: an improvement stands in the one order as all work does. */
  readonly item: string | null
  /** Since when it is done, of an action that is no item. */
  readonly doneAt: number | null
  readonly deleted: Deletion | null
}
export const ReflectionSchema = v.object({
  session: v.string(),
  sprint: ref,
  kind: v.string(),
  words: v.string(),
  by: ref,
  byName: text,
  at: v.number(),
  votes: names,
  item: ref,
  doneAt: moment,
  deleted: DeletionSchema,
})
export const REFLECTION_SETS = { votes: 'vote:' } as const

/** Most wanted first, then in the order in which they were written. */
export function byVotes(a: Reflection, b: Reflection): number {
  return b.votes.length - a.votes.length || a.at - b.at || (a.id < b.id ? -1 : 1)
}
