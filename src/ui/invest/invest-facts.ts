import { investOf, type InvestAspect } from '../../model/invest/invest.ts'
import type { Item } from '../../model/item.ts'
import { openQuestions } from '../../model/question.ts'
import type { PlanState } from '../../state/plan-state.svelte.ts'

/** INVEST of an item as it stands in the plan now. */
export function investIn(plan: PlanState, item: Item): readonly InvestAspect[] {
  const blockers = plan.linksOf(item.id).flatMap((link) => {
    if (link.type !== 'blocks' || link.to !== item.id) return []
    const blocker = plan.row('items', link.from)
    if (blocker === undefined || blocker.deleted !== null) return []
    if (blocker.stage !== 'open' && blocker.stage !== 'doing') return []
    return [
      {
        id: blocker.id,
        key: blocker.key,
        title: blocker.title,
        standsBelow: blocker.parked || plan.rankOf(blocker.id) > plan.rankOf(item.id),
        inSprint: blocker.sprint !== null,
      },
    ]
  })
  return investOf({
    item,
    description: plan.textOf('items', item.id, 'description'),
    criteria: plan.criteriaOf(item.id),
    hasWhy: plan.goalOf(item) !== null || item.outcome.trim() !== '',
    blockers,
    openQuestions: openQuestions(plan.questionsOf(item.id), plan.commentsOf(item.id)),
    sizeLimit: plan.facts.sizeLimit,
  })
}
