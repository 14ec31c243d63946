import { createReadStream } from 'node:fs'
import { open, rename, rm, stat } from 'node:fs/promises'
import { CallFailed } from '../../contract/calls.ts'
import { mergePlan, sharePlan } from '../../contract/plan-file-transfer.ts'
import type { Common, CommandKit } from './command-kit.ts'
import { sizeWords } from './backup-words.ts'
import { CommandRefused } from './errors.ts'
import { namesIn } from './history-commands.ts'
import { notWritten } from './not-written.ts'
import { createPassphrases, type AskingWords } from './passphrase.ts'
import { planNamed } from './plans-and-files.ts'
import { acceptedWords, mergedWords, strangersWords } from './share-words.ts'

interface ShareOptions extends Common {
  plan: string
  out: string
  /** False for `--no-passphrase`. */
  passphrase: boolean
  planFilePassphrase?: string
}

const TO_SHARE: AskingWords = {
  question: 'Passphrase: ',
  noTerminal: 'There is no terminal to ask for a passphrase. Give --plan-file-passphrase FILE.',
}
const TO_OPEN: AskingWords = {
  question: 'Passphrase of the plan file: ',
  noTerminal:
    'This plan file opens with a passphrase only, and there is no terminal to ask for it. Give --plan-file-passphrase FILE. Nothing was changed.',
}
const TRIES = 3
const PIECE = 1024 * 1024

/** `share`, `merge`, `strangers` and `accept`: a plan as a file. */
export function shareCommands({ command, ask, toName }: CommandKit): void {
  command('share', 'writes a plan with all its past into one file, which merges where it is opened')
    .requiredOption('--plan <name|id>', 'the plan', toName)
    .requiredOption('--out <file>', 'the file to write')
    .option('--no-passphrase', 'no passphrase: whoever has the file can read it')
    .option(
      '--plan-file-passphrase <file>',
      'what the plan file is to open with: the first line of this file; else it is asked for, and in a script there is none',
    )
    .action((options: ShareOptions) =>
      ask(options, async (host) => {
        const { out, planFilePassphrase } = options
        if (!options.passphrase && planFilePassphrase !== undefined)
          throw new CommandRefused('Say either --no-passphrase or --plan-file-passphrase. Nothing was written.')
        const plan = await planNamed(host, options.plan)
        // A script that gives none means none; the words and the answer say so.
        const isAsked = planFilePassphrase !== undefined || process.stdin.isTTY
        const passphrase =
          options.passphrase && isAsked ? await createPassphrases(undefined, TO_SHARE).fresh(planFilePassphrase) : null
        const { pieces } = await sharePlan(host, { plan: plan.id, passphrase })
        const bytes = await writePieces(out, pieces)
        const words = [
          `Wrote "${plan.name}" to ${out} (${sizeWords(bytes)}).`,
          passphrase === null
            ? 'It has no passphrase: whoever has the file can read all of the plan and its past.'
            : 'It opens with its passphrase only. Tell it on another way than the file takes.',
          'Nobody joins the room by it. What others change in it waits aside when it comes back, until somebody takes it.',
        ]
        return { json: { plan: plan.id, out, bytes, passphrase: passphrase !== null }, words: words.join('\n') }
      }),
    )

  command('merge', 'takes a plan file in: a plan that is here merges with it, another is made')
    .argument('<file>', 'as `ordinal share` wrote it')
    .option(
      '--plan-file-passphrase <file>',
      'what the plan file opens with: the first line of this file; else it is asked for',
    )
    .action((file: string, options: Common & { planFilePassphrase?: string }) =>
      ask(
        options,
        async (host) => {
          let tries = options.planFilePassphrase === undefined ? TRIES : 1
          const report = await mergePlan(host, piecesOf(file), async (wrong) => {
            if (wrong !== null && tries > 0) process.stderr.write(`${wrong}\n`)
            return tries-- > 0 ? createPassphrases(options.planFilePassphrase, TO_OPEN).current() : null
          })
          return { json: report, words: mergedWords(report) }
        },
        { begins: true },
      ),
    )

  command('strangers', 'changes that came with plan files from devices that do not belong to the room')
    .requiredOption('--plan <name|id>', 'the plan', toName)
    .action((options: Common & { plan: string }) =>
      ask(options, async (host) => {
        const plan = await planNamed(host, options.plan)
        const strangers = await host.call('planFile.strangers', { plan: plan.id })
        const { nameOf } = await namesIn(host, plan.id)
        return { json: strangers, words: strangersWords(strangers, nameOf) }
      }),
    )

  command('accept', 'takes in what a device changed that does not belong to the room; it does not let the device in')
    .argument('<device>', 'as `ordinal strangers` lists it', toName)
    .requiredOption('--plan <name|id>', 'the plan', toName)
    .option('--turn-away', 'deletes its changes here instead')
    .action((device: string, options: Common & { plan: string; turnAway?: boolean }) =>
      ask(options, async (host) => {
        const plan = await planNamed(host, options.plan)
        if (options.turnAway === true) {
          await host.call('planFile.turnAway', { plan: plan.id, device })
          return { json: { device, plan: plan.id }, words: `The changes of ${device} are deleted here.` }
        }
        const report = await host.call('planFile.accept', { plan: plan.id, device })
        return { json: { ...report, plan: plan.id }, words: acceptedWords(report) }
      }),
    )
}

async function writePieces(out: string, pieces: AsyncGenerator<Uint8Array>): Promise<number> {
  const partial = `${out}.part-${process.pid}`
  let bytes = 0
  try {
    const file = await open(partial, 'w', 0o600)
    try {
      for await (const piece of pieces) {
        await file.write(piece)
        bytes += piece.length
      }
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(partial, out)
    return bytes
  } catch (error) {
    await pieces.return(undefined)
    await rm(partial, { force: true }).catch(() => undefined)
    if (error instanceof CallFailed || error instanceof CommandRefused) throw error
    throw notWritten(out, error)
  }
}

async function* piecesOf(file: string): AsyncGenerator<Uint8Array> {
  try {
    if (!(await stat(file)).isFile()) throw new CommandRefused(`${file} is not a file. Nothing was changed.`)
    for await (const piece of createReadStream(file, { highWaterMark: PIECE })) yield new Uint8Array(piece as Buffer)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (error instanceof CommandRefused || error instanceof CallFailed || code === undefined) throw error
    throw new CommandRefused(
      code === 'ENOENT'
        ? `There is no file ${file}. Nothing was changed.`
        : `${file} could not be read (${code}). Nothing was changed.`,
    )
  }
}
