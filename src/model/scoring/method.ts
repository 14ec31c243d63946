import type { Factors, Outcome } from './outcome.ts'
import type { Factor } from './scale.ts'

/** A way to score items. A higher score says earlier; it never moves anything by itself. */
export interface Method {
  /** Stands in records, for ever: `wsjf`, or `formula:<id>` of the plan's own. */
  readonly id: string
  readonly name: string
  /** The whole formula as people read it. */
  readonly formula: string
  /** When it helps, in one sentence. */
  readonly helps: string
  readonly factors: readonly Factor[]
  /** False where items are only sorted into groups. */
  readonly ranks: boolean
  score(factors: Factors): Outcome
}
