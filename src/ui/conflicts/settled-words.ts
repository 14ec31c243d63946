import type { SettledConflict } from '../../state/conflict-source.ts'
import type { PlanState } from '../../state/plan-state.svelte.ts'
import { personName } from '../history/who.ts'
import { shortMoment } from '../item/moment.ts'
import { fieldLabel, valueText } from './conflict-words.ts'

/** "Settled by Ben, 10:41: kept “Pay by card” for the title of CHK-12." The day is said where it is not today. */
export function settledWords(plan: PlanState, settled: SettledConflict, now: number): string {
  const { by, at, isDecision } = settled
  const isMe = by !== null && by === plan.me.person
  const who = isMe ? 'you, on another device' : by === null ? 'somebody' : personName(plan, by)
  const isToday = new Date(at).toDateString() === new Date(now).toDateString()
  const when = isToday
    ? new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' }).format(at)
    : shortMoment(at, now)
  const what = isDecision ? `made it a decision, about ${whatWords(plan, settled)}` : `kept ${keptWords(plan, settled)}`
  return `Settled by ${who}, ${when}: ${what}.`
}

function keptWords(plan: PlanState, settled: SettledConflict): string {
  const { kind, record, key, value } = settled
  if (kind === 'deletion') return `${nameOf(plan, settled)} ${value === null ? 'in the plan' : 'deleted'}`
  if (kind === 'text') return `one text for ${whatWords(plan, settled)}`
  if (kind === 'place') return `a place for ${nameOf(plan, settled)}`
  return `“${valueText(plan, record, key, value)}” for ${whatWords(plan, settled)}`
}

function whatWords(plan: PlanState, settled: SettledConflict): string {
  return `the ${fieldLabel(settled.record, settled.key)} of ${nameOf(plan, settled)}`
}

/** An item by the key that people say aloud. */
function nameOf(plan: PlanState, { record, item }: SettledConflict): string {
  if (record === 'plan') return plan.facts.name
  const row = item !== null && record === `items/${item}` ? plan.row('items', item) : undefined
  return row?.key ?? `“${plan.nameOf(record)}”`
}
