import { isItemKind, ITEM_KINDS } from '../../model/item.ts'
import { NONE, type BacklogFilter } from '../../state/backlog-view.svelte.ts'
import type { PlanState } from '../../state/plan-state.svelte.ts'
import type { Choice } from '../kit/choice.ts'

export type FilterList = 'domains' | 'kinds' | 'goals' | 'epics' | 'labels'
export const FILTER_WORDS: Readonly<Record<FilterList, { readonly one: string; readonly none: string }>> = {
  domains: { one: 'Domain', none: 'No domain' },
  kinds: { one: 'Kind', none: '' },
  goals: { one: 'Goal', none: 'No goal' },
  epics: { one: 'Epic', none: 'No epic' },
  labels: { one: 'Label', none: 'No label' },
}

const byName = (a: Choice, b: Choice): number => a.name.localeCompare(b.name)

export function domainChoices(plan: PlanState): Choice[] {
  return plan
    .live('domains')
    .map(({ id, name }) => ({ id, name }))
    .sort(byName)
}
export function goalChoices(plan: PlanState): Choice[] {
  const order = ['now', 'next', 'later']
  return plan
    .live('goals')
    .sort((a, b) => order.indexOf(a.horizon) - order.indexOf(b.horizon) || (a.rank < b.rank ? -1 : 1))
    .map(({ id, title, horizon }) => ({ id, name: title, hint: horizon, serif: true }))
}
export function epicChoices(plan: PlanState): Choice[] {
  return plan.epics.map(({ epic, open }) => ({
    id: epic.id,
    name: epic.title,
    ...(open > 0 ? { hint: `${open} open` } : {}),
  }))
}
export function kindChoices(): Choice[] {
  return ITEM_KINDS.map((kind) => ({ id: kind, name: kindWords(kind), kind }))
}

/** Labels in use, the most frequent first. */
export function labelChoices(plan: PlanState): Choice[] {
  plan.watchItems()
  const counts = new Map<string, number>()
  for (const id of plan.plan.live.ids)
    for (const label of plan.plan.row('items', id)?.labels ?? []) counts.set(label, (counts.get(label) ?? 0) + 1)
  return [...counts]
    .sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0]))
    .map(([label, count]) => ({ id: label, name: label, hint: String(count) }))
}

export function kindWords(kind: string): string {
  return isItemKind(kind) || kind !== '' ? kind.charAt(0).toUpperCase() + kind.slice(1) : 'Item'
}

export function choicesOf(plan: PlanState, list: FilterList): Choice[] {
  const none = FILTER_WORDS[list].none
  const choices = {
    domains: domainChoices,
    kinds: kindChoices,
    goals: goalChoices,
    epics: epicChoices,
    labels: labelChoices,
  }[list](plan)
  return none === '' ? choices : [...choices, { id: NONE, name: none }]
}

/** What a filter asks for, in words: "Booking or no domain". */
export function chosenWords(plan: PlanState, list: FilterList, filter: BacklogFilter): string {
  const choices = choicesOf(plan, list)
  return filter[list].map((id) => choices.find((choice) => choice.id === id)?.name ?? id).join(' or ')
}
