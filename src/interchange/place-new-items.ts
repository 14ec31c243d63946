import { keysBetween } from '../doc/order-keys.ts'
import type { Plan } from '../doc/plan.ts'
import type { Random } from '../model/id.ts'

/** An item of the file in its order: one that the plan has already, or a new one to be placed. */
export interface Placed {
  readonly id: string
  readonly isNew: boolean
}

/**
 * Ranks for the new items of a file. Each goes after the nearest item above it in the file that the plan has; what stands
 * above all of these goes before the first of them; if the plan has none of the file's items, all go to the end.
 * Items that have a rank keep it, unless two neighbours have one and the same key and nothing fits between them.
 */
export function placeNewItems(plan: Plan, file: readonly Placed[], random: Random): ReadonlyMap<string, string> {
  const order = plan.order
  const runs = new Map<string | null, string[]>()
  let anchor: string | null = null
  let first: string | null = null
  for (const { id, isNew } of file) {
    if (!isNew) {
      if (order.positionOf(id) < 0) continue
      anchor = id
      first ??= id
    } else {
      const run = runs.get(anchor)
      if (run) run.push(id)
      else runs.set(anchor, [id])
    }
  }
  const keys = new Map<string, string>()
  for (const [after, run] of runs) {
    const low = after ?? (first === null ? order.ids.at(-1) : order.ids[order.positionOf(first) - 1]) ?? null
    const high = low === null ? order.ids[0] : order.ids[order.positionOf(low) + 1]
    const made = keysBetween(
      low === null ? null : (order.keyOf(low) ?? null),
      high === undefined ? null : (order.keyOf(high) ?? null),
      run.length,
      random,
    )
    if (made) run.forEach((id, i) => keys.set(id, made[i] ?? ''))
    else for (const [id, key] of order.place(run, low, random)) keys.set(id, key)
  }
  return keys
}
