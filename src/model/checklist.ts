import * as v from 'valibot'
import { flag, text } from './fields.ts'
import { DeletionSchema, type Deletion } from './deletion.ts'

export const COMPUTED_CHECKS = ['why', 'criteria', 'estimate', 'size', 'no-blocker-below'] as const
export type ComputedCheck = (typeof COMPUTED_CHECKS)[number]

/** One entry of the Definition of Ready or of Done. `computed` names a check that the app answers; '' is ticked by people. */
export interface ChecklistEntry {
  readonly id: string
  readonly list: 'ready' | 'done' | (string & {})
  readonly text: string
  readonly computed: ComputedCheck | '' | (string & {})
  readonly rank: string
  readonly off: boolean
  readonly deleted: Deletion | null
}
export const ChecklistEntrySchema = v.object({
  list: v.string(),
  text: v.string(),
  computed: text,
  rank: v.nullish(v.string(), ''),
  off: flag,
  deleted: DeletionSchema,
})

/** The Definition of Ready of a plan that has not written its own. */
export const DEFAULT_READY: readonly { computed: ComputedCheck; text: string }[] = [
  { computed: 'why', text: 'It says why' },
  { computed: 'criteria', text: 'It has acceptance criteria' },
  { computed: 'estimate', text: 'It is estimated' },
  { computed: 'size', text: 'It is small enough for one sprint' },
  { computed: 'no-blocker-below', text: 'Nothing that blocks it stands below it' },
]
/** Above this estimate an item is too big to be ready (planning poker's default limit, Cohn). */
export const DEFAULT_SIZE_LIMIT = 20
