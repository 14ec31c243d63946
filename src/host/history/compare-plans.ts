import type { Difference } from '../../contract/history-calls.ts'
import type { Plan } from '../../doc/plan.ts'
import { isSame } from '../../doc/write.ts'
import { isLive } from '../../model/deletion.ts'
import type { Item } from '../../model/item.ts'
import { TABLE_NAMES, TABLES, type TableName } from '../../model/tables.ts'
import { longestIncreasing } from '../../model/longest-run.ts'

const MAX_ROWS = 5_000
const MAX_TEXT = 10_000
/** What no person wrote, or what says nothing without its neighbours. */
const SILENT = new Set(['id', 'lastImported', 'source', 'createdAt', 'createdBy', 'deleted', 'rank', 'orderWhyAt'])
const ROOT_TEXTS = ['vision', 'strategy'] as const

type Row = Readonly<Record<string, unknown>> & { readonly id: string }
type Changed = Difference['changed'][number]

/** All of a plan that a comparison looks at. It stays as it is when the plan goes on. */
export interface PlanPicture {
  readonly order: readonly string[]
  readonly tables: ReadonlyMap<TableName, ReadonlyMap<string, Row>>
  /** `items/<id>/description` and `plan/vision`. */
  readonly texts: ReadonlyMap<string, string>
  readonly facts: Readonly<Record<string, unknown>>
}

export function pictureOf(plan: Plan): PlanPicture {
  const tables = new Map<TableName, ReadonlyMap<string, Row>>()
  const texts = new Map<string, string>()
  for (const table of TABLE_NAMES) {
    const rows = new Map(plan.rows(table)) as unknown as Map<string, Row>
    tables.set(table, rows)
    for (const field of TABLES[table].texts)
      for (const id of rows.keys()) texts.set(`${table}/${id}/${field}`, plan.textOf(table, id, field))
  }
  for (const field of ROOT_TEXTS) texts.set(`plan/${field}`, plan.rootText(field).toJSON())
  return { order: [...plan.live.ids], tables, texts, facts: plan.facts as unknown as Readonly<Record<string, unknown>> }
}

/** What makes the second out of the first: items that came, went and moved, and every field that says something else. */
export function comparePlans(
  before: PlanPicture,
  after: PlanPicture,
  moments: { readonly from: number; readonly to: number },
): Difference {
  const wasAt = placesOf(before.order)
  const isAt = placesOf(after.order)
  const added = after.order
    .filter((id) => !wasAt.has(id))
    .map((id) => ({ ...named(after, id), position: isAt.get(id) as number }))
  const removed = before.order
    .filter((id) => !isAt.has(id))
    .map((id) => {
      const deleted = itemIn(after, id)?.deleted ?? null
      return {
        ...named(before, id),
        position: wasAt.get(id) as number,
        by: deleted?.by ?? null,
        why: deleted?.why ?? '',
      }
    })
  const moved = movedIn(after, wasAt, isAt)
  const changed = changedIn(before, after)
  const lists = [added, removed, moved, changed]
  return {
    ...moments,
    added: added.slice(0, MAX_ROWS),
    removed: removed.slice(0, MAX_ROWS),
    moved: moved.slice(0, MAX_ROWS),
    changed: changed.slice(0, MAX_ROWS),
    others: lists.reduce((sum, list) => sum + Math.max(0, list.length - MAX_ROWS), 0),
  }
}

function movedIn(
  after: PlanPicture,
  wasAt: ReadonlyMap<string, number>,
  isAt: ReadonlyMap<string, number>,
): Difference['moved'] {
  const both = after.order.filter((id) => wasAt.has(id))
  const stays = longestIncreasing(both.map((id) => wasAt.get(id) as number))
  return both
    .filter((_, i) => stays[i] !== true)
    .map((id) => ({ ...named(after, id), from: wasAt.get(id) as number, to: isAt.get(id) as number }))
}

function changedIn(before: PlanPicture, after: PlanPicture): Changed[] {
  const changed: Changed[] = []
  factsChanged(before, after, changed)
  for (const table of TABLE_NAMES) {
    const was = before.tables.get(table) as ReadonlyMap<string, Row>
    const is = after.tables.get(table) as ReadonlyMap<string, Row>
    const places = createPlaces(was, is)
    for (const [id, row] of is) {
      const old = was.get(id)
      if (old !== row || TABLES[table].texts.length > 0) rowChanged(table, old, row, before, after, places, changed)
    }
    for (const [id, row] of was) if (!is.has(id)) rowChanged(table, row, undefined, before, after, places, changed)
  }
  return changed
}

function factsChanged(before: PlanPicture, after: PlanPicture, changed: Changed[]): void {
  const note = (field: string, from: unknown, to: unknown): void => {
    if (!isSame(from ?? null, to ?? null))
      changed.push({ record: 'plan', item: null, name: String(after.facts['name'] ?? ''), field, from, to })
  }
  for (const field of new Set([...Object.keys(before.facts), ...Object.keys(after.facts)]))
    if (!SILENT.has(field)) note(field, before.facts[field] ?? null, after.facts[field] ?? null)
  for (const field of ROOT_TEXTS)
    note(field, cut(before.texts.get(`plan/${field}`) ?? ''), cut(after.texts.get(`plan/${field}`) ?? ''))
}

function rowChanged(
  table: TableName,
  old: Row | undefined,
  row: Row | undefined,
  before: PlanPicture,
  after: PlanPicture,
  places: Places,
  changed: Changed[],
): void {
  const wasLive = old !== undefined && isAlive(old)
  const live = row !== undefined && isAlive(row)
  if (!wasLive && !live) return
  const any = (row ?? old) as Row
  const item = itemOf(table, any)
  // An item that came or went stands in a list of its own, with all that hangs on it.
  if (item !== null && (!isLiveIn(before, item) || !isLiveIn(after, item))) return
  const note = (field: string, from: unknown, to: unknown): void => {
    const name = nameOf(any)
    changed.push({ record: `${table}/${any.id}`, item, name, field, from, to })
  }
  if (!wasLive) return note('', null, nameOf(any))
  if (!live) return note('deleted', false, true)
  if (old !== row)
    for (const field of Object.keys(row as Row)) {
      const [from, to] = [(old as Row)[field], (row as Row)[field]]
      if (!SILENT.has(field) && !isSame(from ?? null, to ?? null)) note(field, from ?? null, to ?? null)
    }
  if (old !== row && (old as Row)['rank'] !== (row as Row)['rank']) {
    const [from, to] = [places.before(old as Row), places.after(row as Row)]
    if (from !== to) note('rank', from, to)
  }
  for (const field of TABLES[table].texts) {
    const path = `${table}/${any.id}/${field}`
    const [from, to] = [before.texts.get(path) ?? '', after.texts.get(path) ?? '']
    if (from !== to) note(field, cut(from), cut(to))
  }
}

interface Places {
  before(row: Row): number
  after(row: Row): number
}

/** Places from 1 among the live rows of the same item, horizon or list; counted only where somebody asks. */
function createPlaces(was: ReadonlyMap<string, Row>, is: ReadonlyMap<string, Row>): Places {
  const inTable = (rows: ReadonlyMap<string, Row>) => {
    let groups: Map<string, Map<string, number>> | null = null
    return (row: Row): number => {
      groups ??= grouped(rows)
      return groups.get(groupOf(row))?.get(row.id) ?? 0
    }
  }
  return { before: inTable(was), after: inTable(is) }
}

function grouped(rows: ReadonlyMap<string, Row>): Map<string, Map<string, number>> {
  const groups = new Map<string, Row[]>()
  for (const row of rows.values()) {
    if (!isAlive(row)) continue
    const group = groups.get(groupOf(row))
    if (group === undefined) groups.set(groupOf(row), [row])
    else group.push(row)
  }
  const rank = (row: Row): string => String(row['rank'])
  return new Map(
    [...groups].map(([name, group]) => [
      name,
      new Map(
        group
          .sort((a, b) => (rank(a) < rank(b) ? -1 : rank(a) > rank(b) ? 1 : a.id < b.id ? -1 : 1))
          .map((row, i) => [row.id, i + 1]),
      ),
    ]),
  )
}

const groupOf = (row: Row): string => String(row['item'] ?? row['horizon'] ?? row['list'] ?? '')
const isAlive = (row: Row): boolean => (row['deleted'] ?? null) === null
const placesOf = (order: readonly string[]): Map<string, number> => new Map(order.map((id, i) => [id, i + 1]))
const cut = (text: string): string => text.slice(0, MAX_TEXT)
const itemIn = (picture: PlanPicture, id: string): Item | undefined =>
  picture.tables.get('items')?.get(id) as Item | undefined

function isLiveIn(picture: PlanPicture, item: string): boolean {
  const row = itemIn(picture, item)
  return row !== undefined && isLive(row)
}

function named(picture: PlanPicture, id: string): { id: string; key: string; title: string } {
  const { key = '', title = '' } = itemIn(picture, id) ?? {}
  return { id, key, title }
}

/** The item that a row is, or belongs to. */
function itemOf(table: TableName, row: Row): string | null {
  if (table === 'items') return row.id
  const item = row['item'] ?? (table === 'links' ? row['from'] : null)
  return typeof item === 'string' ? item : null
}

function nameOf(row: Row): string {
  const name = row['title'] ?? row['name'] ?? row['text'] ?? ''
  return typeof name === 'string' ? name : ''
}
