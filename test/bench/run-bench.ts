import { writeFile } from 'node:fs/promises'
import { cpus, loadavg, totalmem } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { buildIfNeeded } from '../../src/host/start/build.mjs'
import { launchBrowser } from '../e2e/open-pages.ts'
import { ordinalJson, startHost, temporaryFolder } from '../e2e/running-host.ts'
import { measureBareYjs } from './bare-yjs.ts'
import { table, toJson, type Measure } from './measures.ts'
import { measureHistory } from './measure-history.ts'
import { measurePages, type PageSamples } from './measure-pages.ts'
import { generatePlan } from './plan-generator.ts'

const SEED = 1

/**
 * Measures generated plans in the real host and a real Chromium and prints a table, or JSON. It asserts nothing: the
 * targets stand beside the numbers. `--items 1000,10000` chooses the sizes; `--history 300000` measures plans with so many
 * edits behind them: opening them, and looking at their past. `--keep DIR` keeps such a plan there and
 * finds it the next time.
 */
export async function runBench(words: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...words],
    options: {
      json: { type: 'boolean', default: false },
      items: { type: 'string', default: '10000' },
      history: { type: 'string' },
      keep: { type: 'string' },
    },
  })
  buildIfNeeded()
  const where = machine()
  const sizes = values.items.split(',').map(Number)
  const measures: Measure[] = []
  const notes: string[] = []
  for (const size of sizes) {
    if (values.history === undefined) measures.push(...(await measureSize(size)))
    else {
      const found = await measureHistory(size, Number(values.history), values.keep ?? null, say)
      measures.push(...found.measures)
      notes.push(...found.notes)
    }
  }
  if (values.json) process.stdout.write(toJson(where, measures) + '\n')
  else process.stdout.write([where, '', table(measures), ...notes, ''].join('\n'))
}

async function measureSize(items: number): Promise<Measure[]> {
  say(`A plan of ${items.toLocaleString('en')} items: importing ...`)
  const folder = await temporaryFolder()
  try {
    const plan = generatePlan(items, SEED)
    const file = join(folder.path, 'plan.json')
    await writeFile(file, plan.json)
    const data = join(folder.path, 'data')
    const importing = performance.now()
    const report = await ordinalJson<{ plan: string }>(data, 'import', file, '--plan', 'Bench')
    const imported = performance.now() - importing
    say(`Imported in ${(imported / 1000).toFixed(1)} s. Measuring in Chromium ...`)
    const samples = await inBrowser(data, report.plan)
    say('Measuring bare Yjs ...')
    const bare = measureBareYjs(titlesOf(plan.json))
    return toMeasures(items, samples, bare, imported)
  } finally {
    await folder.remove()
  }
}

async function inBrowser(data: string, plan: string): Promise<PageSamples> {
  const host = await startHost(data)
  const browser = await launchBrowser()
  try {
    const freshUrl = async (): Promise<string> => (await ordinalJson<{ url: string }>(data, 'serve', '--no-open')).url
    return await measurePages(browser, host.url, freshUrl, plan)
  } finally {
    await browser.close()
    await host.stop()
  }
}

type Bare = ReturnType<typeof measureBareYjs>

function toMeasures(items: number, samples: PageSamples, bare: Bare, imported: number): Measure[] {
  const row = (
    name: string,
    of: Measure['of'],
    target: number | null,
    found: readonly number[],
    beside: number[] | null = null,
  ) => ({ name, items, of, target, samples: found, bare: beside }) satisfies Measure
  return [
    row('open to first paint, empty cache', 'p50', 300, samples.coldPaint),
    row('open to first paint', 'p50', 300, samples.warmPaint),
    row('open to editable, empty cache', 'p50', 1_000, samples.coldEditable, bare.open),
    row('open to editable', 'p50', 1_000, samples.warmEditable, bare.open),
    row('title edit to painted row', 'p95', 16, samples.edit, bare.edit),
    row('move to painted row', 'p95', 16, samples.move, bare.move),
    row('search as you type', 'p95', 10, samples.search),
    row('filter the list as you type', 'p95', 10, samples.filter),
    row('scroll, longest frame', 'longest', 33, samples.frames),
    row('edit to "saved"', 'p99', 50, samples.saved),
    row('edit in another window to painted row', 'p95', 100, samples.remote, bare.remote),
    row('import by command line, whole', 'p50', null, [imported]),
  ]
}

function titlesOf(json: string): string[] {
  return (JSON.parse(json) as { items: { title: string }[] }).items.map((item) => item.title)
}

/** The load before the run belongs to it: on a machine that is busy with something else the numbers say little. */
function machine(): string {
  const processors = cpus()
  const load = loadavg()[0] ?? 0
  const what = `${processors.length} x ${processors[0]?.model ?? 'processor'}, ${Math.round(totalmem() / 2 ** 30)} GB`
  return `${what}, Node ${process.version}, load before the run ${load.toFixed(1)}`
}

function say(line: string): void {
  process.stderr.write(`${line}\n`)
}
