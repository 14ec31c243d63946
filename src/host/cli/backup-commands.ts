import { resolve } from 'node:path'
import { Option, InvalidArgumentError } from 'commander'
import type { BackupInfo } from '../../contract/backup-calls.ts'
import { backupsTable, backupWords, settingsWords } from './backup-words.ts'
import type { Common, CommandKit } from './command-kit.ts'
import { CommandRefused } from './errors.ts'
import { planNamed } from './plans-and-files.ts'

/** `backup`, `backups` and `backup-settings`. */
export function backupCommands({ command, ask, toName }: CommandKit): void {
  command('backup', 'makes a backup of a plan, or of all, and proves it by restoring it in a scratch place')
    .option('--plan <name|id>', 'only this plan', toName)
    .option('--name <name>', 'what it is called; a backup with a name is never thinned out', toName)
    .option('--to <folder>', 'into this folder too, this once', toWhole)
    .action((options: Common & { plan?: string; name?: string; to?: string }) =>
      ask(options, async (host) => {
        const plans =
          options.plan === undefined ? await host.call('plans.list', undefined) : [await planNamed(host, options.plan)]
        const made: BackupInfo[] = []
        for (const { id } of plans)
          made.push(
            await host.call('backups.make', {
              plan: id,
              name: options.name ?? '',
              ...(options.to === undefined ? {} : { to: options.to }),
            }),
          )
        return {
          json: options.plan === undefined ? made : made[0],
          words: made.length === 0 ? 'No plans, nothing to back up.' : made.map(backupWords).join('\n'),
        }
      }),
    )

  command('backups', 'lists backups, the newest first, with when each was last proven')
    .option('--plan <name|id>', 'only of this plan', toName)
    .action((options: Common & { plan?: string }) =>
      ask(options, async (host) => {
        const plan = options.plan === undefined ? null : (await planNamed(host, options.plan)).id
        const overview = await host.call('backups.list', { plan })
        return { json: overview, words: backupsTable(overview) }
      }),
    )

  command('backup-settings', 'shows or changes how backups are made and kept')
    .addOption(new Option('--automatic <on|off>', 'whether they are made by themselves').choices(['on', 'off']))
    .option('--every <minutes>', 'least time between two of a plan', toNumber(5, 10_080))
    .option('--hourly <hours>', 'for how long one an hour is kept', toNumber(1, 720))
    .option('--daily <days>', 'for how long one a day is kept', toNumber(1, 3_650))
    .option('--folder <folder>', 'a stick or a synced folder to keep them in too', toWhole)
    .option('--no-folder', 'in the data folder only')
    .action((options: Common & Partial<Changes>) =>
      ask(options, async (host) => {
        const { automatic, every, hourly, daily, folder } = options
        const overview = await host.call('backups.set', {
          ...(automatic === undefined ? {} : { automatic: automatic === 'on' }),
          ...(every === undefined ? {} : { everyMinutes: every }),
          ...(hourly === undefined ? {} : { keepHourlyHours: hourly }),
          ...(daily === undefined ? {} : { keepDailyDays: daily }),
          // Commander's own default of `--no-folder` is true: then nothing was said.
          ...(folder === undefined || folder === true ? {} : { folder: folder === false ? null : folder }),
        })
        const { settings, folderTrouble, folderSince } = overview
        return {
          json: { ...settings, folderTrouble, folderSince },
          words: settingsWords(settings, folderTrouble, folderSince),
        }
      }),
    )
}

interface Changes {
  automatic: 'on' | 'off'
  every: number
  hourly: number
  daily: number
  folder: string | boolean
}

function toNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const number = Number(text)
    if (!Number.isInteger(number) || number < least || number > most)
      throw new InvalidArgumentError(`It is a whole number from ${least} to ${most}.`)
    return number
  }
}

/** The host may stand in another folder than the command. */
export function toWhole(path: string): string {
  if (path === '') throw new CommandRefused('It names no folder.')
  return resolve(path)
}
