import * as Y from 'yjs'
import { heirsOf } from '../model/merging/heirs.ts'
import type { Rows, TableName } from '../model/tables.ts'

/**
 * Items that were merged into others, and what hangs on them. Whoever was away goes on to comment on an item that is no more;
 * such a record keeps what was written in it, and is read as the heir's. So it comes in without anything being written, and goes
 * back to its place when the merge is undone.
 */
export interface MergedItems {
  /** The item itself, unless it was merged into another. */
  heirOf(item: string): string
  /** The record as it is read: items that it names are those that are there now. */
  asRead<T extends TableName>(table: T, row: Rows[T]): Rows[T]
  /** What is read there was written of an item that is merged into it. */
  isAdopted(row: object): boolean
  /** Looks at items that changed; answers those whose records are to be read anew. */
  take(items: Iterable<string>): ReadonlySet<string>
  /** Whether a row, as it was read, names one of these items. */
  names(table: TableName, row: unknown, items: ReadonlySet<string>): boolean
}

type Follow = (item: string) => string
type Named<T extends TableName> = (row: Rows[T], heir: Follow) => Partial<Rows[T]>

const item = (row: { readonly item: string }, heir: Follow) => ({ item: heir(row.item) })
const itemOrNone = (row: { readonly item: string | null }, heir: Follow) => ({
  item: row.item === null ? null : heir(row.item),
})

/**
 * Records that name items, and how they read with others in their place. Stays in a sprint are not among them: they say what was
 * with that item. A link between what became one item is left as it is: that is how it says what was merged.
 */
const NAMED: { readonly [T in TableName]?: Named<T> } = {
  criteria: item,
  tasks: item,
  comments: item,
  questions: item,
  attachments: item,
  scores: item,
  answers: item,
  rounds: itemOrNone,
  impediments: itemOrNone,
  requests: itemOrNone,
  reflections: itemOrNone,
  surveys: (row, heir) => ({ items: [...new Set(row.items.map(heir))] }),
  links(row, heir) {
    const from = heir(row.from)
    const to = row.to === null ? null : heir(row.to)
    return from === to ? {} : { from, to }
  },
  sessions: (row, heir) => ({
    current: row.current === null ? null : heir(row.current),
    agenda: row.agenda.map((place) => {
      const blank = place.indexOf(' ') + 1
      return place.slice(0, blank) + heir(place.slice(blank))
    }),
  }),
}
/** Tables of records that name items. */
export const NAMING_TABLES = Object.keys(NAMED) as readonly TableName[]

export function createMergedItems(records: Y.Map<unknown>): MergedItems {
  const into = new Map<string, string>()
  const adopted = new WeakSet<object>()
  records.forEach((_, id) => note(id))
  let heirs = heirsOf(into)
  const heirOf: Follow = (id) => heirs.get(id) ?? id

  return {
    heirOf,
    asRead(table, row) {
      if (heirs.size === 0) return row
      // Of a ring of merges one stays.
      if (table === 'items') return heirs.get(row.id) === row.id ? frozen(row, { deleted: null }) : row
      const now = namedIn(table, row, heirOf)
      if (Object.entries(now).every(([field, value]) => isAlike(value, row[field as keyof typeof row]))) return row
      for (const value of Object.values(now)) Object.freeze(value)
      const read = frozen(row, now)
      adopted.add(read)
      return read
    },
    isAdopted: (row) => adopted.has(row),
    take(items) {
      let isOther = false
      for (const id of items) if (note(id)) isOther = true
      if (!isOther) return NOBODY
      const before = heirs
      heirs = heirsOf(into)
      const touched = new Set<string>()
      for (const id of new Set([...before.keys(), ...heirs.keys()])) {
        const [was, is] = [before.get(id), heirs.get(id)]
        if (was !== is) touched.add(id).add(was ?? id)
      }
      return touched
    },
    names(table, row, items) {
      let isNamed = false
      namedIn(table, row as never, (id) => {
        isNamed ||= items.has(id)
        return id
      })
      return isNamed
    },
  }

  /** Whether it goes elsewhere than before. */
  function note(id: string): boolean {
    const record = records.get(id)
    const deleted: unknown = record instanceof Y.Map ? record.get('deleted') : null
    const next: unknown = typeof deleted === 'object' && deleted !== null ? (deleted as { into?: unknown }).into : null
    if ((into.get(id) ?? null) === (next ?? null)) return false
    if (typeof next === 'string' && next !== id) into.set(id, next)
    else into.delete(id)
    return true
  }
}

const NOBODY: ReadonlySet<string> = new Set()

function namedIn<T extends TableName>(table: T, row: Rows[T], heir: Follow): Partial<Rows[T]> {
  return (NAMED[table] as Named<T> | undefined)?.(row, heir) ?? {}
}

function frozen<Row extends object>(row: Row, other: object): Row {
  return Object.freeze({ ...row, ...other })
}

function isAlike(a: unknown, b: unknown): boolean {
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((one, i) => one === b[i])
  return a === b
}
