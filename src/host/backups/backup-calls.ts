import { BACKUP_CALLS, type BackupReason } from '../../contract/backup-calls.ts'
import type { HandlersOf } from '../../contract/call.ts'
import type { BackPlan, BroughtBack } from '../../contract/history-calls.ts'
import type { PlanSummary } from '../../contract/host-info.ts'
import type { Author } from '../../model/envelope.ts'
import { CallFailed } from '../../contract/calls.ts'
import type { DeviceNotes } from '../device-notes.ts'
import type { Seat } from '../hub.ts'
import type { PlanHost } from '../plan-host.ts'
import type { Plans } from '../plans.ts'
import type { Files } from '../ports/files.ts'
import type { Folders } from '../ports/folders.ts'
import type { Backups } from './backups.ts'
import { browseFolders } from './browse-folders.ts'

/** Writes an old state of a plan into it as new edits, or says what that would do. */
export type BringBackState = (
  host: PlanHost,
  old: Uint8Array,
  what: BroughtBack,
  why: string,
  author: Author,
  preview: boolean,
) => Promise<BackPlan>

export function createBackupCalls(parts: {
  readonly backups: Backups
  readonly plans: Plans
  readonly notes: DeviceNotes
  /** The disk as it is, also where the data folder is encrypted: folders of others are looked at. */
  readonly files: Files
  readonly folders: Folders
  readonly dataFolder: string
  readonly bringBackState: BringBackState
}): HandlersOf<typeof BACKUP_CALLS, Seat> {
  const { backups, plans } = parts
  return {
    'backups.list': (_, { plan }) => backups.list(plan),
    'backups.make': (seat, { plan, name, to }) =>
      backups.make(plan, { name: name.trim(), reason: 'person', ...(to === undefined ? {} : { to }) }, (done, total) =>
        seat.send('job.progress', { job: `backup-${plan}`, what: 'Making the backup', done, total }),
      ),
    'backups.prove': (_, { backup }) => backups.prove(backup),
    'backups.look': (_, { backup }) => backups.look(backup),
    'backups.putBack': async (_, { backup }) => summaryOf(await backups.putBack(backup)),
    'backups.restoreAs': async (_, { backup, name }) => summaryOf((await backups.restoreAs(backup, name, author())).id),
    'backups.bringBack': async (_, { backup, why, author: by, preview }) => {
      const { plan, state } = await backups.oldState(backup)
      const host = await plans.open(plan)
      if (!preview) await keepFirst(plan, 'before-restore')
      const person = by.person === null && by.role === null ? author() : by
      return parts.bringBackState(host, state, { kind: 'plan' }, why, person, preview)
    },
    'backups.rename': (_, { backup, name }) => backups.rename(backup, name),
    'backups.remove': (_, { backup }) => backups.remove(backup),
    'backups.set': (_, change) =>
      backups.set(Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined))),
    'backups.folders': (_, { path }) => browseFolders(parts.files, parts.folders, parts.dataFolder, path),
  }

  async function keepFirst(plan: string, reason: BackupReason): Promise<void> {
    try {
      await backups.make(plan, { name: '', reason })
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error)
      throw new CallFailed(
        'no-backup-first',
        `What the plan is now could not be kept first, so nothing was done. ${why}`,
      )
    }
  }

  async function summaryOf(id: string): Promise<PlanSummary> {
    const summary = (await plans.list()).find((one) => one.id === id)
    if (summary === undefined) throw new CallFailed('no-plan', 'There is no such plan in this data folder.')
    return summary
  }

  function author(): Author {
    const profile = parts.notes.profile()
    return { person: profile?.person ?? null, role: profile?.role ?? 'po', forTeam: null }
  }
}
