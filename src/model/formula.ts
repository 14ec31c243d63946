import * as v from 'valibot'
import { text } from './fields.ts'
import { DeletionSchema, type Deletion } from './deletion.ts'

/**
 * A formula of the plan's own, or the plan's own words for a step of a method. Each step has a record of its own, so that
 * what two people write apart stays; `factors` then holds that one step, and '' as its words gives the usual ones back.
 */
export interface OwnFormula {
  readonly id: string
  readonly name: string
  /** As people typed it; '' where the record holds words for a method. */
  readonly text: string
  readonly factors: readonly OwnFactor[]
  /** The method whose words these are; '' for a formula. */
  readonly method: string
  readonly rank: string
  readonly deleted: Deletion | null
}

export interface OwnFactor {
  readonly name: string
  /** The question that a number answers. */
  readonly asks: string
  readonly rubric: readonly { readonly value: number | string; readonly words: string }[]
}

export const OwnFormulaSchema = v.object({
  name: text,
  text,
  factors: v.nullish(
    v.array(
      v.object({
        name: v.string(),
        asks: text,
        rubric: v.nullish(v.array(v.object({ value: v.union([v.number(), v.string()]), words: v.string() })), []),
      }),
    ),
    [],
  ),
  method: text,
  rank: text,
  deleted: DeletionSchema,
})
