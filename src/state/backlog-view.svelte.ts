import type { Plan, PlanChanges } from '../doc/plan.ts'
import { goalOf } from '../model/goal-of.ts'
import type { Item } from '../model/item.ts'
import {
  createMatcher,
  filterToQuery,
  isFiltering,
  NO_FILTER,
  queryToFilter,
  type BacklogFilter,
  type FilterNames,
} from './backlog-filter.ts'
import { createSelection, type Selection } from './selection.svelte.ts'
import { createVisibleOrder, type VisibleOrder } from './visible-order.ts'

export type { BacklogFilter, Show } from './backlog-filter.ts'
export { NONE, NO_FILTER } from './backlog-filter.ts'

/**
 * The list as one person looks at it: which items pass the filter, which are selected, which one is at hand and which
 * is opened. Only ids; a changed item is tested alone, and the list becomes another array only when an id came or went
 * or moved.
 */
export interface BacklogView {
  readonly filter: BacklogFilter
  readonly filtering: boolean
  setFilter(change: Partial<BacklogFilter>): void
  clearFilter(): void
  /** The filter as a readable line, for the address bar and for sharing. */
  query: string
  readonly visible: readonly string[]
  readonly selection: Selection
  /** The row at hand: J and K move it. Null in an empty list. */
  readonly current: string | null
  setCurrent(id: string | null): void
  /** By so many rows, stopping at the ends. Answers where it is now. */
  step(by: number): string | null
  readonly opened: string | null
  open(id: string | null): void
  /** What is acted on: the selected items, or else the row at hand. */
  readonly atHand: readonly string[]
  /** For a move command: the item behind which these go, null for the top; undefined if they cannot go further. */
  afterForStep(ids: readonly string[], direction: 'up' | 'down' | 'top' | 'bottom'): string | null | undefined
  /** For a drop just above or below a visible row. */
  afterForDrop(target: string, edge: 'above' | 'below'): string | null
  stop(): void
}

export function createBacklogView(plan: Plan): BacklogView {
  let filter = $state.raw<BacklogFilter>(NO_FILTER)
  let matches = matcher()
  let sorted: VisibleOrder = collect(plan.live.ids)
  let visible = $state.raw<readonly string[]>([...sorted.ids])
  let current = $state<string | null>(null)
  let opened = $state<string | null>(null)
  const selection = createSelection(() => visible)
  const names = filterNames(plan)
  const stop = plan.onChange(take)

  return {
    get filter() {
      return filter
    },
    get filtering() {
      return isFiltering(filter)
    },
    setFilter: (change) => look({ ...filter, ...change }),
    clearFilter: () => look(NO_FILTER),
    get query() {
      return filterToQuery(filter, names)
    },
    set query(text) {
      look(queryToFilter(text, names))
    },
    get visible() {
      return visible
    },
    selection,
    get current() {
      return current
    },
    setCurrent(id) {
      current = id
    },
    step(by) {
      const at = current === null ? -1 : sorted.positionOf(current)
      const next = at < 0 ? (by > 0 ? 0 : visible.length - 1) : Math.max(0, Math.min(visible.length - 1, at + by))
      current = visible[next] ?? null
      return current
    },
    get opened() {
      return opened
    },
    open(id) {
      opened = id
      if (id !== null) current = id
    },
    get atHand() {
      const chosen = selection.ids
      return chosen.length > 0 ? chosen : current === null ? [] : [current]
    },
    afterForStep,
    afterForDrop: (target, edge) => (edge === 'below' ? target : above(target)),
    stop,
  }

  function look(next: BacklogFilter): void {
    const narrower = isNarrower(filter, next)
    filter = next
    matches = matcher()
    // One more letter only takes items away: the others need not be tested again.
    show(collect(narrower ? sorted.ids : plan.live.ids))
  }

  function take(changed: PlanChanges): void {
    if (filter.goals.length > 0 && changed.tables.has('epics')) return show(collect(plan.live.ids))
    const ids = new Set([...(changed.tables.get('items') ?? []), ...changed.ranks])
    if (ids.size === 0) return
    const other = sorted.follow(ids, changed.formerKeys)
    const gone = [...(changed.tables.get('items') ?? [])].filter((id) => plan.row('items', id)?.deleted !== null)
    if (gone.length > 0) forget(gone)
    if (other) show(sorted)
  }

  function show(next: VisibleOrder): void {
    const before = current === null ? -1 : visible.indexOf(current)
    sorted = next
    visible = [...next.ids]
    // The row at hand went: the one that took its place is at hand now.
    if (current !== null && next.positionOf(current) < 0)
      current = visible[Math.min(before, visible.length - 1)] ?? null
  }

  function forget(gone: readonly string[]): void {
    selection.drop(gone)
    if (opened !== null && gone.includes(opened)) opened = null
  }

  function matcher(): (item: Item) => boolean {
    return createMatcher(filter, (item) => goalOf(item, (id) => plan.row('epics', id))?.goal ?? null)
  }

  function passes(id: string): boolean {
    const item = plan.row('items', id)
    return item !== undefined && matches(item)
  }

  /** Out of ids that are in order already, so that nothing is sorted. */
  function collect(ids: readonly string[]): VisibleOrder {
    return createVisibleOrder(plan.order, passes, ids)
  }

  function above(id: string): string | null {
    return plan.order.ids[plan.order.positionOf(id) - 1] ?? null
  }

  function afterForStep(
    ids: readonly string[],
    direction: 'up' | 'down' | 'top' | 'bottom',
  ): string | null | undefined {
    const moving = new Set(ids)
    const positions = ids.map((id) => sorted.positionOf(id)).filter((position) => position >= 0)
    if (positions.length === 0) return undefined
    const first = Math.min(...positions)
    const last = Math.max(...positions)
    const together = last - first === positions.length - 1
    if (direction === 'top' || direction === 'up') {
      const target = direction === 'top' ? visible.find((id) => !moving.has(id)) : visible[together ? first - 1 : first]
      if (target === undefined || (together && first === 0)) return undefined
      return above(target)
    }
    if (together && last === visible.length - 1) return undefined
    return direction === 'bottom' ? visible.findLast((id) => !moving.has(id)) : visible[together ? last + 1 : last]
  }
}

function isNarrower(before: BacklogFilter, next: BacklogFilter): boolean {
  const { text: was, ...rest } = before
  const { text: is, ...now } = next
  return is.startsWith(was) && (Object.keys(rest) as (keyof typeof rest)[]).every((key) => rest[key] === now[key])
}

function filterNames(plan: Plan): FilterNames {
  const nameIn = (row: { name?: string; title?: string } | undefined): string => row?.name ?? row?.title ?? ''
  return {
    nameOf: (list, id) => nameIn(plan.row(list, id)),
    idOf: (list, name) =>
      [...plan.rows(list).values()].find(
        (row) => row.deleted === null && nameIn(row).toLowerCase() === name.toLowerCase(),
      )?.id,
  }
}
