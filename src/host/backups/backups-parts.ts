import type { Random } from '../../model/id.ts'
import type { Plans } from '../plans.ts'
import type { Clock } from '../ports/clock.ts'
import type { Folders } from '../ports/folders.ts'
import type { Vault } from '../vault/vault.ts'
import type { FilesFor } from './backup-jobs.ts'
import type { RunBackupJob } from './run-backup-job.ts'

/** What all that works on backups is made of. */
export interface BackupsParts {
  readonly vault: Vault
  readonly plans: Plans
  readonly filesFor: FilesFor
  readonly folders: Folders
  readonly clock: Clock
  readonly random: Random
  readonly run: RunBackupJob
  readonly version: string
  readonly namesAreSecret: () => boolean
  /** Called before a folder of the person's choice is looked at: what lies in it may have to be encrypted too. */
  readonly protect: (folder: string) => void
  readonly newId: () => string
  /** Something of what `list` says is different now. */
  readonly onChanged: () => void
  readonly onPlansChanged: () => void
  readonly onFault: (what: string, error: unknown) => void
}
