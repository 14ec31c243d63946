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

/**
 * A list of the plan's own in its order, without what was deleted; for the Definition of Ready empty while the default stands.
 *
 * Two people who edit the default while apart write all of its entries twice. A check that the app answers is asked once:
 * its copy with the lowest id stands for all of them. It is off if one of them is, and has the words that somebody gave it.
 */
export function listInOrder(rows: Iterable<ChecklistEntry>, list: ChecklistEntry['list']): readonly ChecklistEntry[] {
  const live = [...rows].filter((entry) => entry.list === list && entry.deleted === null).sort(byId)
  const shown = new Map<string, ChecklistEntry>()
  for (const entry of live) {
    const first = shown.get(entry.computed)
    if (entry.computed === '' || first === undefined) shown.set(entry.computed || entry.id, entry)
    else shown.set(entry.computed, { ...first, text: givenWords(first, entry), off: first.off || entry.off })
  }
  return [...shown.values()].sort((a, b) => (a.rank < b.rank ? -1 : a.rank > b.rank ? 1 : byId(a, b)))
}

/** Live records of the same check, this one too: what is done to an entry is done to all of them. */
export function copiesOf(rows: Iterable<ChecklistEntry>, entry: ChecklistEntry): readonly ChecklistEntry[] {
  if (entry.computed === '') return [entry]
  return [...rows].filter(
    ({ list, computed, deleted }) => list === entry.list && computed === entry.computed && deleted === null,
  )
}

function givenWords(first: ChecklistEntry, other: ChecklistEntry): string {
  return DEFAULT_READY.some(({ text }) => text === first.text) ? other.text : first.text
}

function byId(a: ChecklistEntry, b: ChecklistEntry): number {
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0
}

/** Above this estimate an item is too big to be ready (planning poker's default limit, Cohn). */
export const DEFAULT_SIZE_LIMIT = 20
