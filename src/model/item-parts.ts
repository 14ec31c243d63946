import * as v from 'valibot'
import { flag, names, ref, source, text, type Source } from './fields.ts'
import { DeletionSchema, type Deletion } from './deletion.ts'

/** What must be true for the item to be accepted. `rank` orders the criteria of one item. */
export interface Criterion {
  readonly id: string
  readonly item: string
  readonly text: string
  readonly met: boolean
  readonly rank: string
  readonly deleted: Deletion | null
}
export const CriterionSchema = v.object({
  item: v.string(),
  text: v.string(),
  met: flag,
  rank: v.nullish(v.string(), ''),
  deleted: DeletionSchema,
})

/** A step that Developers note on an item, for themselves; never ordered by the Product Owner. */
export interface Task {
  readonly id: string
  readonly item: string
  readonly text: string
  readonly done: boolean
  readonly rank: string
  readonly names: readonly string[]
  readonly source: Source | null
  readonly deleted: Deletion | null
}
export const TaskSchema = v.object({
  item: v.string(),
  text: v.string(),
  done: flag,
  rank: v.nullish(v.string(), ''),
  names,
  source,
  deleted: DeletionSchema,
})
export const TASK_SETS = { names: 'name:' } as const

export const LINK_TYPES = ['blocks', 'relates', 'duplicates', 'split-from'] as const
export type LinkType = (typeof LINK_TYPES)[number]

/** `from` blocks, relates to, duplicates or was split from `to`. A link out of the plan has no `to` and says where it points in `outside`. */
export interface Link {
  readonly id: string
  readonly from: string
  readonly to: string | null
  readonly outside: string
  readonly type: LinkType | (string & {})
  readonly deleted: Deletion | null
}
export const LinkSchema = v.object({
  from: v.string(),
  to: ref,
  outside: text,
  type: v.string(),
  deleted: DeletionSchema,
})

/** What somebody said on an item. An imported comment has no person but the name it came with. */
export interface Comment {
  readonly id: string
  readonly item: string
  readonly by: string | null
  readonly byName: string
  readonly at: number
  readonly text: string
  /** It is a question and wants an answer. */
  readonly asks?: boolean | undefined
  readonly source: Source | null
  readonly deleted: Deletion | null
}
export const CommentSchema = v.object({
  item: v.string(),
  by: ref,
  byName: text,
  at: v.number(),
  text: v.string(),
  asks: v.optional(v.boolean()),
  source,
  deleted: DeletionSchema,
})
