import { decide, raiseDecision, type RaiseDecision } from '../../commands/decisions.ts'
import { settleConflict, type Choice } from '../../commands/settle-conflict.ts'
import type { DecisionAbout } from '../../model/decision.ts'
import type { Conflict } from '../../state/conflict-source.ts'
import type { PlanState } from '../../state/plan-state.svelte.ts'
import { decisionOptions, optionsOf, type Option } from './conflict-words.ts'

/** Which conflict is in hand, and what can be done with it. */
export interface ReviewDesk {
  /** All that can be gone through, in their order on the screen. */
  readonly list: readonly Conflict[]
  readonly chosen: Conflict | null
  /** What is open below the conflict in hand. */
  readonly form: 'value' | 'decision' | null
  choose(id: string): void
  step(by: number): void
  open(form: 'value' | 'decision', id?: string): void
  closeForm(): void
  /** Why this person may not choose here, or null. */
  whyNot(conflict: Conflict): string | null
  /** The option of that number, from 0; one beyond them is what stands of a text. */
  keep(conflict: Conflict, option: number): void
  settle(conflict: Conflict, choice: Choice, why?: string): boolean
  raise(conflict: Conflict, how: Omit<RaiseDecision, 'conflict' | 'options'>): boolean
  decide(id: string, choice: number, reason: string): boolean
}

export function createReviewDesk(
  plan: PlanState,
  options: {
    /** The conflict that was in hand is settled: the next one, if any, is now. */
    readonly onSettled: (next: Conflict | null) => void
  },
): ReviewDesk {
  let wanted = $state('')
  let form = $state<'value' | 'decision' | null>(null)
  let list = $derived([...plan.review.open, ...plan.review.overruled, ...plan.review.quiet])
  let chosen = $derived(list.find(({ id }) => id === wanted) ?? list[0] ?? null)

  const desk: ReviewDesk = {
    get list() {
      return list
    },
    get chosen() {
      return chosen
    },
    get form() {
      return form
    },
    choose(id) {
      if (id !== wanted) form = null
      wanted = id
    },
    step(by) {
      const at = list.findIndex(({ id }) => id === chosen?.id)
      const next = list[Math.max(0, Math.min(list.length - 1, at + by))]
      if (next !== undefined) desk.choose(next.id)
    },
    open(what, id) {
      if (id !== undefined) desk.choose(id)
      form = what
    },
    closeForm() {
      form = null
    },
    whyNot: (conflict) => plan.whyNot(settleConflict, { conflict: aboutOf(conflict), choice: { is: 'stands' } }),
    keep(conflict, option) {
      const all = optionsOf(plan, conflict)
      const one: Option | undefined = all[option]
      if (one !== undefined) desk.settle(conflict, { is: 'value', value: one.value })
      else if (conflict.kind === 'text' && option === all.length) desk.settle(conflict, { is: 'stands' })
    },
    settle(conflict, choice, why = '') {
      return leaving(conflict, () =>
        plan.run(settleConflict, { conflict: aboutOf(conflict), choice, why }, { say: 'always' }),
      )
    },
    raise(conflict, how) {
      const choices = decisionOptions(plan, conflict)
      const about = aboutOf(conflict)
      return leaving(conflict, () =>
        plan.run(raiseDecision, { ...how, conflict: about, options: choices }, { say: 'always' }),
      )
    },
    decide: (id, choice, reason) => plan.run(decide, { id, choice, reason }, { say: 'always' }).ok,
  }
  return desk

  function leaving(conflict: Conflict, act: () => { readonly ok: boolean }): boolean {
    const at = list.findIndex(({ id }) => id === conflict.id)
    const next = list[at + 1] ?? list[at - 1] ?? null
    if (!act().ok) return false
    plan.review.settlesHere(conflict.id)
    form = null
    wanted = next?.id ?? ''
    options.onSettled(next)
    return true
  }
}

export function aboutOf({ id, kind, record, key, path }: Conflict): DecisionAbout {
  return { conflict: id, kind, record, key, path }
}
