import * as v from 'valibot'
import * as Y from 'yjs'
import { TABLES, type Rows, type TableName } from '../model/tables.ts'

/** A record that does not validate, with what it holds. It never stops a plan from opening. */
export interface Unreadable {
  readonly table: TableName
  readonly id: string
  readonly why: string
  readonly raw: unknown
}
export type ReadRow<T extends TableName> = { readonly row: Rows[T] } | { readonly unreadable: Unreadable }

const PREFIXES = Object.fromEntries(
  Object.entries(TABLES).map(([table, rule]) => [
    table,
    new Map(Object.entries(rule.sets).map(([field, prefix]) => [prefix, field])),
  ]),
) as unknown as Record<TableName, ReadonlyMap<string, string>>

const FIRST_ISSUE = { abortEarly: true } as const

interface FieldRule {
  readonly field: string
  readonly schema: v.GenericSchema
  /** What a missing value reads as; undefined where a value is needed. */
  readonly absent: unknown
}

const FIELDS = Object.fromEntries(
  Object.entries(TABLES).map(([table, rule]) => [
    table,
    fieldsOf(rule.schema as v.ObjectSchema<v.ObjectEntries, undefined>),
  ]),
) as unknown as Record<TableName, readonly FieldRule[]>

function fieldsOf(schema: v.ObjectSchema<v.ObjectEntries, undefined>): FieldRule[] {
  return Object.entries(schema.entries).map(([field, entry]) => {
    const absent = v.safeParse(entry as v.GenericSchema, null)
    return { field, schema: entry as v.GenericSchema, absent: absent.success ? frozen(absent.output) : undefined }
  })
}

function frozen(value: unknown): unknown {
  return typeof value === 'object' && value !== null ? Object.freeze(value) : value
}

/** A frozen plain row out of a record's Y.Map. Sets come from their flat keys as sorted arrays; texts are left out. */
export function readRow<T extends TableName>(table: T, id: string, record: unknown): ReadRow<T> {
  if (!(record instanceof Y.Map)) return { unreadable: { table, id, why: 'It is not a record.', raw: record ?? null } }
  const prefixes = PREFIXES[table]
  const fields: Record<string, unknown> = {}
  for (const field of prefixes.values()) fields[field] = []
  record.forEach((value: unknown, key: string) => {
    const colon = prefixes.size === 0 ? -1 : key.indexOf(':')
    const set = colon < 0 ? undefined : prefixes.get(key.slice(0, colon + 1))
    if (set === undefined) {
      if (!(value instanceof Y.AbstractType) && !prefixesHold(prefixes, key)) fields[key] = value
    } else if (value === true) (fields[set] as string[]).push(key.slice(colon + 1))
  })
  for (const field of prefixes.values()) Object.freeze((fields[field] as string[]).sort())
  const row: Record<string, unknown> = { id }
  for (const { field, schema, absent } of FIELDS[table]) {
    const value = fields[field] ?? null
    // Most fields of most records were never written: what they read as is known without asking the validator.
    if (value === null && absent !== undefined) {
      row[field] = absent
      continue
    }
    const read = v.safeParse(schema, fields[field], FIRST_ISSUE)
    if (!read.success)
      return { unreadable: { table, id, why: `${field}: ${read.issues[0].message}`, raw: record.toJSON() } }
    row[field] = read.output
  }
  // Copied before it is frozen: frozen as built, each row got a shape of its own in V8, and a walk over all took 60 times as long.
  return { row: Object.freeze({ ...row }) as unknown as Rows[T] }
}

/** A plain key that has a set's own name (`labels`) is not ours: sets live in flat keys only. */
function prefixesHold(prefixes: ReadonlyMap<string, string>, key: string): boolean {
  for (const field of prefixes.values()) if (field === key) return true
  return false
}
