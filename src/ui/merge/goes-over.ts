import { stageAfter } from '../../commands/merge-items.ts'
import { bareText } from '../../model/merging/bare-text.ts'
import type { PlanState } from '../../state/plan-state.svelte.ts'
import { counted } from '../amounts.ts'

/** What the item that stays gets from the others, in words, one line a kind. */
export function goesOver(plan: PlanState, keep: string, others: readonly string[]): readonly string[] {
  const own = new Set(plan.criteriaOf(keep).map(({ text }) => bareText(text)))
  const criteria = others.flatMap((id) => plan.criteriaOf(id)).map(({ text }) => bareText(text))
  const fresh = new Set(criteria.filter((text) => !own.has(text)))
  const same = criteria.length - fresh.size
  const labels = new Set(others.flatMap((id) => plan.row('items', id)?.labels ?? []))
  for (const label of plan.row('items', keep)?.labels ?? []) labels.delete(label)
  const kept = plan.row('items', keep)
  const gone = others.flatMap((id) => plan.row('items', id) ?? [])
  const isBegun = kept !== undefined && kept.stage !== 'doing' && stageAfter(kept, gone) === 'doing'
  const count = (of: (id: string) => readonly unknown[]): number => others.reduce((sum, id) => sum + of(id).length, 0)
  const lines = [
    ...(isBegun ? ['That it is being worked on: it is “doing” from then on'] : []),
    ...some(fresh.size, 'acceptance criterion', 'acceptance criteria'),
    ...(same > 0 ? [`${counted(same, 'criterion', 'criteria')} that it says already`] : []),
    ...some(
      count((id) => plan.commentsOf(id)),
      'comment',
    ),
    ...some(
      count((id) => plan.questionsOf(id)),
      'question',
    ),
    ...some(
      count((id) => plan.tasksOf(id)),
      'task',
    ),
    ...some(
      count((id) => plan.attachmentsOf(id)),
      'file',
    ),
    ...some(
      count((id) => plan.scoresOf(id)),
      'score',
    ),
    ...some(
      count((id) => plan.linksOf(id)),
      'link',
    ),
    ...(labels.size > 0 ? [`Labels: ${[...labels].join(', ')}`] : []),
  ]
  return lines.length === 0 ? ['Under which words the same was asked for, and by whom'] : lines
}

function some(count: number, one: string, many?: string): string[] {
  return count === 0 ? [] : [counted(count, one, many)]
}
