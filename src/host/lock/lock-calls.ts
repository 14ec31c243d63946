import { CallFailed } from '../../contract/calls.ts'
import type { HandlersOf } from '../../contract/call.ts'
import { LOCK_CALLS } from '../../contract/lock-calls.ts'
import type { Seat } from '../hub.ts'

/** Not here yet: every call says so. */
export function createLockCalls(): HandlersOf<typeof LOCK_CALLS, Seat> {
  const notYet = async (): Promise<never> => {
    throw new CallFailed('not-here', 'This Ordinal cannot do that yet.')
  }
  return Object.fromEntries(Object.keys(LOCK_CALLS).map((name) => [name, notYet])) as never
}
