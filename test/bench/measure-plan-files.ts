import { createReadStream } from 'node:fs'
import { open, stat } from 'node:fs/promises'
import { cpus, loadavg } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import type { HostLink } from '../../src/contract/calls.ts'
import type { MergeReport } from '../../src/contract/plan-file-calls.ts'
import { mergePlan, sharePlan } from '../../src/contract/plan-file-transfer.ts'
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
  /** Processor time of the host's process with its workers, in seconds. */
  readonly processor: number
  /** How late a timer of the host came, in milliseconds. */
  readonly late: { readonly p99: number; readonly longest: number }
  /** Memory of the process beyond what it had before, at its highest, in bytes. */
  readonly memory: number
}

/**
 * Measures a plan shared as a file, merged where it is not, merged again, and shared with a passphrase, in the real host with
 * its workers. Asserts nothing.
 */
export async function measurePlanFiles(words: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...words],
    options: {
      items: { type: 'string', default: '10000' },
      records: { type: 'string', default: '300000' },
      json: { type: 'boolean', default: false },
    },
  })
  buildIfNeeded()
  const folder = await temporaryFolder()
  try {
    const measured = await inHosts(folder.path, Number(values.items), Number(values.records))
    const machine = `${cpus().length} x ${cpus()[0]?.model ?? 'processor'}, Node ${process.version}, load ${(loadavg()[0] ?? 0).toFixed(1)}`
    process.stdout.write(
      values.json
        ? JSON.stringify({ machine, ...values, ...measured }, null, 2) + '\n'
        : `${machine}\n${values.items} items, ${values.records} edits; the file ${mb(measured.bytes)} (${measured.applied} records)\n\n${measured.timed.map(line).join('\n')}\n`,
    )
  } finally {
    await folder.remove()
  }
}

const mb = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`
const line = ({ name, seconds, processor, late, memory }: Timed): string =>
  `${name.padEnd(34)} ${seconds.toFixed(1).padStart(6)} s   processor ${processor.toFixed(1).padStart(6)} s   late p99 ${late.p99.toFixed(0).padStart(4)} longest ${late.longest.toFixed(0).padStart(4)} ms   memory +${mb(memory)}`

async function inHosts(
  folder: string,
  items: number,
  records: number,
): Promise<{ bytes: number; applied: number; timed: Timed[] }> {
  const [here, there] = [join(folder, 'here'), join(folder, 'there')]
  const first = await start(here)
  await first.link.call('backups.set', { automatic: false })
  const { plan } = await first.link.call('import.run', {
    job: 'bench',
    plan: null,
    newPlanName: 'Bench',
    fileName: 'bench.csv',
    bytes: new TextEncoder().encode(generateJiraCsv(items)),
    choices: { format: null, mapping: null, kinds: {}, dates: null },
    author: { person: null, role: 'po', forTeam: null },
  })
  await first.stop()
  await writeHistory({ data: here, plan, edits: records, seed: 1, say: () => undefined })

  const timed: Timed[] = []
  const file = join(folder, 'bench.ordinal')
  const sharer = await start(here)
  await sharer.link.call('plan.log', { plan, record: null, before: null, limit: 1 })
  timed.push(await measure('nothing', () => new Promise((resolve) => setTimeout(resolve, 3_000))))
  timed.push(await measure('shared', () => share(sharer.link, plan, null, file)))
  timed.push(await measure('shared once more', () => share(sharer.link, plan, null, file)))
  timed.push(await measure('shared with a passphrase', () => share(sharer.link, plan, 'a tide table', file)))
  await sharer.stop()

  const merger = await start(there)
  await merger.link.call('backups.set', { automatic: false })
  let applied = 0
  timed.push(
    await measure('merged as a new plan', async () => {
      applied = (await merge(merger.link, file)).applied
    }),
  )
  timed.push(await measure('the same file again', () => merge(merger.link, file)))
  await merger.stop()
  return { bytes: (await stat(file)).size, applied, timed }
}

async function start(data: string): Promise<{ link: HostLink; stop: () => Promise<void> }> {
  const worker = (name: string): string => join(root, 'out', 'host', `${name}-worker.mjs`)
  const started = await startHost({
    dataFolder: data,
    shell: 'browser',
    pages: data,
    discovery: null,
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

async function share(link: HostLink, plan: string, passphrase: string | null, to: string): Promise<void> {
  const { pieces } = await sharePlan(link, { plan, passphrase })
  const file = await open(to, 'w')
  for await (const piece of pieces) await file.write(piece)
  await file.close()
}

function merge(link: HostLink, from: string): Promise<MergeReport> {
  const pieces = createReadStream(from, { highWaterMark: 1024 * 1024 })
  return mergePlan(link, pieces as AsyncIterable<Uint8Array>, async (wrong) => (wrong === null ? 'a tide table' : null))
}

async function measure(name: string, act: () => Promise<unknown>): Promise<Timed> {
  ;(globalThis as { gc?: () => void }).gc?.()
  const before = process.memoryUsage().rss
  const worked = process.cpuUsage()
  const late: number[] = []
  let memory = 0
  let last = performance.now()
  const timer = setInterval(() => {
    const now = performance.now()
    late.push(now - last - 1)
    last = now
    if (late.length % 50 === 0) memory = Math.max(memory, process.memoryUsage().rss - before)
  }, 1)
  const begun = performance.now()
  await act()
  const seconds = (performance.now() - begun) / 1_000
  clearInterval(timer)
  const { user, system } = process.cpuUsage(worked)
  const { p99, longest } = summary(late)
  return { name, seconds, processor: (user + system) / 1e6, late: { p99, longest }, memory }
}
