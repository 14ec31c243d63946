import { isOpen, type Item } from '../../model/item.ts'
import { sizeIn, type Unit } from '../../model/team-unit.ts'

/** One line of the planning list: an open item of the backlog, in the one order. */
export interface PullRow {
  readonly item: Item
  /** Place among open items, from 1; null for what is finished or parked. */
  readonly rank: number | null
  /** `here`: in this sprint; `elsewhere`: in another one; `free`: not pulled. */
  readonly pulled: 'here' | 'elsewhere' | 'free'
  /** In this sprint, but only if there is room: it counts for nothing in the sums. */
  readonly ifRoom: boolean
  /** What is pulled down to this row, for rows that are here. */
  readonly sum: number | null
}

export interface PullList {
  readonly rows: readonly PullRow[]
  /** What is in the sprint, whatever stage its items are in, in the team's unit. */
  readonly total: number
  readonly unit: Unit
  /** Items in the sprint without an estimate; they count for nothing in the total. */
  readonly unestimated: number
  /**
   * The capacity line stands above this row: where what is pulled, and then what stands next in the order, no longer
   * fits. The number of rows if everything fits; null without a capacity.
   */
  readonly line: number | null
  /** Capacity left; negative if more is pulled than fits. Null without a capacity. */
  readonly free: number | null
}

/**
 * The backlog from the top, as a team sees it that plans a sprint. `ordered` is every live item in rank order; what is
 * finished, dropped or parked is left out unless it is in this sprint.
 */
export function pullList(
  ordered: Iterable<Item>,
  sprint: { readonly id: string; readonly capacity: number | null },
  /** Items that are taken only if there is room. */
  ifRoom: ReadonlySet<string> = new Set(),
  unit: Unit = 'points',
  /** The list before. Rows that say the same are the same objects, so that of thousands only those are drawn that changed. */
  before: readonly PullRow[] = [],
): PullList {
  const rows: PullRow[] = []
  let rank = 0
  let total = 0
  let unestimated = 0
  for (const item of ordered) {
    if (item.deleted !== null) continue
    const open = isOpen(item)
    if (open) rank += 1
    const here = item.sprint === sprint.id
    if (!open && !here) continue
    const counts = here && !ifRoom.has(item.id)
    if (counts) {
      total += sizeIn(unit, item.estimate)
      if (item.estimate === null && unit === 'points') unestimated += 1
    }
    const pulled = here ? 'here' : item.sprint === null ? 'free' : 'elsewhere'
    const row = { item, rank: open ? rank : null, pulled, ifRoom: here && !counts, sum: counts ? total : null } as const
    const was = before[rows.length]
    rows.push(was !== undefined && saysTheSame(was, row) ? was : row)
  }
  return {
    rows,
    total,
    unestimated,
    unit,
    line: capacityLine(rows, total, sprint.capacity, unit),
    free: sprint.capacity === null ? null : sprint.capacity - total,
  }
}

/** How many higher items nobody has pulled: pulling this one would go past them. */
export function pastOf(rows: readonly PullRow[], id: string): number {
  let past = 0
  for (const { item, pulled } of rows) {
    if (item.id === id) break
    if (pulled === 'free' && item.stage === 'open') past += 1
  }
  return past
}

function saysTheSame(a: PullRow, b: PullRow): boolean {
  return a.item === b.item && a.rank === b.rank && a.pulled === b.pulled && a.ifRoom === b.ifRoom && a.sum === b.sum
}

function capacityLine(rows: readonly PullRow[], total: number, capacity: number | null, unit: Unit): number | null {
  if (capacity === null) return null
  if (total > capacity) return rows.findIndex((row) => row.sum !== null && row.sum > capacity)
  let at = rows.findLastIndex((row) => row.pulled === 'here') + 1
  let sum = total
  for (; at < rows.length; at++) {
    const row = rows[at]
    if (row === undefined || row.pulled === 'elsewhere') continue
    sum += sizeIn(unit, row.item.estimate)
    if (sum > capacity) return at
  }
  return rows.length
}
