import * as v from 'valibot'
import { ref, text } from './fields.ts'
import { DeletionSchema, type Deletion } from './deletion.ts'

/** A filter under a name, to look at the backlog that way again. */
export interface SavedView {
  readonly id: string
  readonly name: string
  /** The filter as it is written (model/filter-text.ts); '' shows all open work. */
  readonly filter: string
  /** Whose it is; null for everybody's. */
  readonly person: string | null
  /** Its place among the views of one person, or of everybody. */
  readonly rank: string
  readonly deleted: Deletion | null
}
export const SavedViewSchema = v.object({
  name: v.string(),
  filter: text,
  person: ref,
  rank: v.nullish(v.string(), ''),
  deleted: DeletionSchema,
})
