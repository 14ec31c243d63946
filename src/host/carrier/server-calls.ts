import type { HandlersOf } from '../../contract/call.ts'
import type { RoomState } from '../../contract/room-calls.ts'
import type { SERVER_CALLS } from '../../contract/server-calls.ts'
import type { Seat } from '../hub.ts'
import type { Carriers } from './carriers.ts'

/** What windows and commands ask of servers. */
export function createServerCalls(
  carriers: Carriers,
  stateOf: (plan: string) => Promise<RoomState>,
): HandlersOf<typeof SERVER_CALLS, Seat> {
  return {
    'room.connect': async (_, { plan, server }) => {
      await carriers.connect(plan, server)
      return stateOf(plan)
    },
  }
}
