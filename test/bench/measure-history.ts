import { execFileSync } from 'node:child_process'
import { cp, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createCaller } from '../../src/contract/rpc.ts'
import type { CallAnswer, CallArgs, HostCallName } from '../../src/contract/calls.ts'
import { clock } from '../../src/host/ports/clock.ts'
import { connectControl, controlPath } from '../../src/host/server/control-socket.ts'
import { startHost as hostHere } from '../../src/host/start-host.ts'
import { launchBrowser } from '../e2e/open-pages.ts'
import { startHost, temporaryFolder, type RunningHost } from '../e2e/running-host.ts'
import { channelPair } from './channel-pair.ts'
import { writeHistory, type WrittenHistory } from './history-generator.ts'
import { measureOpenings } from './measure-pages.ts'
import type { Measure } from './measures.ts'
import { generatePlan } from './plan-generator.ts'

const SEED = 1
const TRIES = 3
/** When the generated plan began: its two years of edits end before today. */
const BEGAN = Date.UTC(2024, 0, 8, 9)
const root = fileURLToPath(new URL('../..', import.meta.url))

/** A plan with a long history in the real host: opening it, and looking at its past. */
export async function measureHistory(
  items: number,
  edits: number,
  kept: string | null,
  say: (line: string) => void,
): Promise<{ measures: Measure[]; notes: string[] }> {
  const folder = kept === null ? await temporaryFolder() : { path: kept, remove: async () => undefined }
  try {
    const { data, plan, written } = await writtenPlan(folder.path, items, edits, say)
    say('Opening it in Chromium ...')
    const opening = await inBrowser(data, plan)
    say('Looking at its past ...')
    const span = written.last - written.first
    const moments = [0.5, 0.25, 0.83].map((share) => written.first + share * span)
    const past = await measurePast(data, plan, moments, say)
    say('... and without anything that was made ready for it ...')
    const history = join(data, 'plans', plan, 'history')
    await cp(history, join(folder.path, 'made-ready'), { recursive: true })
    await rm(history, { recursive: true, force: true })
    const bare = await measureFirst(data, plan, moments[0] as number)
    await rm(history, { recursive: true, force: true })
    await rename(join(folder.path, 'made-ready'), history)
    const row = (name: string, target: number | null, samples: readonly number[], of: Measure['of'] = 'p50') =>
      ({ name, items, of, target, samples, bare: null }) satisfies Measure
    return {
      measures: [
        row('open to first paint, empty cache', 300, opening.coldPaint),
        row('open to first paint', 300, opening.warmPaint),
        row('open to editable, empty cache', 2_000, opening.coldEditable),
        row('open to editable', 2_000, opening.warmEditable),
        row('timeline, first page, fresh host', null, past.timelineCold),
        row('timeline, first page, again', null, past.timelineWarm),
        row('timeline, words that nothing says', null, past.words),
        row('1,000 changes since one looked, fresh host', null, past.sinceCold),
        row('the same again', 200, past.sinceWarm),
        row('plan at a moment, fresh host', 3_000, past.atCold),
        row('plan at a moment, a day later', 3_000, past.atNear),
        row('plan at another moment', 3_000, past.atOther),
        row('two moments of one week, fresh host', 1_500, past.compareCold),
        row('the same again', 1_500, past.compareWarm),
        row('longest silence of the host meanwhile', 50, past.stalls, 'longest'),
        row('plan at a moment, nothing made ready', null, [bare.at]),
        row('timeline after that', null, [bare.timeline]),
      ],
      notes: [`Memory of the host: ${past.memoryOpen} MB with the plan open, ${past.memoryPast} MB with its past.`],
    }
  } finally {
    await folder.remove()
  }
}

export interface Written {
  readonly data: string
  readonly plan: string
  readonly written: WrittenHistory
}

/** Writing takes minutes: a folder that was kept has it already. */
export async function writtenPlan(
  folder: string,
  items: number,
  edits: number,
  say: (line: string) => void,
): Promise<Written> {
  const note = join(folder, `written-${items}-${edits}.json`)
  const known = await readFile(note, 'utf8').catch(() => null)
  if (known !== null) return JSON.parse(known) as Written
  const data = join(folder, `data-${items}-${edits}`)
  say(`A plan of ${items.toLocaleString('en')} items and ${edits.toLocaleString('en')} edits: writing ...`)
  const plan = await importPlan(data, items)
  const written = await writeHistory({ data, plan, edits, seed: SEED, say })
  await writeFile(note, JSON.stringify({ data, plan, written } satisfies Written))
  return { data, plan, written }
}

/** By the host's own import, at the time when the plan began. */
async function importPlan(data: string, items: number): Promise<string> {
  const started = await hostHere({
    dataFolder: data,
    shell: 'browser',
    pages: data,
    workers: { snapshot: null, import: null, history: null },
    samplePlan: join(root, 'resources', 'sample-plan.json'),
    clock: { now: () => BEGAN, after: clock.after },
    onFault: (what, error) => {
      throw new Error(`${what}: ${String(error)}`)
    },
  })
  if (!started.ok) throw new Error(started.error.message)
  const link = channelPair((channel) => started.value.hub.welcome(channel, 'command'))
  const report = await link.call('import.run', {
    job: 'bench',
    plan: null,
    newPlanName: 'Bench',
    fileName: 'plan.json',
    bytes: new TextEncoder().encode(generatePlan(items, SEED).json),
    choices: { format: null, mapping: null, kinds: {}, dates: null },
    author: { person: null, role: null, forTeam: null },
  })
  await started.value.shutDown()
  return report.plan
}

async function inBrowser(data: string, plan: string) {
  const host = await startHost(data)
  const browser = await launchBrowser()
  try {
    return await measureOpenings(browser, host.url, plan)
  } finally {
    await browser.close()
    await host.stop()
  }
}

async function measurePast(data: string, plan: string, moments: readonly number[], say: (line: string) => void) {
  const found = {
    ...{ timelineCold: [] as number[], timelineWarm: [] as number[], words: [] as number[] },
    ...{ sinceCold: [] as number[], sinceWarm: [] as number[] },
    ...{ atCold: [] as number[], atNear: [] as number[], atOther: [] as number[] },
    ...{ compareCold: [] as number[], compareWarm: [] as number[], stalls: [] as number[] },
    ...{ memoryOpen: 0, memoryPast: 0 },
  }
  // What a first look leaves behind for the next ones is there in any plan that was looked at before.
  await withHost(data, plan, async ({ ask }) => {
    await ask('history.at', { plan, moment: moments[0] as number })
    await new Promise((resolve) => setTimeout(resolve, 15_000))
  })
  const day = 86_400_000
  for (let turn = 0; turn < TRIES; turn++) {
    const [here = 0, there = 0] = [moments[turn % moments.length], moments[(turn + 1) % moments.length]]
    await withHost(data, plan, async ({ timed, ask, host }) => {
      found.memoryOpen = memoryOf(host)
      found.timelineCold.push(await timed('history.timeline', { plan, ...EVERYTHING }))
      found.timelineWarm.push(await timed('history.timeline', { plan, ...EVERYTHING }))
      found.words.push(await timed('history.timeline', { plan, ...EVERYTHING, words: 'nobody ever said this' }))
      await ask('history.extent', { plan })
    })
    await withHost(data, plan, async ({ timed, ask }) => {
      const { upTo } = await ask('history.since', { ...SOMEBODY, plan, seen: null })
      const seen = thousandBefore(upTo)
      found.sinceCold.push(await timed('history.since', { ...SOMEBODY, plan, seen }))
      found.sinceWarm.push(await timed('history.since', { ...SOMEBODY, plan, seen }))
    })
    await withHost(data, plan, async ({ timed, stall, host }) => {
      found.atCold.push(await timed('history.at', { plan, moment: here }))
      found.atNear.push(await timed('history.at', { plan, moment: here + day }))
      found.atOther.push(await timed('history.at', { plan, moment: there }))
      found.stalls.push(stall())
      found.memoryPast = Math.max(found.memoryPast, memoryOf(host))
    })
    await withHost(data, plan, async ({ timed }) => {
      found.compareCold.push(await timed('history.compare', { plan, from: here - 7 * day, to: here }))
      found.compareWarm.push(await timed('history.compare', { plan, from: here - 7 * day, to: here }))
    })
    say(`... ${turn + 1} of ${TRIES}`)
  }
  return found
}

async function measureFirst(data: string, plan: string, moment: number): Promise<{ at: number; timeline: number }> {
  return withHost(data, plan, async ({ timed }) => ({
    at: await timed('history.at', { plan, moment }),
    timeline: await timed('history.timeline', { plan, ...EVERYTHING }),
  }))
}

const SOMEBODY = { person: 'somebody', apart: {} }

/** Marks of somebody who has not seen the last thousand records of the longest line. */
function thousandBefore(upTo: Readonly<Record<string, number>>): Record<string, number> {
  const [longest = ''] = Object.keys(upTo).sort((a, b) => (upTo[b] ?? 0) - (upTo[a] ?? 0))
  return { ...upTo, [longest]: Math.max(0, (upTo[longest] ?? 0) - 1_000) }
}

const EVERYTHING = { before: null, limit: 50, record: null, device: null, words: '', sort: null } as const

interface Desk {
  readonly host: RunningHost
  ask<N extends HostCallName>(name: N, args: CallArgs<N>): Promise<CallAnswer<N>>
  /** Milliseconds until the answer is here, read. */
  timed<N extends HostCallName>(name: N, args: CallArgs<N>): Promise<number>
  /** The longest that the host took for a question about nothing, asked again and again meanwhile. */
  stall(): number
}

/** A fresh host with the plan open, as a window has it. */
async function withHost<T>(data: string, plan: string, act: (desk: Desk) => Promise<T>): Promise<T> {
  const host = await startHost(data)
  const channel = await connectControl(controlPath(data, process.platform, tmpdir()))
  if (channel === null) throw new Error('The host does not answer.')
  const call = createCaller(channel, () => undefined)
  const ask: Desk['ask'] = (name, args) => call(name, args) as never
  await ask('plan.open', { plan, lease: null, acknowledged: {}, stateVector: Uint8Array.of(0) })
  let longest = 0
  let pinging = true
  const pings = (async () => {
    while (pinging) {
      const start = performance.now()
      await ask('host.info', undefined)
      longest = Math.max(longest, performance.now() - start)
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
  })()
  try {
    return await act({
      host,
      ask,
      stall: () => longest,
      async timed(name, args) {
        const start = performance.now()
        await ask(name, args)
        return performance.now() - start
      },
    })
  } finally {
    pinging = false
    await pings
    channel.close()
    await host.stop()
  }
}

/** Of the host and the process that watches over it, in MB; 0 where nobody can say. */
function memoryOf(host: RunningHost): number {
  try {
    const rows = execFileSync('ps', ['-o', 'rss=', '-g', String(host.process.pid)], { encoding: 'utf8' })
    return Math.round(rows.split('\n').reduce((sum, row) => sum + Number(row), 0) / 1024)
  } catch {
    return 0
  }
}
