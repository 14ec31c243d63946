import { join } from 'node:path'
import type { BackupFound } from '../../contract/backup-calls.ts'
import { CallFailed } from '../../contract/calls.ts'
import type { Author } from '../../model/envelope.ts'
import type { PlanHost } from '../plan-host.ts'
import type { BackupsParts } from './backups-parts.ts'
import type { KeptSettings } from './kept-settings.ts'
import { backupAt } from './place.ts'
import { scratchFor } from './scratch.ts'
import { infoOf } from './shelf.ts'
import { notABackup, type Shelves } from './shelves.ts'

/** Brings back what backups hold. */
export interface Restorer {
  look(backup: string): Promise<BackupFound>
  /** Makes a new plan of it. */
  restoreAs(backup: string, name: string | null, author: Author): Promise<PlanHost>
  /** Puts a plan that is not here any more back as it was. Resolves to its id. */
  putBack(backup: string): Promise<string>
  /** What a plan said when the backup was made, as one Yjs V1 update. */
  oldState(backup: string): Promise<{ plan: string; state: Uint8Array }>
  /** The host ended while it made a plan from a backup: without a record in it, it is nothing. */
  dropHalfRestored(): Promise<void>
}

export function createRestorer(
  parts: BackupsParts & { readonly settings: KeptSettings; readonly shelves: Shelves },
): Restorer {
  const { vault, plans, filesFor, clock, run, onFault, settings, shelves } = parts
  const scratch = (what: string): string => scratchFor(vault.root, what, parts.random)

  const restorer: Restorer = {
    async look(backup) {
      const source = await shelves.source(backup)
      const isPresent = async (plan: string): Promise<boolean> => (await vault.plans()).includes(plan)
      if (source.is === 'plan-folder') {
        const removed = (await shelves.removedPlans()).find(({ path }) => path === source.folder)
        const { plan } = source
        return { backup: null, plan, planName: removed?.planName ?? '', present: await isPresent(plan) }
      }
      const place = { files: filesFor(source.folder), folder: source.folder, isOurs: false }
      const kept = await backupAt(place, source.id)
      if (kept === null) throw notABackup(backup)
      const { plan, planName } = kept.manifest
      return { backup: infoOf({ folder: kept }), plan, planName, present: await isPresent(plan) }
    },
    async restoreAs(backup, name, author) {
      const source = await shelves.source(backup)
      const found = await restorer.look(backup)
      const host = await plans.create()
      try {
        await settings.keep({ restoring: host.id })
        const { base, lease, giveBack } = await host.importLine()
        try {
          const { envelopes } = await run({
            is: 'copy-plan',
            source,
            scratch: scratch('restore'),
            copy: {
              author,
              change: parts.newId(),
              lease,
              known: base.known,
              name,
              why:
                found.backup === null
                  ? ''
                  : `Backup of ${new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeStyle: 'short' }).format(found.backup.madeAt)}`,
              now: clock.now(),
            },
          })
          // Bytes come first: no record names what is not there.
          await run({ is: 'lay-files', source, folder: vault.planFolder(host.id), now: clock.now() })
          await host.adopt(envelopes)
        } finally {
          await giveBack().catch(() => undefined)
        }
      } catch (error) {
        await plans.remove(host.id).catch((fault: unknown) => onFault('removing a plan that was not restored', fault))
        throw error
      } finally {
        await settings.keep({ restoring: null }).catch((error: unknown) => onFault('backup settings', error))
      }
      await plans.noteSummary(host)
      parts.onPlansChanged()
      return host
    },
    async putBack(backup) {
      const { plan, present } = await restorer.look(backup)
      if (present)
        throw new CallFailed(
          'exists',
          'The plan is in this data folder. Restore the backup as a new plan, or bring the old state back into it as new edits.',
        )
      const source = await shelves.source(backup)
      await run({ is: 'put-back', source, plans: join(vault.planFolder(plan), '..') })
      parts.onPlansChanged()
      parts.onChanged()
      return plan
    },
    oldState: async (backup) => run({ is: 'state', source: await shelves.source(backup), scratch: scratch('state') }),
    async dropHalfRestored() {
      const { restoring } = settings.now()
      if (restoring === null) return
      try {
        if ((await vault.plans()).includes(restoring)) {
          const check = await vault.verifyPlan(restoring)
          if (check.records === 0 && check.damage.length === 0) await vault.removePlan(restoring)
        }
        await settings.keep({ restoring: null })
      } catch (error) {
        onFault('a restore that was cut off', error)
      }
    },
  }
  return restorer
}
