import * as v from 'valibot'
import { DeletionSchema } from './deletion.ts'
import { PlanFactsSchema } from './plan.ts'
import { TABLES, type TableName } from './tables.ts'

/** Whether a key of a record (`title`, `label:later`) can hold this value. A key that this Ordinal does not know holds any. */
export function fieldTakes(table: TableName | 'plan', key: string, value: unknown): boolean {
  if (table === 'plan') return takes((PlanFactsSchema as ObjectSchema).entries[key], value)
  if (key === 'deleted') return v.is(DeletionSchema, value)
  const { schema, sets } = TABLES[table]
  if (Object.values(sets).some((prefix) => key.startsWith(prefix))) return typeof value === 'boolean'
  return takes((schema as ObjectSchema).entries[key], value)
}

type ObjectSchema = v.ObjectSchema<v.ObjectEntries, undefined>

function takes(entry: v.GenericSchema | undefined, value: unknown): boolean {
  return entry === undefined || v.is(entry, value)
}
