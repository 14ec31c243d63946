import { resolve } from 'node:path'
import type { BackupFound } from '../../contract/backup-calls.ts'
import { CallFailed } from '../../contract/calls.ts'
import type { BackPlan } from '../../contract/history-calls.ts'
import type { Common, CommandKit } from './command-kit.ts'
import type { HostConnection } from './connect.ts'
import { CommandRefused } from './errors.ts'

interface RestoreOptions extends Common {
  as?: string
  intoPlan?: boolean
  asEdits?: boolean
  preview?: boolean
  why?: string
}

/** `restore`: a backup as a new plan, as new edits in its plan, or put back where the plan is gone. */
export function restoreCommand({ command, ask, toName }: CommandKit): void {
  command('restore <backup>', 'brings a backup back: an id from "ordinal backups", or a path to one anywhere')
    .option('--as <new plan>', 'as a new plan of this name, which never merges with the first', toName)
    .option('--into-plan', 'the old state as new edits in the plan; peers receive them like any other')
    .option('--as-edits', 'the same as --into-plan')
    .option('--preview', 'with --into-plan: say what would change, write nothing')
    .option('--why <reason>', 'with --into-plan: the reason that History shows')
    .action((asked: string, options: RestoreOptions) =>
      ask(
        options,
        async (host) => {
          const { backup, found } = await look(host, asked)
          const asEdits = options.intoPlan === true || options.asEdits === true
          if (options.as !== undefined && asEdits)
            throw new CommandRefused(
              'Say --as for a new plan or --into-plan for new edits, not both. Nothing was changed.',
            )
          if (options.as !== undefined) {
            const plan = await host.call('backups.restoreAs', { backup, name: options.as })
            return {
              json: plan,
              words: `Restored as the new plan "${plan.name}" (${plan.id}) with ${plan.items} items. It never merges with "${found.planName || found.plan}".`,
            }
          }
          if (asEdits) {
            if (!found.present)
              throw new CommandRefused(
                `The plan "${found.planName || found.plan}" is not in this data folder, so nothing can be edited in it. Without --into-plan it is put back as it was.`,
              )
            const done = await host.call('backups.bringBack', {
              backup,
              why: options.why ?? '',
              author: { person: null, role: null, forTeam: null },
              preview: options.preview === true,
            })
            return { json: done, words: backWords(done, found.plan) }
          }
          if (found.present) throw new CommandRefused(choices(asked, found))
          const plan = await host.call('backups.putBack', { backup })
          return {
            json: plan,
            words: `"${plan.name}" (${plan.id}) is back with ${plan.items} items and its whole history.`,
          }
        },
        { begins: true },
      ),
    )
}

/** An id first; what is none is a path, as this command's folder has it. */
async function look(host: HostConnection, asked: string): Promise<{ backup: string; found: BackupFound }> {
  try {
    return { backup: asked, found: await host.call('backups.look', { backup: asked }) }
  } catch (error) {
    const path = resolve(asked)
    if (!(error instanceof CallFailed) || error.type !== 'no-backup' || path === asked) throw error
    const found = await host.call('backups.look', { backup: path }).catch(() => {
      throw error
    })
    return { backup: path, found }
  }
}

function choices(asked: string, { planName, plan, backup }: BackupFound): string {
  const when = backup === null ? '' : ` as it was at ${new Date(backup.madeAt).toISOString()}`
  const name = planName || plan
  return [
    `The plan "${name}" is in this data folder, so nothing was changed. Choose how to bring it back${when}:`,
    `  ordinal restore "${asked}" --as "${name} (restored)"`,
    '      makes a new plan beside it, which never merges with it;',
    `  ordinal restore "${asked}" --into-plan --preview`,
    '      says what new edits would make the plan what it was; without --preview they are made, can be undone,',
    '      and a backup of what the plan is now is made first.',
  ].join('\n')
}

function backWords(done: BackPlan, plan: string): string {
  const counted = (count: number, one: string, many: string): string[] =>
    count === 0 ? [] : [`${count} ${count === 1 ? one : many}`]
  const what = [
    ...counted(done.itemsBack, 'item back', 'items back'),
    ...counted(done.itemsDeleted, 'item deleted', 'items deleted'),
    ...counted(done.fields, 'field', 'fields'),
    ...counted(done.moves, 'move', 'moves'),
    ...counted(done.texts, 'text', 'texts'),
  ].join(', ')
  if (what === '') return 'The plan says already what the backup says. Nothing was changed.'
  if (done.change === null) return `Would bring back: ${what}. Nothing was changed.`
  return `Brought back: ${what} (change ${done.change}). "ordinal undo --plan ${plan} ${done.change}" takes it back.`
}
