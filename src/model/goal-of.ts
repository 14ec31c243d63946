import type { Epic } from './epic.ts'
import type { Item } from './item.ts'

/** The goal that an item serves: its own, or its epic's. `inherited` names the epic then. */
export interface ItemGoal {
  readonly goal: string
  readonly inherited: string | null
}

export function goalOf(
  item: Pick<Item, 'goal' | 'epic'>,
  epicOf: (id: string) => Pick<Epic, 'id' | 'goal' | 'deleted'> | undefined,
): ItemGoal | null {
  if (item.goal !== null) return { goal: item.goal, inherited: null }
  const epic = item.epic === null ? undefined : epicOf(item.epic)
  if (epic === undefined || epic.deleted !== null || epic.goal === null) return null
  return { goal: epic.goal, inherited: epic.id }
}
