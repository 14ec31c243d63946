import * as v from 'valibot'

/** Nothing is removed from a plan: a deleted record says who took it away, when and why, and can come back. */
export interface Deletion {
  readonly by: string | null
  readonly at: number
  readonly why: string
  /** The item that this one was merged into: what others go on to hang on this one is read there (merging/heirs.ts). */
  readonly into?: string | null | undefined
}

export const DeletionSchema = v.nullish(
  v.object({
    by: v.nullish(v.string(), null),
    at: v.number(),
    why: v.nullish(v.string(), ''),
    into: v.nullish(v.string()),
  }),
  null,
)

export function isLive(record: { readonly deleted: Deletion | null }): boolean {
  return record.deleted === null
}
