import * as v from 'valibot'
import { amount, day, flag, json, moment, names, ref, source, text, type Source } from './fields.ts'
import { DeletionSchema, type Deletion } from './deletion.ts'

export const ITEM_KINDS = ['feature', 'bug', 'debt', 'enabler', 'architecture', 'spike', 'chore'] as const
export type ItemKind = (typeof ITEM_KINDS)[number]
export const STAGES = ['open', 'doing', 'done', 'dropped'] as const
export type Stage = (typeof STAGES)[number]

/**
 * A Product Backlog item. Its place in the order stands in `ranks`, its description is a text of its own.
 * `kind` and `stage` are strings because a newer Ordinal may know more of them than this one.
 */
export interface Item {
  readonly id: string
  /** Short key that people can say aloud; the imported one, else five letters of the id. */
  readonly key: string
  readonly title: string
  readonly kind: ItemKind | (string & {})
  readonly stage: Stage | (string & {})
  /** Set aside: will not be done soon, keeps its rank. */
  readonly parked: boolean
  /** Since when and by whom; null where that was never noted. Only of what is parked now. */
  readonly parkedAt: number | null
  readonly parkedBy: string | null
  /** Why it is set aside, and on which day somebody wants to look at it again. */
  readonly parkedWhy: string
  readonly parkedUntil: string | null
  /** Developers' estimate, in the team's points. */
  readonly estimate: number | null
  /** Relative value and effort as the Product Owner sees them. */
  readonly value: number | null
  readonly effort: number | null
  readonly epic: string | null
  readonly domain: string | null
  /** The item's own goal; without one its epic's goal counts (see goalOf). */
  readonly goal: string | null
  /** The sprint that it is pulled into. */
  readonly sprint: string | null
  /** Its column on the team's board, while that is one of its stage (see columnOf). */
  readonly column: string | null
  /** What should be different once it is done, in the Product Owner's words. */
  readonly outcome: string
  /** Why it stands where it stands although a score says otherwise, in the Product Owner's words. */
  readonly orderWhy: string
  /** The place it had when that was written, where it moved since without a new reason; null while it stands there. */
  readonly orderWhyAt: number | null
  readonly labels: readonly string[]
  /** Developers who put their own name on it. Nobody can put another's. */
  readonly names: readonly string[]
  /** Entries of the Definition of Ready that a person ticked. */
  readonly ready: readonly string[]
  readonly source: Source | null
  /** Columns of an import that have no field here, kept as text. */
  readonly imported: Readonly<Record<string, string>>
  /** The value last imported, per field: the base of the next import's three-way comparison. */
  readonly lastImported: Readonly<Record<string, unknown>>
  readonly createdAt: number | null
  readonly createdBy: string | null
  readonly startedAt: number | null
  readonly finishedAt: number | null
  readonly deleted: Deletion | null
}

export const ItemSchema = v.object({
  key: v.string(),
  title: v.string(),
  kind: v.string(),
  stage: v.string(),
  parked: flag,
  parkedAt: moment,
  parkedBy: ref,
  parkedWhy: text,
  parkedUntil: day,
  estimate: amount,
  value: amount,
  effort: amount,
  epic: ref,
  domain: ref,
  goal: ref,
  sprint: ref,
  column: ref,
  outcome: text,
  orderWhy: text,
  orderWhyAt: amount,
  labels: names,
  names: names,
  ready: names,
  source,
  imported: json,
  lastImported: json,
  createdAt: moment,
  createdBy: ref,
  startedAt: moment,
  finishedAt: moment,
  deleted: DeletionSchema,
})

/** Fields that are sets: each member is a key of its own (`label:later`), so that two people's additions both stay. */
export const ITEM_SETS = { labels: 'label:', names: 'name:', ready: 'ready:' } as const

/** Open work: in the backlog's order, neither finished nor dropped, parked or deleted. */
export function isOpen(item: Item): boolean {
  return item.deleted === null && !item.parked && (item.stage === 'open' || item.stage === 'doing')
}

export function isItemKind(kind: string): kind is ItemKind {
  return (ITEM_KINDS as readonly string[]).includes(kind)
}
