import type { Item } from '../../model/item.ts'

/** How far an item is, in one word. */
export function stageWords(item: Pick<Item, 'stage' | 'parked'>): string {
  if (item.stage === 'done' || item.stage === 'dropped') return item.stage
  if (item.parked) return 'parked'
  return item.stage
}
