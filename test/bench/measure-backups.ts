import { readdir, stat } from 'node:fs/promises'
import { cpus, loadavg } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import type { HostLink } from '../../src/contract/calls.ts'
import { buildIfNeeded } from '../../src/host/start/build.mjs'
import { startHost } from '../../src/host/start-host.ts'
import { temporaryFolder } from '../e2e/running-host.ts'
import { channelPair } from './channel-pair.ts'
import { writeHistory } from './history-generator.ts'
import { summary } from './measures.ts'
import { generateJiraCsv } from './plan-generator.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

interface Timed {
  readonly name: string
  readonly seconds: number
  /** Longest time in which the host's thread answered nobody, in milliseconds. */
  readonly stall: number
  /** What the data folder's backups take on disk afterwards. */
  readonly bytes: number
  /** Edits that were saved meanwhile, one after the other, in milliseconds; a summary. */
  readonly saved: string
}

/**
 * Measures a backup with its proof, the next one, a proof alone and a restore as a new plan, in the real host with its
 * workers, while edits go on: how long, how long the host answered nobody, what it takes on disk. Asserts nothing.
 */
export async function measureBackups(words: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...words],
    options: {
      items: { type: 'string', default: '10000' },
      records: { type: 'string', default: '100000' },
      json: { type: 'boolean', default: false },
    },
  })
  buildIfNeeded()
  const folder = await temporaryFolder()
  try {
    const measured = await inHost(folder.path, Number(values.items), Number(values.records))
    const machine = `${cpus().length} x ${cpus()[0]?.model ?? 'processor'}, Node ${process.version}, load ${(loadavg()[0] ?? 0).toFixed(1)}`
    process.stdout.write(
      values.json
        ? JSON.stringify({ machine, ...values, ...measured }, null, 2) + '\n'
        : `${machine}\n${values.items} items, ${values.records} records; journal and snapshots ${mb(measured.plan)}\n\n${measured.timed.map(line).join('\n')}\n`,
    )
  } finally {
    await folder.remove()
  }
}

const mb = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`
const line = ({ name, seconds, stall, bytes, saved }: Timed): string =>
  `${name.padEnd(32)} ${seconds.toFixed(2).padStart(6)} s   longest stall ${stall.toFixed(0).padStart(4)} ms   backups on disk ${mb(bytes).padStart(8)}   saved meanwhile ${saved}`

async function inHost(data: string, items: number, records: number): Promise<{ plan: number; timed: Timed[] }> {
  const worker = (name: string): string => join(root, 'out', 'host', `${name}-worker.mjs`)
  const start = async (): Promise<{ link: HostLink; stop: () => Promise<void> }> => {
    const started = await startHost({
      dataFolder: data,
      shell: 'browser',
      pages: data,
      workers: {
        snapshot: worker('snapshot'),
        import: worker('import'),
        history: worker('history'),
        backup: worker('backup'),
      },
      samplePlan: join(root, 'resources', 'sample-plan.json'),
      onFault: (what, error) => process.stderr.write(`${what}: ${String(error)}\n`),
    })
    if (!started.ok) throw new Error(started.error.message)
    return {
      link: channelPair((channel) => started.value.hub.welcome(channel, 'window')),
      stop: () => started.value.shutDown(),
    }
  }
  const first = await start()
  await first.link.call('backups.set', { automatic: false })
  const report = await first.link.call('import.run', {
    job: 'bench',
    plan: null,
    newPlanName: 'Bench',
    fileName: 'bench.csv',
    bytes: new TextEncoder().encode(generateJiraCsv(items)),
    choices: { format: null, mapping: null, kinds: {}, dates: null },
    author: { person: null, role: 'po', forTeam: null },
  })
  await first.stop()
  const { plan } = report
  await writeHistory({ data, plan, edits: records, seed: 1, say: () => undefined })
  const home = join(data, 'plans', plan)
  const size = await sizeOf(home)

  const { link, stop } = await start()
  await link.call('plan.log', { plan, record: null, before: null, limit: 1 })
  const timed: Timed[] = []
  let edits = 0
  const measure = async (name: string, act: () => Promise<unknown>): Promise<void> => {
    const stall = watchStalls()
    const begun = performance.now()
    let done = false
    const saved: number[] = []
    const editing = (async () => {
      while (!done) {
        const asked = performance.now()
        await link.call('plans.rename', { plan, name: `Bench ${++edits}` })
        saved.push(performance.now() - asked)
        await new Promise((resolve) => setTimeout(resolve, 20))
      }
    })()
    await act()
    const seconds = (performance.now() - begun) / 1000
    done = true
    await editing
    const { p50, p99, longest } = summary(saved)
    timed.push({
      name,
      seconds,
      stall: stall(),
      bytes: await sizeOf(join(home, 'backups')),
      saved: `p50 ${p50.toFixed(0)} p99 ${p99.toFixed(0)} longest ${longest.toFixed(0)} ms of ${saved.length}`,
    })
  }
  await measure('edits alone', () => new Promise((resolve) => setTimeout(resolve, 4_000)))
  let id = ''
  await measure('first backup and its proof', async () => {
    id = (await link.call('backups.make', { plan, name: '' })).id
  })
  await measure('second backup and its proof', () => link.call('backups.make', { plan, name: '' }))
  await measure('third backup and its proof', () => link.call('backups.make', { plan, name: '' }))
  await measure('a proof alone', () => link.call('backups.prove', { backup: id }))
  await measure('the list', () => link.call('backups.list', { plan: null }))
  await measure('restore as a new plan', () => link.call('backups.restoreAs', { backup: id, name: 'Restored' }))
  await stop()
  return { plan: size, timed }
}

/** Watches how late a timer of one millisecond comes; answers the latest. */
function watchStalls(): () => number {
  let last = performance.now()
  let longest = 0
  const timer = setInterval(() => {
    const now = performance.now()
    longest = Math.max(longest, now - last)
    last = now
  }, 1)
  return () => {
    clearInterval(timer)
    return longest
  }
}

async function sizeOf(path: string): Promise<number> {
  const info = await stat(path).catch(() => null)
  if (info === null) return 0
  if (!info.isDirectory()) return info.size
  let bytes = 0
  for (const name of await readdir(path)) bytes += await sizeOf(join(path, name))
  return bytes
}
