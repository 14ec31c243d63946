import { pullsASprint, refineNext, type ToRefine } from '../../model/refine-next.ts'
import { plannedItems } from '../../model/session.ts'
import type { PlanState } from '../../state/plan-state.svelte.ts'

/** How many are ticked at first: what a session of an hour gets through. */
export const AT_FIRST = 6

/** What a new session could look at: what is to be refined next, and what is on no agenda yet before what is. */
export function agendaChoices(plan: PlanState): readonly ToRefine[] {
  // Read for its signal: a new place of any open item changes what stands on top.
  void plan.openCount
  const planned = plannedItems(plan.table('sessions').values())
  const { items } = pullsASprint(plan.table('sprints').values(), plan.table('pulls').values())
  const found = refineNext({
    order: plan.plan.open.ids,
    item: (id) => plan.row('items', id),
    readiness: (id) => plan.readinessOf(id),
    isPlanned: (id) => planned.has(id),
    perSprint: items,
  })
  return [...found.next, ...found.planned]
}

const DAY = new Intl.DateTimeFormat('en-GB', { weekday: 'long', day: 'numeric', month: 'long' })
const TIME = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' })

export function usualTitle(now: number): string {
  return `Refinement, ${DAY.format(now)}`
}

export const timeWords = (ms: number): string => TIME.format(ms)
