import * as v from 'valibot'
import { amount, flag, moment, ref } from './fields.ts'

/** What a plan says of itself: the flat keys of the root map `plan`. Vision and strategy are texts of their own. */
export interface PlanFacts {
  readonly name: string
  /** The metric that is the plan's North Star. */
  readonly northStar: string | null
  /** IANA name; days of sprints and goals are days there. */
  readonly timeZone: string
  /** Month in which the fiscal year begins, 1 to 12. */
  readonly fiscalYearStart: number
  /** The highest estimate of an item that is small enough to be ready; null is the field's default. */
  readonly sizeLimit: number | null
  /** Days without anything happening after which an open item is stale; null is the usual. */
  readonly staleAfter: number | null
  /** Bytes of the largest file that an item takes; null is the usual. No host takes more than it is made for. */
  readonly largestFile: number | null
  readonly sample: boolean
  readonly schemaVersion: number
  /** The oldest schema that may write here. */
  readonly minReader: number
  readonly createdAt: number | null
}
export const PlanFactsSchema = v.object({
  name: v.nullish(v.string(), 'Plan without a name'),
  northStar: ref,
  timeZone: v.nullish(v.string(), 'UTC'),
  fiscalYearStart: v.nullish(v.number(), 1),
  sizeLimit: amount,
  staleAfter: amount,
  largestFile: amount,
  sample: flag,
  schemaVersion: v.nullish(v.number(), 1),
  minReader: v.nullish(v.number(), 1),
  createdAt: moment,
})

export const SCHEMA_VERSION = 1
