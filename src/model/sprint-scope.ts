import type { Item } from './item.ts'
import type { Pull, Sprint } from './sprint.ts'
import { sizeIn, type Unit } from './team-unit.ts'

/** What is taken only if there is room counts for nothing before somebody begins it: then there was room. */
export function waitsForRoom({ ifRoom }: Pick<Pull, 'ifRoom'>, item: Pick<Item, 'stage'> | undefined): boolean {
  return ifRoom && item?.stage === 'open'
}

/**
 * Stays as they count in a sprint's scope: what was taken only if there is room comes in when it is begun, as an addition, and
 * not at all while it waits.
 */
export function countedStays(
  pulls: readonly Pull[],
  itemOf: (id: string) => Pick<Item, 'stage' | 'startedAt'> | undefined,
): readonly Pull[] {
  return pulls.flatMap((pull) => {
    if (!pull.ifRoom) return [pull]
    const item = itemOf(pull.item)
    const ended = pull.leftHow === 'done' ? pull.leftAt : null
    const begun = item?.stage === 'open' && ended === null ? null : (item?.startedAt ?? ended)
    const left = pull.leftAt ?? Infinity
    return begun === null || begun > left ? [] : [{ ...pull, at: Math.max(pull.at, begun), added: true }]
  })
}

/** What the items that are in a sprint come to, done ones included, in the team's unit. */
export function scopeInSprint(
  pulls: Iterable<Pull>,
  itemOf: (id: string) => Item | undefined,
  sprint: string,
  unit: Unit,
): number {
  const items = new Set<string>()
  for (const pull of pulls)
    if (pull.sprint === sprint && pull.deleted === null && (pull.leftAt === null || pull.leftHow === 'done'))
      if (!waitsForRoom(pull, itemOf(pull.item))) items.add(pull.item)
  let sum = 0
  for (const id of items) {
    const item = itemOf(id)
    if (item !== undefined && item.deleted === null && item.sprint === sprint) sum += sizeIn(unit, item.estimate)
  }
  return sum
}

/** Capacity at hand: what is left of it. Below 0 where more was taken in than fits; null where the sprint has none. */
export function capacityAtHand({ capacity }: Pick<Sprint, 'capacity'>, scope: number): number | null {
  return capacity === null ? null : capacity - scope
}
