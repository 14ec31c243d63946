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
  factors: v.custom<Score['factors']>(isFactors, 'Factors are numbers or words by name.'),
  by: ref,
  at: v.number(),
  why: text,
  deleted: DeletionSchema,
})

/** One plain loop: a plan holds tens of thousands of these. */
function isFactors(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  for (const name in value) {
    const said = (value as Readonly<Record<string, unknown>>)[name]
    if (said !== null && typeof said !== 'string' && !Number.isFinite(said)) return false
  }
  return true
}

/** By time, and at the same moment by id, the same on every device. */
export function byTime(a: Pick<Score, 'at' | 'id'>, b: Pick<Score, 'at' | 'id'>): number {
  return a.at - b.at || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)
}

/** When something is said that has to count from now on: a clock that is behind must not make it older than what stands. */
export function timeAfter(scores: readonly Pick<Score, 'at'>[], now: number): number {
  return scores.reduce((at, score) => Math.max(at, score.at + 1), now)
}

/** What counts after these records of one item and one method, which are in order of time. */
export function factorsAfter(scores: readonly Score[]): Readonly<Record<string, FactorValue>> {
  const factors: Record<string, FactorValue> = {}
  for (const score of scores) {
    for (const name in score.factors) {
      const value = score.factors[name] ?? null
      if (value === null) delete factors[name]
      else factors[name] = value
    }
  }
  return factors
}
