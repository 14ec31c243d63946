import { DEFAULT_READY, listInOrder as ownInOrder, type ChecklistEntry, type ListName } from '../../model/checklist.ts'

/** One line of a checklist as it is edited; of a list that the plan has not written, `id` is the computed check. */
export interface ListEntry {
  readonly id: string
  readonly text: string
  readonly off: boolean
  readonly computed: string
}

/** A list in its order: the plan's own, or the default as long as it has written none. */
export function listInOrder(rows: readonly ChecklistEntry[], list: ListName): readonly ListEntry[] {
  const own = ownInOrder(rows, list)
  if (own.length > 0 || list !== 'ready') return own
  return DEFAULT_READY.map(({ computed, text }) => ({ id: computed, text, off: false, computed }))
}

/** Deleted entries that can come back: none that would ask for the same twice, and none while the default stands. */
export function removedEntries(
  rows: readonly ChecklistEntry[],
  list: ListName,
  shown: readonly ListEntry[],
): readonly ChecklistEntry[] {
  const isDefault = list === 'ready' && !rows.some((entry) => entry.list === list && entry.deleted === null)
  if (isDefault) return []
  const removed = rows.filter((entry) => entry.list === list && entry.deleted !== null)
  const asked = new Set<string>()
  return removed
    .sort((a, b) => (b.deleted?.at ?? 0) - (a.deleted?.at ?? 0) || (a.id < b.id ? -1 : 1))
    .filter((entry) => {
      const what = entry.computed === '' ? entry.text : entry.computed
      if (asked.has(what) || shown.some((one) => (one.computed === '' ? one.text : one.computed) === what)) return false
      asked.add(what)
      return true
    })
}

/** Checks that Ordinal can answer and the list does not ask for. */
export function missingChecks(shown: readonly ListEntry[]): readonly (typeof DEFAULT_READY)[number][] {
  return DEFAULT_READY.filter(({ computed }) => !shown.some((entry) => entry.computed === computed))
}
