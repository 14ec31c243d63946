import type { Plan } from '../doc/plan.ts'
import type { Epic } from '../model/epic.ts'

/** An epic has no rank of its own: it stands where its first open item stands. */
export interface StandingEpic {
  readonly epic: Epic
  /** Its first open item; null if it has none. */
  readonly first: string | null
  /** That item's place among open items, from 1; 0 if there is none. */
  readonly rank: number
  /** How many of its items are open. */
  readonly open: number
}

/** One walk over the open items; epics without any come last, by title. */
export function epicsInOrder(plan: Plan): StandingEpic[] {
  const standing = new Map<string, { first: string; rank: number; open: number }>()
  plan.open.ids.forEach((id, position) => {
    const epic = plan.row('items', id)?.epic ?? null
    if (epic === null) return
    const known = standing.get(epic)
    if (known === undefined) standing.set(epic, { first: id, rank: position + 1, open: 1 })
    else known.open++
  })
  return [...plan.rows('epics').values()]
    .filter((epic) => epic.deleted === null)
    .map((epic): StandingEpic => ({ epic, ...(standing.get(epic.id) ?? { first: null, rank: 0, open: 0 }) }))
    .sort((a, b) => (a.rank === 0 ? 1 : 0) - (b.rank === 0 ? 1 : 0) || a.rank - b.rank || compareTitles(a.epic, b.epic))
}

function compareTitles(a: Epic, b: Epic): number {
  return a.title < b.title ? -1 : a.title > b.title ? 1 : a.id < b.id ? -1 : 1
}
