import { CallFailed } from '../../contract/calls.ts'
import type { HandlersOf } from '../../contract/call.ts'
import { BACKUP_CALLS } from '../../contract/backup-calls.ts'
import type { Seat } from '../hub.ts'

/** Not here yet: every call says so. */
export function createBackupCalls(): HandlersOf<typeof BACKUP_CALLS, Seat> {
  const notYet = async (): Promise<never> => {
    throw new CallFailed('not-here', 'This Ordinal cannot do that yet.')
  }
  return Object.fromEntries(Object.keys(BACKUP_CALLS).map((name) => [name, notYet])) as never
}
