import * as v from 'valibot'
import { flag, text } from './fields.ts'
import { DeletionSchema, type Deletion } from './deletion.ts'

export const COMPUTED_CHECKS = ['why', 'criteria', 'estimate', 'size', 'no-open-question', 'no-blocker-below'] as const
export type ComputedCheck = (typeof COMPUTED_CHECKS)[number]

export type ListName = 'ready' | 'done'

/** One entry of the Definition of Ready or of Done. `computed` names a check that the app answers; '' is ticked by people. */
export interface ChecklistEntry {
  readonly id: string
  readonly list: ListName | (string & {})
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
  { computed: 'no-open-question', text: 'No question on it is open' },
  { computed: 'no-blocker-below', text: 'Nothing that blocks it stands below it' },
]

/** What a check that the app answers is called, where the plan has no words of its own for it. */
export function readyWords(check: ComputedCheck): string {
  return DEFAULT_READY.find((one) => one.computed === check)?.text ?? check
}

/** Above this estimate an item is too big to be ready (planning poker's default limit, Cohn). */
export const DEFAULT_SIZE_LIMIT = 20
