import type { BackAsk } from './back-desk.svelte.ts'
import type { BackPlan } from './history-source.ts'

/** "1 item", "1,204 items" */
function counted(count: number, one: string, many = `${one}s`): string {
  return `${new Intl.NumberFormat('en-GB').format(count)} ${count === 1 ? one : many}`
}

/** What the dialog is called: what is asked for, before anybody knows what it takes. */
export function askTitle(ask: BackAsk): string {
  if (ask.does === 'take') {
    if (ask.what.kind === 'change') return 'Undo this change'
    return `Take back the work of ${ask.name}`
  }
  if (ask.what.kind === 'order') return 'Bring this order back'
  if (ask.what.kind === 'plan') return 'Bring the whole plan back as it was'
  return ask.count === 1 ? 'Bring this item back as it was' : `Bring these ${counted(ask.count, 'item')} back`
}

/** What the button that does it says; `plan` is null until it is known. */
export function askButton(ask: BackAsk, plan: BackPlan | null): string {
  if (ask.does === 'take')
    return ask.what.kind === 'change'
      ? 'Undo this change'
      : plan === null
        ? 'Take back'
        : `Take back ${counted(plan.changes, 'change')}`
  if (ask.what.kind === 'order') return 'Bring this order back'
  if (ask.what.kind === 'plan') return 'Bring it back as it was'
  return ask.count === 1 ? 'Bring it back' : `Bring ${counted(ask.count, 'item')} back`
}

/** What would be written, one short sentence each, the largest first in meaning; empty if there is nothing to do. */
export function willDo(plan: BackPlan): readonly string[] {
  const all: string[] = []
  if (plan.itemsBack > 0)
    all.push(
      `${counted(plan.itemsBack, 'deleted item')} ${plan.itemsBack === 1 ? 'comes' : 'come'} back to the backlog`,
    )
  if (plan.itemsDeleted > 0)
    all.push(
      `${counted(plan.itemsDeleted, 'item')} that ${plan.itemsDeleted === 1 ? 'was' : 'were'} made since ${plan.itemsDeleted === 1 ? 'goes' : 'go'} to Deleted, and can come back from there`,
    )
  if (plan.moves > 0)
    all.push(`${counted(plan.moves, 'item')} ${plan.moves === 1 ? 'moves' : 'move'} to the place of then`)
  if (plan.fields > 0)
    all.push(`${counted(plan.fields, 'field')} ${plan.fields === 1 ? 'gets its' : 'get their'} value of then`)
  if (plan.texts > 0) all.push(`${counted(plan.texts, 'text')} ${plan.texts === 1 ? 'is' : 'are'} put back`)
  return all
}

/** Nothing of it differs from what stands today. */
export function isNothing(plan: BackPlan): boolean {
  return plan.itemsBack + plan.itemsDeleted + plan.fields + plan.moves + plan.texts === 0
}

/** What was done, for the line at the foot that offers to take it back. */
export function doneWords(ask: BackAsk, plan: BackPlan): string {
  if (plan.change === null) return 'All of it stands as it did then. Nothing was written.'
  const left =
    plan.leftInAll === 0
      ? ''
      : ` ${counted(plan.leftInAll, 'field')} changed by others since ${plan.leftInAll === 1 ? 'was' : 'were'} left alone.`
  return `${headWords(ask, plan)}.${left}`
}

function headWords(ask: BackAsk, plan: BackPlan): string {
  if (ask.does === 'bring') {
    if (ask.what.kind === 'order') return `Brought the order back: ${counted(plan.moves, 'item')} moved`
    if (ask.what.kind === 'plan') return 'Brought the plan back as it was'
    return `Brought ${counted(plan.itemsBack > 0 ? plan.itemsBack : ask.count, 'item')} back`
  }
  if (ask.what.kind === 'change')
    return plan.itemsBack > 0 ? `Brought ${counted(plan.itemsBack, 'item')} back` : `Took back: ${ask.name}`
  return `Took back ${counted(plan.changes, 'change')} of ${ask.name}`
}
