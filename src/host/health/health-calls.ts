import { CallFailed } from '../../contract/calls.ts'
import type { HandlersOf } from '../../contract/call.ts'
import { HEALTH_CALLS } from '../../contract/health-calls.ts'
import type { Seat } from '../hub.ts'

/** Not here yet: every call says so. */
export function createHealthCalls(): HandlersOf<typeof HEALTH_CALLS, Seat> {
  const notYet = async (): Promise<never> => {
    throw new CallFailed('not-here', 'This Ordinal cannot do that yet.')
  }
  return Object.fromEntries(Object.keys(HEALTH_CALLS).map((name) => [name, notYet])) as never
}
