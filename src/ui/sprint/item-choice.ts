import type { PlanState } from '../../state/plan-state.svelte.ts'
import { amount } from '../amounts.ts'
import type { Choice } from '../kit/choice.ts'

/** An item to choose, with its rank or key and its size: who swaps looks for what is about as large. */
export function withSize(plan: PlanState, choice: Choice): Choice {
  const estimate = plan.row('items', choice.id)?.estimate ?? null
  const size = estimate === null ? 'no estimate' : `${amount(estimate)} pt`
  return { ...choice, hint: `${choice.hint ?? ''} · ${size}` }
}
