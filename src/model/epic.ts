import * as v from 'valibot'
import { json, moment, ref, source, text, type Source } from './fields.ts'
import { DeletionSchema, type Deletion } from './deletion.ts'

/** A larger piece of work that groups items and serves a goal. It has no rank: it stands where its first open item stands. */
export interface Epic {
  readonly id: string
  readonly key: string
  readonly title: string
  readonly goal: string | null
  readonly domain: string | null
  readonly source: Source | null
  /** The value last imported, per field: the base of the next import's three-way comparison. */
  readonly lastImported: Readonly<Record<string, unknown>>
  readonly createdAt: number | null
  readonly deleted: Deletion | null
}

export const EpicSchema = v.object({
  key: text,
  title: v.string(),
  goal: ref,
  domain: ref,
  source,
  lastImported: json,
  createdAt: moment,
  deleted: DeletionSchema,
})
