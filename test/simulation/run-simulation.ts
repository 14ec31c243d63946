import { fork } from 'node:child_process'
import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import { playSchedule, type Seen } from './play-schedule.ts'
import { shrink } from './shrink.ts'
import { drawSteps } from './steps.ts'
import { WORLDS, type WorldName } from './worlds.ts'

/** Kinds of failure of which one is shrunk and printed; of the others only the seeds are. */
const SHOWN = 8

interface Failure {
  readonly seed: number
  readonly wrong: readonly string[]
}
interface Part {
  readonly failures: readonly Failure[]
  readonly seen: Seen
}

/**
 * `npm run simulate -- [--world disk|network|lines|honest] [--schedules 100000] [--seed 1] [--workers n]`: plays schedules from
 * that seed on; of the disk and then of the network where no world is named.
 */
export async function runSimulation(script: string, words: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...words],
    options: {
      world: { type: 'string', multiple: true, default: ['disk', 'network'] },
      schedules: { type: 'string', default: '10000' },
      seed: { type: 'string', default: '1' },
      workers: { type: 'string', default: String(availableParallelism()) },
      part: { type: 'boolean', default: false },
    },
  })
  const [schedules, first, workers] = [Number(values.schedules), Number(values.seed), Number(values.workers)]
  if (!(schedules >= 1 && first >= 1 && workers >= 1))
    throw new Error('--schedules, --seed and --workers are numbers from 1 on.')
  const worlds = values.world.map((name): WorldName => {
    if (!Object.hasOwn(WORLDS, name)) throw new Error(`--world is one of ${Object.keys(WORLDS).join(', ')}.`)
    return name as WorldName
  })
  if (values.part) {
    const part = await play(worlds[0] as WorldName, first, first + schedules)
    // Hosts of a schedule that failed were not stopped, and their timers would keep this process.
    return void process.send?.(part, () => process.exit())
  }
  for (const world of worlds) await runWorld(world)

  async function runWorld(world: WorldName): Promise<void> {
    const started = performance.now()
    const size = Math.ceil(schedules / workers)
    const parts = await Promise.all(
      Array.from({ length: Math.ceil(schedules / size) }, (_, i) => {
        const from = first + i * size
        return inProcess(script, world, from, Math.min(size, first + schedules - from))
      }),
    )
    const seen: Seen = {}
    for (const part of parts)
      for (const [what, times] of Object.entries(part.seen)) seen[what] = (seen[what] ?? 0) + times
    const failures = parts.flatMap((part) => part.failures)
    const kinds = grouped(failures)
    for (const [, [first, ...others]] of [...kinds].slice(0, SHOWN)) {
      if (first !== undefined) await show(world, first.seed, first.wrong)
      if (others.length > 0)
        console.log(
          `So did ${others
            .map(({ seed }) => seed)
            .slice(0, 20)
            .join(', ')}${others.length > 20 ? ' ...' : ''}`,
        )
    }
    console.log('What happened, and how often:')
    for (const [what, times] of Object.entries(seen).sort()) console.log(`  ${what}: ${times}`)
    const missing = schedules >= 1_000 ? WORLDS[world].missing(seen) : []
    if (missing.length > 0) console.log(`Never happened: ${missing.join(', ')}`)
    const seconds = Math.round((performance.now() - started) / 1000)
    console.log(
      `${world}: ${schedules} schedules from seed ${first} in ${seconds} s: ${seen.saved === undefined ? '' : `${seen.saved} edits acknowledged, `}${failures.length} schedules failed.`,
    )
    if (failures.length > 0 || missing.length > 0) process.exitCode = 1
  }
}

async function play(world: WorldName, from: number, end: number): Promise<Part> {
  const seen: Seen = {}
  const failures: Failure[] = []
  for (let seed = from; seed < end; seed++) {
    const wrong = await WORLDS[world].play(seed, seen).catch((error: unknown) => [String(error)])
    if (wrong.length > 0) failures.push({ seed, wrong })
  }
  return { failures, seen }
}

function inProcess(script: string, world: WorldName, from: number, schedules: number): Promise<Part> {
  return new Promise((resolve, reject) => {
    const child = fork(script, ['--part', '--world', world, '--seed', String(from), '--schedules', String(schedules)])
    child.once('message', (part) => resolve(part as Part))
    child.once('exit', (code) =>
      reject(new Error(`A part of the simulation ended with ${code} and without an answer.`)),
    )
  })
}

async function show(world: WorldName, seed: number, wrong: readonly string[]): Promise<void> {
  console.log(`\nSeed ${seed} failed:`)
  for (const finding of wrong) console.log(`  ${finding}`)
  // Only of the disk's world a schedule is a list of steps that some can be left out of.
  if (world !== 'disk') return
  const steps = drawSteps(seed)
  const least = await shrink(steps, async (some) => kindOf(await playSchedule(seed, some, {})) === kindOf(wrong))
  console.log(`The same comes of these ${least.length} of ${steps.length} steps:`)
  for (const step of least) console.log(`  ${JSON.stringify(step)}`)
}

/** Failures that begin with the same words are taken for one. */
function kindOf(wrong: readonly string[]): string {
  return (wrong[0] ?? '').replace(/\d+/g, '').slice(0, 60)
}

function grouped(failures: readonly Failure[]): Map<string, Failure[]> {
  const kinds = new Map<string, Failure[]>()
  for (const failure of failures)
    kinds.set(kindOf(failure.wrong), [...(kinds.get(kindOf(failure.wrong)) ?? []), failure])
  return kinds
}
