import type { Item } from './item.ts'
import type { Pull, Sprint } from './sprint.ts'

/** An item that teams went past although it stood higher, and the reasons they gave. */
export interface Skipped {
  readonly item: string
  /** In how many sprints. */
  readonly sprints: number
  /** Newest first, each once. */
  readonly reasons: readonly string[]
}

/** Sprints of a team that are looked at. */
const LAST_SPRINTS = 6
/** Passed over in so many of them, it is a pattern and not a day. */
export const AGAIN_AND_AGAIN = 2

/**
 * What was passed over in the last sprints of a team, or of each for null, and still waits, the most often first: for whoever
 * orders, to ask whether the order or the item is wrong. It says nothing about people.
 */
export function skipPattern(
  team: string | null,
  sprints: Iterable<Sprint>,
  pulls: Iterable<Pull>,
  itemOf: (id: string) => Pick<Item, 'id' | 'stage' | 'sprint' | 'parked' | 'deleted'> | undefined,
): readonly Skipped[] {
  const known = [...sprints].filter((sprint) => (team === null || sprint.team === team) && sprint.deleted === null)
  const teams = new Set(known.map((sprint) => sprint.team))
  const last = new Set([...teams].flatMap((one) => lastOf(known.filter((sprint) => sprint.team === one))))
  const found = new Map<string, { sprints: Set<string>; reasons: Set<string> }>()
  const newest = [...pulls]
    .filter((pull) => pull.deleted === null && pull.past.length > 0 && last.has(pull.sprint))
    .sort((a, b) => b.at - a.at)
  for (const { past, sprint, why } of newest)
    for (const id of new Set(past)) {
      const item = itemOf(id)
      const waits = item?.deleted === null && item.stage === 'open' && item.sprint === null && !item.parked
      if (item === undefined || !waits) continue
      const before = found.get(item.id) ?? { sprints: new Set(), reasons: new Set() }
      before.sprints.add(sprint)
      before.reasons.add(why)
      found.set(item.id, before)
    }
  return [...found]
    .map(([item, one]) => ({ item, sprints: one.sprints.size, reasons: [...one.reasons] }))
    .sort((a, b) => b.sprints - a.sprints || b.reasons.length - a.reasons.length)
}

function lastOf(sprints: readonly Sprint[]): readonly string[] {
  return [...sprints]
    .sort((a, b) => (b.start ?? '').localeCompare(a.start ?? '') || (b.createdAt ?? 0) - (a.createdAt ?? 0))
    .slice(0, LAST_SPRINTS)
    .map(({ id }) => id)
}
