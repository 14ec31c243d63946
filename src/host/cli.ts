import { readFile, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander'
import { CallFailed } from '../contract/calls.ts'
import { IMPORT_FORMATS } from '../contract/import-report.ts'
import { chooseDataFolder } from './data-folder.ts'
import { addBackCommands } from './cli/back.ts'
import { backupCommands } from './cli/backup-commands.ts'
import { addHistoryCommands } from './cli/history-commands.ts'
import { connectServerCommand } from './cli/connect-server-command.ts'
import { connectHost, connectRunningHost, type HostConnection } from './cli/connect.ts'
import { onDataFolder } from './cli/data-folder-there.ts'
import { CommandRefused } from './cli/errors.ts'
import { lockCommands, openIfLocked } from './cli/lock-commands.ts'
import { createPassphrases, type Passphrases } from './cli/passphrase.ts'
import { plainJson, plainWords } from './cli/plain-words.ts'
import { planNamed, writeWhole } from './cli/plans-and-files.ts'
import { progressLine } from './cli/progress.ts'
import { attachmentCommands } from './cli/attachment-commands.ts'
import { removeDevice, roomCommands } from './cli/room-commands.ts'
import { restoreCommand } from './cli/restore-command.ts'
import { serve, serveChild } from './cli/serve.ts'
import { sessionCommands } from './cli/session-commands.ts'
import { shareCommands } from './cli/share-commands.ts'
import { verifyCommand } from './cli/verify-command.ts'
import { importWords, plansTable } from './cli/words.ts'
import { VERSION, type HostOptions } from './start-host.ts'

const here = dirname(fileURLToPath(import.meta.url))
const LARGEST_FILE = 200 * 1024 * 1024

interface Common {
  data?: string
  json?: boolean
  passphraseFile?: string
}

/** A passphrase is asked for once in a command. */
const asked = new WeakMap<Common, Passphrases>()

/** The command line. Every command is one call to a host: the one that runs on the data folder, or one of its own. */
const program = new Command('ordinal')
  .description('A desktop, offline-first planning room for Product Owners and their teams.')
  .version(VERSION)
  .option('--data <dir>', 'the data folder (else ORDINAL_DATA, else the platform’s)', toFolder)
  .option('--json', 'machine-readable output')
  .option('--passphrase-file <file>', 'what an encrypted data folder opens with: the first line of this file')
  .exitOverride()
  .configureOutput({ writeErr: (text) => process.stderr.write(plainWords(text)) })

command('serve', 'the host and the pages on 127.0.0.1')
  .option('--port <n>', 'the port to listen on', toPort)
  .option('--no-open', 'print the address, open no browser')
  .action((options: Common & { port?: number; open: boolean }) =>
    serve(hostOptions(options), {
      port: options.port ?? null,
      open: options.open,
      json: isJson(options),
      passphrase: passphraseFile(options) === undefined ? null : () => passphrases(options).current(),
      script: fileURLToPath(import.meta.url),
    }),
  )

program
  .command('serve-child', { hidden: true })
  .option('--data <dir>')
  .option('--port <n>', '', toPort)
  .action((options: Common & { port?: number }) => serveChild(hostOptions(options), options.port ?? null))

command('plans', 'all plans: id, name, items, last change').action((options: Common) =>
  ask(options, async (host) => {
    const plans = await host.call('plans.list', undefined)
    return { json: plans, words: plansTable(plans) }
  }),
)

command('new', 'an empty plan')
  .argument('<name>', 'its name', toName)
  .action((name: string, options: Common) =>
    ask(
      options,
      async (host) => {
        const plan = await host.call('plans.create', { name })
        return { json: plan, words: `Made "${plan.name}" (${plan.id}).` }
      },
      { begins: true },
    ),
  )

command('sample', 'the sample plan').action((options: Common) =>
  ask(
    options,
    async (host) => {
      const plan = await host.call('plans.sample', undefined)
      return { json: plan, words: `Made the sample plan "${plan.name}" (${plan.id}) with ${plan.items} items.` }
    },
    { begins: true },
  ),
)

withPlan(command('rename', 'gives a plan another name').argument('<name>', 'the new one', toName)).action(
  (name: string, options: Common & { plan: string }) =>
    ask(options, async (host) => {
      const plan = await planNamed(host, options.plan)
      const renamed = await host.call('plans.rename', { plan: plan.id, name })
      return { json: renamed, words: `"${plan.name}" is now "${renamed.name}".` }
    }),
)

withPlan(
  command('duplicate', 'a copy of a plan, which never merges with the first').argument('[name]', 'its name', toName),
).action((name: string | undefined, options: Common & { plan: string }) =>
  ask(options, async (host) => {
    const plan = await planNamed(host, options.plan)
    const copy = await host.call('plans.duplicate', { plan: plan.id, name: name ?? null })
    return { json: copy, words: `Copied "${plan.name}" to "${copy.name}" (${copy.id}).` }
  }),
)

withPlan(command('archive', 'puts a plan out of sight; --back brings it back'))
  .option('--back', 'bring it back')
  .action((options: Common & { plan: string; back?: boolean }) =>
    ask(options, async (host) => {
      const plan = await planNamed(host, options.plan)
      const changed = await host.call('plans.archive', { plan: plan.id, archived: !options.back })
      return { json: changed, words: changed.archived ? `"${plan.name}" is archived.` : `"${plan.name}" is back.` }
    }),
  )

command('remove', 'removes a device from a room, or a plan after a copy was put aside and proven')
  .argument('[device]', 'as `ordinal peers` lists it; left out, the plan is removed', toName)
  .option('--plan <name|id>', 'the plan', toName)
  .option('--why <words>', 'why a device goes, for the log', '')
  .action((device: string | undefined, options: Common & { plan?: string; why: string }) => {
    const { plan: named, why } = options
    if (device === undefined && named === undefined)
      program.error('Say which device, or which plan with --plan.', { exitCode: 2 })
    return ask(options, async (host) => {
      if (device !== undefined)
        return removeDevice(host, device, { why, ...(named === undefined ? {} : { plan: named }) })
      const plan = await planNamed(host, named ?? '')
      const { copy } = await host.call('plans.remove', { plan: plan.id })
      return { json: { plan: plan.id, copy }, words: `Removed "${plan.name}". A proven copy lies in ${copy}.` }
    })
  })

command('import <file>', 'imports a backlog; makes the plan if it is new')
  .requiredOption('--plan <name|id>', 'the plan to import into', toName)
  .addOption(
    new Option('--format <format>', 'what the file is, if Ordinal should not find out').choices(IMPORT_FORMATS),
  )
  .option('--dry-run', 'say what would happen, write nothing')
  .addOption(new Option('--dates <order>', 'how ambiguous dates are read').choices(['day-first', 'month-first']))
  .action(
    (
      file: string,
      options: Common & {
        plan: string
        format?: (typeof IMPORT_FORMATS)[number]
        dryRun?: boolean
        dates?: 'day-first' | 'month-first'
      },
    ) =>
      ask(
        options,
        async (host) => {
          const bytes = await readImportFile(file)
          const plan = await planNamed(host, options.plan, { orNull: true })
          // Two commands may import through one host at the same time.
          const job = `command-${process.pid}`
          const choices = { format: options.format ?? null, mapping: null, kinds: {}, dates: options.dates ?? null }
          const shared = { job, plan: plan?.id ?? null, fileName: file.split(/[\\/]/).at(-1) ?? file, bytes, choices }
          const cancel = (): void => {
            host.call('import.cancel', { job }).catch(() => undefined)
          }
          process.once('SIGINT', cancel)
          const report = options.dryRun
            ? await host.call('import.preview', shared)
            : await host.call('import.run', {
                ...shared,
                newPlanName: plan === null ? options.plan : null,
                author: { person: null, role: null, forTeam: null },
              })
          process.off('SIGINT', cancel)
          return {
            json: { ...report, columnsAsText: report.columnsAsText, columnsNotKept: report.columnsNotKept },
            words: importWords(report),
          }
        },
        { begins: true },
      ),
  )

withPlan(command('export', 'the whole plan as text'))
  .addOption(new Option('--format <format>').choices(['ordinal-json', 'csv', 'markdown']).makeOptionMandatory())
  .option('--out <file>', 'write to a file instead of standard output')
  .action((options: Common & { plan: string; format: 'ordinal-json' | 'csv' | 'markdown'; out?: string }) =>
    ask(options, async (host) => {
      const plan = await planNamed(host, options.plan)
      const { text } = await host.call('plan.export', { plan: plan.id, format: options.format, files: true })
      if (options.out === undefined) return { raw: text }
      await writeWhole(options.out, text)
      return {
        json: { plan: plan.id, out: options.out, bytes: Buffer.byteLength(text) },
        words: `Wrote ${options.out}.`,
      }
    }),
  )

withPlan(command('undo <change>', 'takes one change back')).action(
  (change: string, options: Common & { plan: string }) =>
    ask(options, async (host) => {
      const plan = await planNamed(host, options.plan)
      const answer = await host.call('plan.undo', {
        plan: plan.id,
        change,
        author: { person: null, role: null, forTeam: null },
      })
      const left =
        answer.left.length === 0
          ? ''
          : ` Left alone, because somebody changed them since: ${answer.left.map((one) => `${one.record} ${one.field}`).join(', ')}.`
      return {
        json: answer,
        words: `Took back ${answer.restored} ${answer.restored === 1 ? 'field' : 'fields'} (change ${answer.change}).${left}`,
      }
    }),
)

withPlan(command('roadmap', 'prints the roadmap to a PDF'))
  .requiredOption('--out <file.pdf>', 'the file to write')
  .addOption(new Option('--page <size>').choices(['A3', 'A4']).default('A3'))
  .action((options: Common & { plan: string; out: string; page: 'A3' | 'A4' }) =>
    ask(options, async (host) => {
      const plan = await planNamed(host, options.plan)
      const pdf = await host.call('plan.printPdf', { plan: plan.id, page: options.page })
      await writeWhole(options.out, pdf)
      return {
        json: { plan: plan.id, out: options.out, bytes: pdf.length },
        words: `Printed the roadmap of "${plan.name}" to ${options.out}.`,
      }
    }),
  )

verifyCommand({ command, ask })
addBackCommands({ command, withPlan, ask })
addHistoryCommands({ command, withPlan, ask })

backupCommands({ command, ask, toName })
lockCommands(
  { command, ask, toName },
  {
    passphrasesOf: passphrases,
    passphraseFileOf: passphraseFile,
    runningHost: (options) => connectRunningHost(hostOptions(options).dataFolder),
    say: (options, json, words) => process.stdout.write(said(options, { json, words })),
  },
)
restoreCommand({ command, ask, toName })
connectServerCommand({ command, ask, toName })
attachmentCommands({ command, ask, toName })
sessionCommands({ command, ask, toName })
shareCommands({ command, ask, toName })
roomCommands({
  command,
  ask,
  toName,
  toPort,
  say: (options, json, words) => void process.stdout.write(said(options, { json, words })),
  async onHost(options, how, onEvent, act) {
    const asked = hostOptions(options)
    await onDataFolder(asked.dataFolder, how, async () => {
      const host = await connectHost({ ...asked, mayAdmit: options.mayAdmit === true }, onEvent, { stays: true })
      try {
        await openIfLocked(host, passphrases(options))
        await act(host)
      } finally {
        await host.close()
      }
    })
  },
})

await run()

async function run(): Promise<void> {
  // Whoever reads along may stop reading, as `head` does: what was done is done all the same.
  for (const out of [process.stdout, process.stderr]) out.on('error', () => undefined)
  try {
    await program.parseAsync(helpAsOption(process.argv))
  } catch (error) {
    if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : 2
    else {
      const sentence =
        error instanceof CommandRefused || error instanceof CallFailed
          ? error.message
          : `Ordinal met a fault: ${error instanceof Error ? error.message : String(error)}`
      process.stderr.write(plainWords(sentence) + '\n')
      process.exitCode = 1
    }
  }
}

/** `help room open` is about `room open`, as `room open --help` is. */
function helpAsOption(words: readonly string[]): string[] {
  const [node = '', script = '', first, ...more] = words
  return first === 'help' && more.length > 1 ? [node, script, ...more, '--help'] : [...words]
}

function command(nameAndArgs: string, words: string): Command {
  return program
    .command(nameAndArgs)
    .description(words)
    .option('--data <dir>', 'the data folder')
    .option('--json', 'machine-readable output')
    .option('--passphrase-file <file>', 'what an encrypted data folder opens with: the first line of this file')
}

function withPlan(of: Command): Command {
  return of.requiredOption('--plan <name|id>', 'the plan', toName)
}

type Said = { json: unknown; words: string } | { raw: string }

async function ask(
  options: Common,
  act: (host: HostConnection) => Promise<Said>,
  how: { readonly begins: boolean } = { begins: false },
): Promise<void> {
  const asked = hostOptions(options)
  const answer = await onDataFolder(asked.dataFolder, how, async () => {
    const progress = progressLine(process.stderr)
    const host = await connectHost(asked, (name, news) => {
      if (name === 'job.progress') progress.show(news as never)
    })
    try {
      await openIfLocked(host, passphrases(options))
      return await act(host)
    } finally {
      progress.clear()
      await host.close()
    }
  })
  process.stdout.write(said(options, answer))
}

function said(options: Common, answer: Said): string {
  if ('raw' in answer) return answer.raw
  return (isJson(options) ? plainJson(answer.json) : plainWords(answer.words)) + '\n'
}

function hostOptions(options: Common): HostOptions {
  return {
    dataFolder: chooseDataFolder(options.data ?? program.opts<Common>().data, process.platform, process.env),
    shell: 'browser',
    pages: join(here, '..', 'renderer'),
    workers: {
      snapshot: join(here, 'snapshot-worker.mjs'),
      import: join(here, 'import-worker.mjs'),
      backup: join(here, 'backup-worker.mjs'),
      check: join(here, 'check-worker.mjs'),
      history: join(here, 'history-worker.mjs'),
    },
    samplePlan: join(here, '..', '..', 'resources', 'sample-plan.json'),
    onFault: (what, error) =>
      process.stderr.write(
        `${plainWords(`Ordinal met a fault in ${what}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`)}\n`,
      ),
  }
}

/** `--passphrase-file` may stand before or after the command. */
function passphraseFile(options: Common): string | undefined {
  return options.passphraseFile ?? program.opts<Common>().passphraseFile
}

function passphrases(options: Common): Passphrases {
  const known = asked.get(options) ?? createPassphrases(passphraseFile(options))
  asked.set(options, known)
  return known
}

/** `--json` may stand before or after the command. */
function isJson(options: Common): boolean {
  return options.json ?? program.opts<Common>().json ?? false
}

function toPort(text: string): number {
  const port = Number(text)
  if (!Number.isInteger(port) || port < 0 || port > 65535)
    throw new InvalidArgumentError('A port is a whole number from 0 to 65535.')
  return port
}

function toName(text: string): string {
  const name = text.trim()
  if (name === '' || name.length > 200) throw new InvalidArgumentError('A name has 1 to 200 letters.')
  return name
}

function toFolder(text: string): string {
  if (text === '') throw new InvalidArgumentError('It names no folder.')
  return text
}

async function readImportFile(file: string): Promise<Uint8Array> {
  try {
    const info = await stat(file)
    if (!info.isFile()) throw new CommandRefused(`${file} is not a file. Nothing was imported.`)
    if (info.size > LARGEST_FILE)
      throw new CommandRefused(
        `${file} is larger than 200 MB. Export a part of the backlog at a time. Nothing was imported.`,
      )
    return new Uint8Array(await readFile(file))
  } catch (error) {
    if (error instanceof CommandRefused) throw error
    const code = (error as NodeJS.ErrnoException).code
    throw new CommandRefused(
      code === 'ENOENT'
        ? `There is no file ${file}. Nothing was imported.`
        : code === 'EACCES'
          ? `${file} may not be read by you. Nothing was imported.`
          : `${file} could not be read (${code ?? 'unknown'}). Nothing was imported.`,
    )
  }
}
