import type { Item } from './item.ts'
import type { Pull, Sprint } from './sprint.ts'

/** What the items that are in a sprint come to, done ones included, in the team's unit; those without an estimate count nothing. */
export function scopeInSprint(pulls: Iterable<Pull>, itemOf: (id: string) => Item | undefined, sprint: string): number {
  const items = new Set<string>()
  for (const pull of pulls)
    if (pull.sprint === sprint && pull.deleted === null && (pull.leftAt === null || pull.leftHow === 'done'))
      items.add(pull.item)
  let sum = 0
  for (const id of items) {
    const item = itemOf(id)
    if (item !== undefined && item.deleted === null && item.sprint === sprint) sum += item.estimate ?? 0
  }
  return sum
}

/** Capacity at hand: what is left of it. Below 0 where more was taken in than fits; null where the sprint has none. */
export function capacityAtHand({ capacity }: Pick<Sprint, 'capacity'>, scope: number): number | null {
  return capacity === null ? null : capacity - scope
}
