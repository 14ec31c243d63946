import * as v from 'valibot'
import * as Y from 'yjs'
import { isOpen, type Item } from '../model/item.ts'
import { PlanFactsSchema, type PlanFacts } from '../model/plan.ts'
import { TABLE_NAMES, type Rows, type TableName } from '../model/tables.ts'
import { createPartIndex, ownersOf, PART_TABLES, type ItemParts, type PartIndex, type PartTable } from './item-parts.ts'
import { createMergedItems, NAMING_TABLES, type MergedItems } from './merged-items.ts'
import { createOrderIndex, type OrderIndex } from './order-index.ts'
import { createChangeReader, type FoundChanges, type PlanChanges, type RootText } from './plan-changes.ts'
import { readRow, type Unreadable } from './read-row.ts'
import { createSortedIds, type SortedIds } from './sorted-ids.ts'

export type { OrderIndex } from './order-index.ts'
export type { PlanChanges, RootText } from './plan-changes.ts'
export type { SortedIds } from './sorted-ids.ts'
export type { Unreadable } from './read-row.ts'
export type { ItemParts, PartTable } from './item-parts.ts'

type PlanListener = (changed: PlanChanges, origin: unknown) => void

/**
 * A plan as plain frozen rows over its Yjs document. Rows are read once and then again only for the ids that a
 * transaction touched; readers may keep them. Writes nothing: that is for write.ts, inside a line writer.
 */
export class Plan {
  readonly doc: Y.Doc
  readonly #tables = new Map<TableName, Map<string, unknown>>()
  readonly #unreadable = new Map<`${TableName}/${string}`, Unreadable>()
  readonly #parts = new Map<PartTable, PartIndex<PartTable>>()
  readonly #listeners = new Set<PlanListener>()
  readonly #readChanges: (transaction: Y.Transaction) => FoundChanges | null
  #facts: PlanFacts | null = null
  #sorted: SortedIds | null = null
  #live: SortedIds | null = null
  #open: SortedIds | null = null
  #keys: Map<string, string> | null = null
  #order: OrderIndex | null = null
  #merged: MergedItems | null = null

  constructor(doc: Y.Doc) {
    this.doc = doc
    this.#readChanges = createChangeReader(doc)
    doc.on('afterTransaction', this.#take)
  }

  get facts(): PlanFacts {
    this.#facts ??= readFacts(this.doc)
    return this.#facts
  }

  /** All records of a table, deleted ones too, by id. Changes under the reader's hands; the rows in it never do. */
  rows<T extends TableName>(table: T): ReadonlyMap<string, Rows[T]> {
    return this.#table(table)
  }

  row<T extends TableName>(table: T, id: string): Rows[T] | undefined {
    return this.#table(table).get(id)
  }

  /** Records that could not be read, of all tables. Asking for them reads every table. */
  get unreadable(): ReadonlyMap<`${TableName}/${string}`, Unreadable> {
    for (const table of TABLE_NAMES) this.#table(table)
    return this.#unreadable
  }

  get order(): OrderIndex {
    this.#order ??= createOrderIndex(this.#ranks())
    return this.#order
  }

  /** Items that are not deleted, in order. */
  get live(): SortedIds {
    this.#live ??= createSortedIds(
      this.#ranked((id) => this.row('items', id)?.deleted === null),
      { inOrder: true },
    )
    return this.#live
  }

  /** Open items in order: what the backlog counts from 1. */
  get open(): SortedIds {
    this.#open ??= createSortedIds(
      this.#ranked((id) => this.#isOpen(id)),
      { inOrder: true },
    )
    return this.#open
  }

  /** The place in the backlog that people see, from 1. For an item that is not open: where it would stand. 0 without a rank. */
  rankOf(item: string): number {
    const key = this.order.keyOf(item)
    return key === undefined ? 0 : this.open.countBefore(key, item) + 1
  }

  /** The item that people call by this key, whatever its case. */
  itemWithKey(key: string): string | undefined {
    if (this.#keys === null) {
      this.#keys = new Map()
      for (const item of this.rows('items').values()) this.#keys.set(item.key.toUpperCase(), item.id)
    }
    return this.#keys.get(key.toUpperCase())
  }

  /** The item that another one was merged into, at the end; itself where it was not. */
  heirOf(item: string): string {
    return this.#merging().heirOf(item)
  }

  /** What belongs to an item: live rows only, criteria and tasks by rank, comments and pulls by time. */
  partsOf<T extends PartTable>(table: T, item: string): readonly ItemParts[T][] {
    return this.#partIndex(table).of(item)
  }

  text(table: TableName, id: string, field: string): Y.Text | undefined {
    const record: unknown = this.doc.getMap(table).get(id)
    const text: unknown = record instanceof Y.Map ? record.get(field) : undefined
    return text instanceof Y.Text ? text : undefined
  }

  textOf(table: TableName, id: string, field: string): string {
    // A Y.Text is read through toJSON: its toString is the same string, but any object has one.
    return this.text(table, id, field)?.toJSON() ?? ''
  }

  rootText(field: RootText): Y.Text {
    return this.doc.getText(field)
  }

  /** Called once a transaction, with rows and indexes already up to date. Must not write. */
  onChange(listener: PlanListener): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  destroy(): void {
    this.doc.off('afterTransaction', this.#take)
    this.#listeners.clear()
  }

  readonly #take = (transaction: Y.Transaction): void => {
    const found = this.#readChanges(transaction)
    if (found === null) return
    const parts = new Map<PartTable, Set<string>>()
    const formerKeys = new Map<string, string>()
    const changed: PlanChanges = { ...found, tables: this.#withMerged(found.tables), parts, formerKeys }
    for (const [table, ids] of changed.tables) this.#refresh(table, ids, parts)
    if (changed.facts) this.#facts = null
    if (changed.ranks.size > 0 && this.#sorted !== null) {
      const ranks = this.doc.getMap('ranks')
      for (const id of changed.ranks) formerKeys.set(id, this.#sorted.keyOf(id) ?? '')
      this.#sorted.set(new Map([...changed.ranks].map((id) => [id, keyOrNone(ranks.get(id))])))
    }
    const moved = new Set([...changed.ranks, ...(changed.tables.get('items') ?? [])])
    if (moved.size > 0) {
      this.#live?.set(this.#keysWhere(moved, (id) => this.row('items', id)?.deleted === null))
      this.#open?.set(this.#keysWhere(moved, (id) => this.#isOpen(id)))
    }
    for (const listener of [...this.#listeners]) listener(changed, transaction.origin)
  }

  /** Where items were merged or came back, what is read elsewhere now changed with them. */
  #withMerged(tables: FoundChanges['tables']): FoundChanges['tables'] {
    const touched = this.#merged?.take(tables.get('items') ?? [])
    if (touched === undefined || touched.size === 0) return tables
    const all = new Map(tables).set('items', new Set([...(tables.get('items') ?? []), ...touched]))
    for (const table of NAMING_TABLES) {
      const rows = this.#tables.get(table)
      if (rows === undefined) continue
      const ids = new Set(tables.get(table))
      for (const [id, row] of rows) if (this.#merging().names(table, row, touched)) ids.add(id)
      if (ids.size > 0) all.set(table, ids)
    }
    return all
  }

  #merging(): MergedItems {
    this.#merged ??= createMergedItems(this.doc.getMap('items'))
    return this.#merged
  }

  #refresh(table: TableName, ids: ReadonlySet<string>, touched: Map<PartTable, Set<string>>): void {
    const rows = this.#tables.get(table)
    if (rows === undefined) return
    const records = this.doc.getMap(table)
    const owners = new Set<string>()
    for (const id of ids) {
      const before = rows.get(id)
      this.#readInto(rows, table, id, records.get(id))
      const now = rows.get(id)
      if (table === 'items') this.#renameKey(id, before as Item | undefined, now as Item | undefined)
      if (!isPartTable(table)) continue
      this.#parts
        .get(table)
        ?.replace(before as ItemParts[PartTable] | undefined, now as ItemParts[PartTable] | undefined)
      for (const row of [before, now])
        if (row !== undefined)
          for (const item of ownersOf(table, row as ItemParts[PartTable] as never)) owners.add(item)
    }
    if (isPartTable(table)) touched.set(table, owners)
  }

  #renameKey(id: string, before: Item | undefined, now: Item | undefined): void {
    if (this.#keys === null || before?.key === now?.key) return
    if (before !== undefined && this.#keys.get(before.key.toUpperCase()) === id)
      this.#keys.delete(before.key.toUpperCase())
    if (now !== undefined) this.#keys.set(now.key.toUpperCase(), id)
  }

  #isOpen(id: string): boolean {
    const item = this.row('items', id)
    return item !== undefined && isOpen(item)
  }

  *#ranked(wanted: (id: string) => boolean): Iterable<readonly [string, string]> {
    const ranks = this.#ranks()
    for (const id of ranks.ids) if (wanted(id)) yield [id, ranks.keyOf(id) as string]
  }

  #keysWhere(ids: ReadonlySet<string>, wanted: (id: string) => boolean): Map<string, string | undefined> {
    const ranks = this.#ranks()
    return new Map([...ids].map((id) => [id, wanted(id) ? ranks.keyOf(id) : undefined]))
  }

  #table<T extends TableName>(table: T): Map<string, Rows[T]> {
    const known = this.#tables.get(table)
    if (known !== undefined) return known as Map<string, Rows[T]>
    const rows = new Map<string, Rows[T]>()
    this.#tables.set(table, rows)
    this.doc.getMap(table).forEach((record, id) => this.#readInto(rows, table, id, record))
    return rows
  }

  #readInto(rows: Map<string, unknown>, table: TableName, id: string, record: unknown): void {
    const read = readRow(table, id, record)
    if ('row' in read) {
      rows.set(id, this.#merging().asRead(table, read.row))
      this.#unreadable.delete(`${table}/${id}`)
    } else {
      rows.delete(id)
      // A record that is gone altogether is not unreadable: nothing is there. No honest writer removes one.
      if (record === undefined) this.#unreadable.delete(`${table}/${id}`)
      else this.#unreadable.set(`${table}/${id}`, read.unreadable)
    }
  }

  #partIndex<T extends PartTable>(table: T): PartIndex<T> {
    const known = this.#parts.get(table)
    if (known !== undefined) return known as unknown as PartIndex<T>
    const index = createPartIndex(table, this.#table(table).values(), (row) => this.#merging().isAdopted(row))
    this.#parts.set(table, index as unknown as PartIndex<PartTable>)
    return index
  }

  #ranks(): SortedIds {
    if (this.#sorted !== null) return this.#sorted
    const entries: [string, string][] = []
    this.doc.getMap('ranks').forEach((key, id) => {
      const known = keyOrNone(key)
      if (known !== undefined) entries.push([id, known])
    })
    this.#sorted = createSortedIds(entries)
    return this.#sorted
  }
}

export function createPlan(doc: Y.Doc): Plan {
  return new Plan(doc)
}

/** Tables of which an item has parts; a change there concerns the item too. */
export function isPartTable(table: TableName): table is PartTable {
  return (PART_TABLES as readonly string[]).includes(table)
}

function keyOrNone(key: unknown): string | undefined {
  return typeof key === 'string' && key !== '' ? key : undefined
}

/** A fact that cannot be read falls back to its default alone; the others stay. */
function readFacts(doc: Y.Doc): PlanFacts {
  const raw: Record<string, unknown> = {}
  doc.getMap('plan').forEach((value, key) => {
    raw[key] = value
  })
  const whole = v.safeParse(PlanFactsSchema, raw)
  if (whole.success) return Object.freeze(whole.output)
  for (const issue of whole.issues) {
    const field = issue.path?.[0]?.key
    if (typeof field === 'string') delete raw[field]
  }
  return Object.freeze(v.parse(PlanFactsSchema, raw))
}
