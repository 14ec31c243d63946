import { SvelteMap } from 'svelte/reactivity'
import { isPartTable, type ItemParts, type PartTable, type Plan, type PlanChanges } from '../doc/plan.ts'
import type { PlanFacts } from '../model/plan.ts'
import { TABLE_NAMES, type Rows, type TableName } from '../model/tables.ts'
import { createKeyedSignals } from './keyed-signals.svelte.ts'

/** Tables that a screen may walk through as a whole. Parts of items are asked for by item. */
export type ListedTable = Exclude<TableName, Exclude<PartTable, 'pulls' | 'questions'>>
type Maps = { [T in ListedTable]: SvelteMap<string, Rows[T]> }

/**
 * A plan's rows as signals, refreshed id by id: an edit wakes what shows that record and nothing else. Reads only;
 * a property test holds that it equals a fresh read after any sequence of edits.
 */
export interface PlanRows {
  readonly facts: PlanFacts
  table<T extends ListedTable>(table: T): SvelteMap<string, Rows[T]>
  row<T extends TableName>(table: T, id: string): Rows[T] | undefined
  partsOf<T extends PartTable>(table: T, item: string): readonly ItemParts[T][]
  /** Items that are not deleted, in the order. A new array whenever a place changed, never for a title. */
  readonly order: readonly string[]
  /** How many items are open. */
  readonly openCount: number
  /** The place among open items, from 1. */
  rankOf(item: string): number
  textOf(table: TableName, id: string, field: string): string
  rootTextOf(field: 'vision' | 'strategy'): string
  /** Wakes whenever an item changed in any way, or another came: for pictures of the whole. */
  watchItems(): void
  stop(): void
}

const isListed = (table: TableName): table is ListedTable =>
  table === 'pulls' || table === 'questions' || !isPartTable(table)

export function createPlanRows(plan: Plan): PlanRows {
  // Made at once and not when first asked for: a map that is born inside a reader would never wake that reader.
  const maps = Object.fromEntries(
    TABLE_NAMES.filter(isListed).map((table) => [table, new SvelteMap<string, unknown>(plan.rows(table))]),
  ) as unknown as Maps
  const signals = createKeyedSignals()
  let facts = $state.raw(plan.facts)
  let order = $state.raw<readonly string[]>([...plan.live.ids])
  let places = $state(0)
  let openVersion = plan.open.version
  let items = $state(0)
  let liveVersion = plan.live.version
  const stop = plan.onChange(take)

  return {
    get facts() {
      return facts
    },
    table: <T extends ListedTable>(table: T) => maps[table] as SvelteMap<string, Rows[T]>,
    row<T extends TableName>(table: T, id: string): Rows[T] | undefined {
      if (isListed(table)) return (maps[table] as SvelteMap<string, Rows[T]>).get(id)
      signals.watch(`${table}/${id}`)
      return plan.row(table, id)
    },
    partsOf(table, item) {
      signals.watch(`${table} of ${item}`)
      return plan.partsOf(table, item)
    },
    get order() {
      return order
    },
    get openCount() {
      void places
      return plan.open.ids.length
    },
    rankOf(item) {
      void places
      return plan.rankOf(item)
    },
    textOf(table, id, field) {
      signals.watch(`${table}/${id}/${field}`)
      return plan.textOf(table, id, field)
    },
    rootTextOf(field) {
      signals.watch(`plan/${field}`)
      return plan.rootText(field).toJSON()
    },
    watchItems: () => void items,
    stop,
  }

  function take(changed: PlanChanges): void {
    for (const [table, ids] of changed.tables) {
      for (const id of ids) {
        if (isListed(table)) replace(table, id)
        signals.touch(`${table}/${id}`)
      }
    }
    for (const [table, owners] of changed.parts) for (const item of owners) signals.touch(`${table} of ${item}`)
    for (const text of changed.texts) signals.touch(text)
    if (changed.facts) facts = plan.facts
    if (changed.tables.has('items') || changed.ranks.size > 0) items++
    if (plan.live.version !== liveVersion) {
      liveVersion = plan.live.version
      order = [...plan.live.ids]
    }
    // A parked item that moves has another place to return to, although no open item moved.
    if (plan.open.version !== openVersion || changed.ranks.size > 0) {
      openVersion = plan.open.version
      places++
    }
  }

  function replace(table: ListedTable, id: string): void {
    const map = maps[table] as SvelteMap<string, unknown>
    const row = plan.row(table, id)
    if (row === undefined) map.delete(id)
    else map.set(id, row)
  }
}
