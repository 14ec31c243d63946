import { agreeToChange } from '../../commands/sprint-changes.ts'
import { waitsFor, type SprintChange } from '../../model/sprint-change.ts'
import type { PlanState } from '../../state/plan-state.svelte.ts'

/** Change cards of running sprints that wait for this person's yes, the oldest first. */
export function changesForMe(plan: PlanState): readonly SprintChange[] {
  const side = plan.me.role === 'developer' ? 'developer' : 'po'
  return plan
    .live('sprintChanges')
    .filter(
      (card) =>
        waitsFor(card).includes(side) &&
        plan.row('sprints', card.sprint)?.state === 'running' &&
        plan.whyNot(agreeToChange, { id: card.id }) === null,
    )
    .sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1))
}
