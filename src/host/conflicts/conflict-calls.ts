import type { HandlersOf } from '../../contract/call.ts'
import type { CONFLICT_CALLS } from '../../contract/conflict-calls.ts'
import type { Seat } from '../hub.ts'
import type { Plans } from '../plans.ts'

export function createConflictCalls({
  plans,
}: {
  readonly plans: Pick<Plans, 'open'>
}): HandlersOf<typeof CONFLICT_CALLS, Seat> {
  return {
    'conflicts.list': async (_, { plan }) => (await plans.open(plan)).conflicts.list(),
    'conflicts.settledSeen': async (_, { plan, ids }) => (await plans.open(plan)).conflicts.settledSeen(ids),
  }
}
