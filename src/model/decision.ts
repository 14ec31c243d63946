import * as v from 'valibot'
import { amount, day, flag, moment, ref, text } from './fields.ts'
import { DeletionSchema, type Deletion } from './deletion.ts'

/** A question with options, a named decider and a date. An escalation is one that was raised because people disagree. */
export interface Decision {
  readonly id: string
  readonly question: string
  readonly options: readonly DecisionOption[]
  /** What it decides, where it was made of a conflict: choosing an option writes its value there. */
  readonly about: DecisionAbout | null
  /** A person; null as long as nobody is named. */
  readonly decider: string | null
  /** YYYY-MM-DD */
  readonly due: string | null
  readonly escalation: boolean
  /** Why it was raised. */
  readonly why: string
  /** In words; empty while it is open. */
  readonly outcome: string
  /** Which option it was, from 0; null where it is none of them. */
  readonly choice: number | null
  /** Why it was decided so. */
  readonly reason: string
  readonly raisedBy: string | null
  readonly raisedAt: number | null
  readonly decidedBy: string | null
  readonly decidedAt: number | null
  readonly deleted: Deletion | null
}

export interface DecisionOption {
  readonly words: string
  /** What is written if it is chosen; null may be a value. */
  readonly value?: unknown
}

/** A conflict as a decision and a settlement name it (sync/conflict-rows.ts). */
export interface DecisionAbout {
  readonly conflict: string
  readonly kind: string
  /** `items/<id>` or `plan`. */
  readonly record: string
  readonly key: string
  readonly path: string
}

export const DecisionSchema = v.object({
  question: v.string(),
  options: v.nullish(v.array(v.object({ words: v.string(), value: v.any() })), []),
  about: v.nullish(
    v.object({ conflict: v.string(), kind: v.string(), record: v.string(), key: v.string(), path: v.string() }),
    null,
  ),
  decider: ref,
  due: day,
  escalation: flag,
  why: text,
  outcome: text,
  choice: amount,
  reason: text,
  raisedBy: ref,
  raisedAt: moment,
  decidedBy: ref,
  decidedAt: moment,
  deleted: DeletionSchema,
})
