import { parseArgs } from 'node:util'
import { buildIfNeeded } from '../../src/host/start/build.mjs'
import { inWords, passes } from './torture-report.ts'
import { torture } from './torture.ts'

/** Real kills from the command line: prints what they cost. Gives the exit code. */
export async function runTorture(words: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...words],
    options: {
      kills: { type: 'string', default: '30' },
      seed: { type: 'string', default: String(Date.now() % 1_000_000) },
      minutes: { type: 'string', default: '60' },
    },
  })
  buildIfNeeded()
  const seed = Number(values.seed)
  process.stdout.write(`Seed ${seed}\n`)
  const report = await torture({
    kills: Number(values.kills),
    seed,
    minutes: Number(values.minutes),
    say: (line) => process.stderr.write(`${line}\n`),
  })
  process.stdout.write(inWords(report))
  return passes(report) ? 0 : 1
}
