import type { Draft, DraftShelf } from '../../src/ui/kit/draft-shelf.ts'

/** A shelf of drafts without a browser's database, to look into. */
export function memoryShelf(left: Readonly<Record<string, Partial<Draft>>> = {}) {
  const drafts = new Map<string, Draft>()
  for (const [field, draft] of Object.entries(left)) drafts.set(field, { text: '', base: '', place: '', ...draft })
  return {
    find: (field) => drafts.get(field) ?? null,
    put: (field, draft) => void drafts.set(field, draft),
    drop: (field) => void drafts.delete(field),
    /** What lies there now. */
    get lying() {
      return Object.fromEntries([...drafts].map(([field, { text }]) => [field, text]))
    },
  } satisfies DraftShelf & { lying: Record<string, string> }
}
