import * as v from 'valibot'
import { ref, text } from './fields.ts'
import { DeletionSchema, type Deletion } from './deletion.ts'
import type { FactorValue } from './scoring/scale.ts'

/**
 * What somebody believed of an item at a moment, under a method. Never changed: who thinks otherwise later writes another,
 * and what was believed then stays. Of each factor the latest record (at, id) that names it counts, so that two people who
 * score different factors of one item apart both count; null takes a factor's value away.
 */
export interface Score {
  readonly id: string
  readonly item: string
  /** `wsjf`, or `formula:<id>`. */
  readonly method: string
  readonly factors: Readonly<Record<string, FactorValue | null>>
  readonly by: string | null
  /** Milliseconds since 1970. */
  readonly at: number
  readonly why: string
  readonly deleted: Deletion | null
}
export const ScoreSchema = v.object({
  item: v.string(),
  method: v.string(),
  factors: v.record(v.string(), v.nullable(v.union([v.number(), v.string()]))),
  by: ref,
  at: v.number(),
  why: text,
  deleted: DeletionSchema,
})

/** By time, and at the same moment by id, the same on every device. */
export function byTime(a: Pick<Score, 'at' | 'id'>, b: Pick<Score, 'at' | 'id'>): number {
  return a.at - b.at || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)
}

/** What counts after these records of one item and one method, which are in order of time. */
export function factorsAfter(scores: readonly Score[]): Readonly<Record<string, FactorValue>> {
  const factors: Record<string, FactorValue> = {}
  for (const score of scores) {
    for (const [name, value] of Object.entries(score.factors)) {
      if (value === null) delete factors[name]
      else factors[name] = value
    }
  }
  return factors
}
