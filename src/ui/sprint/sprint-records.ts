import type { SprintRecords } from '../../model/sprint-days.ts'
import type { Sprint } from '../../model/sprint.ts'
import type { PlanState } from '../../state/plan-state.svelte.ts'
import type { SprintView } from './sprint-view.svelte.ts'

/** Everything that tells of a sprint's days. */
export function recordsOf(plan: PlanState, view: Pick<SprintView, 'pulls'>, sprint: Sprint): SprintRecords {
  const items = [...new Set(view.pulls.map(({ item }) => item))]
  return {
    sprint,
    pulls: view.pulls,
    itemOf: (id) => plan.row('items', id),
    changes: plan.live('sprintChanges'),
    impediments: plan.live('impediments'),
    requests: plan.live('requests'),
    questions: items.flatMap((item) => plan.questionsOf(item)),
    comments: items.flatMap((item) => plan.commentsOf(item)),
  }
}
