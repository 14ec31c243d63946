import type { HandlersOf } from '../../contract/call.ts'
import type { ROUND_CALLS } from '../../contract/round-calls.ts'
import type { DeviceNotes } from '../device-notes.ts'
import type { Seat } from '../hub.ts'
import type { Plans } from '../plans.ts'

export function createRoundCalls({
  plans,
  notes,
}: {
  readonly plans: Pick<Plans, 'open'>
  readonly notes: Pick<DeviceNotes, 'profile'>
}): HandlersOf<typeof ROUND_CALLS, Seat> {
  return {
    'rounds.own': async (_, { plan }) => (await plans.open(plan)).cards.own(),
    'rounds.put': async (_, { plan, round, face, reason, author }) => {
      const host = await plans.open(plan)
      const known = author.person === null ? undefined : host.plan.row('people', author.person)?.name
      return host.cards.put({ round, face, reason, author, name: known ?? notes.profile()?.name ?? '' })
    },
  }
}
