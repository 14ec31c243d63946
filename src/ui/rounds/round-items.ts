import type { PlanState } from '../../state/plan-state.svelte.ts'
import { kindWords } from '../backlog/filter-choices.ts'
import type { Choice } from '../kit/choice.ts'

/** More than anybody votes on in one meeting; typing finds no more than these. */
const MOST = 500

/** What a vote would be about: the item of this window, else that of whoever drives, else the next one without an estimate. */
export function itemOnScreen(plan: PlanState, shown: string | null): string | null {
  const driven = plan.company.driver?.item ?? null
  const asked = [shown, driven].find((id) => id !== null && isLive(plan, id))
  return asked ?? nextToEstimate(plan, null)
}

/** The first open item without an estimate below another one, or from the top; null: all have one. */
export function nextToEstimate(plan: PlanState, after: string | null): string | null {
  const open = plan.plan.open.ids
  const from = after === null ? 0 : open.indexOf(after) + 1
  return open.slice(from).find((id) => plan.row('items', id)?.estimate === null) ?? null
}

/** Open items without an estimate below this one, and in no round yet. */
export function nextWithout(plan: PlanState, after: string, most: number): readonly string[] {
  const asked = new Set(plan.rounds.live.map(({ item }) => item))
  const open = plan.plan.open.ids
  return open
    .slice(open.indexOf(after) + 1)
    .filter((id) => plan.row('items', id)?.estimate === null && !asked.has(id))
    .slice(0, most)
}

/** Open items in their order, and the chosen one wherever it stands. */
export function openChoices(plan: PlanState, chosen: string | null): readonly Choice[] {
  const ids = plan.plan.open.ids.slice(0, MOST)
  const all = chosen === null || ids.includes(chosen) ? ids : [chosen, ...ids]
  return all.flatMap((id) => {
    const item = plan.row('items', id)
    return item === undefined
      ? []
      : [{ id, name: item.title, kind: item.kind, hint: `${kindWords(item.kind)} ${item.key}` }]
  })
}

function isLive(plan: PlanState, id: string): boolean {
  const item = plan.row('items', id)
  return item !== undefined && item.deleted === null
}
