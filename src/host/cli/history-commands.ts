import { InvalidArgumentError, Option } from 'commander'
import { changeWords, type NameOf } from '../../commands/change-words.ts'
import type { Difference, HistoryLine, PastPlan } from '../../contract/history-calls.ts'
import type { Common, CommandTools } from './command-tools.ts'
import type { HostConnection } from './connect.ts'
import { momentWords, toMoment } from './moment-words.ts'
import { planNamed } from './plans-and-files.ts'

interface HistoryOptions extends Common {
  plan: string
  at?: number
  limit: number
  before?: number
  person?: string
  device?: string
  item?: string
  words: string
  sort?: 'delete' | 'move' | 'edit' | 'create' | 'import' | 'undo'
}
interface CompareOptions extends Common {
  plan: string
  from: number
  to?: number
}

const SORTS = ['delete', 'move', 'edit', 'create', 'import', 'undo']

/** `ordinal history` and `ordinal compare`: what was done, the backlog as it stood, and what is different. */
export function addHistoryCommands({ command, withPlan, ask }: CommandTools): void {
  withPlan(command('history', 'what was done in a plan; with --at the backlog as it stood'))
    .option('--at <time>', 'list the backlog as it stood then', (text) => toMoment(text))
    .option('--limit <n>', 'how many changes', toCount, 30)
    .option('--before <time>', 'only changes before then', (text) => toMoment(text))
    .option('--person <name|id>', 'only what this person did')
    .option('--device <id>', 'only what was done on this device')
    .option('--item <key|id>', 'only what touched this item')
    .option('--words <words>', 'only changes that say this', '')
    .addOption(new Option('--sort <sort>', 'only this sort of change').choices(SORTS))
    .action((options: HistoryOptions) =>
      ask(options, async (host) => {
        const plan = await planNamed(host, options.plan)
        if (options.at !== undefined) {
          const past = await host.call('history.at', { plan: plan.id, moment: options.at })
          return { json: past, words: pastWords(past) }
        }
        const names = await namesIn(host, plan.id)
        const found = await host.call('history.timeline', {
          plan: plan.id,
          before: options.before ?? null,
          limit: options.limit,
          record: options.item === undefined ? null : `items/${names.item(options.item)}`,
          ...(options.person === undefined ? {} : { person: names.person(options.person) }),
          device: options.device ?? null,
          words: options.words,
          sort: options.sort ?? null,
        })
        return { json: found, words: timelineWords(found.lines, found.more, names.nameOf) }
      }),
    )

  withPlan(command('compare', 'what is different in a plan between two moments'))
    .requiredOption('--from <time>', 'the earlier moment', (text: string) => toMoment(text))
    .option('--to <time>', 'the later one', (text: string) => toMoment(text))
    .action((options: CompareOptions) =>
      ask(options, async (host) => {
        const plan = await planNamed(host, options.plan)
        const to = options.to ?? (await host.call('history.extent', { plan: plan.id })).last ?? options.from
        const difference = await host.call('history.compare', { plan: plan.id, from: options.from, to })
        return { json: difference, words: differenceWords(difference) }
      }),
    )
}

/** The newest first, one line a change: when, who, what. */
export function timelineWords(lines: readonly HistoryLine[], more: boolean, nameOf: NameOf): string {
  if (lines.length === 0) return 'No such change in this plan.'
  const said = lines.map((line) => {
    const who = line.author.person === null ? 'somebody' : nameOf(`people/${line.author.person}`)
    const why = line.entries.find((entry) => entry.why !== '')?.why ?? ''
    const what = line.entries.length === 0 ? 'Changed something' : changeWords(line.entries, nameOf)
    return `${momentWords(line.at)}  ${who}: ${what}${why === '' ? '' : ` (${why})`}  [${line.change}]`
  })
  return [...said, ...(more ? [`... and older ones: --before ${lines.at(-1)?.at ?? 0}`] : [])].join('\n')
}

export function pastWords({ name, moment, items, deleted }: PastPlan): string {
  const head = `"${name}" at ${momentWords(moment)}: ${items.length} items, ${deleted} deleted.`
  const rows = items.map((item) => `${String(item.position).padStart(5)}  ${item.key}  ${item.title}  (${item.stage})`)
  return [head, ...rows].join('\n')
}

export function differenceWords({ added, removed, moved, changed, from, to, others }: Difference): string {
  const lines = [
    `From ${momentWords(from)} to ${momentWords(to)}: ${added.length} added, ${removed.length} removed, ${moved.length} moved, ${changed.length} fields changed.`,
    ...added.map((one) => `  + ${one.position}  ${one.key}  ${one.title}`),
    ...removed.map((one) => `  - ${one.position}  ${one.key}  ${one.title}${one.why === '' ? '' : ` (${one.why})`}`),
    ...moved.map((one) => `  ${one.from} -> ${one.to}  ${one.key}  ${one.title}`),
    ...changed.map(
      (one) => `  ${one.record} "${one.name}" ${one.field}: ${valueWords(one.from)} -> ${valueWords(one.to)}`,
    ),
    ...(others > 0 ? [`  and ${others} more`] : []),
  ]
  return lines.join('\n')
}

function valueWords(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return text.length > 80 ? `${text.slice(0, 77)}...` : text
}

interface ExportedPlan {
  readonly [table: string]: unknown
}

/** What records are called today. An item or a person that has no name here is asked for as it was typed. */
export async function namesIn(host: HostConnection, plan: string) {
  const { text } = await host.call('plan.export', { plan, format: 'ordinal-json' })
  const names = new Map<string, string>()
  const keys = new Map<string, string>()
  const people = new Map<string, string>()
  for (const [table, rows] of Object.entries(JSON.parse(text) as ExportedPlan)) {
    if (!Array.isArray(rows)) continue
    for (const row of rows as { id?: string; key?: string; title?: string; name?: string }[]) {
      if (row.id === undefined) continue
      names.set(`${table}/${row.id}`, row.title ?? row.name ?? row.id)
      if (table === 'items' && row.key !== undefined) keys.set(row.key.toUpperCase(), row.id)
      if (table === 'people' && row.name !== undefined) people.set(row.name.toLowerCase(), row.id)
    }
  }
  return {
    nameOf: (record: string) => names.get(record) ?? record.slice(record.indexOf('/') + 1),
    item: (name: string) => keys.get(name.toUpperCase()) ?? name,
    person: (name: string) => people.get(name.toLowerCase()) ?? name,
  }
}

function toCount(text: string): number {
  const count = Number(text)
  if (!Number.isInteger(count) || count < 1 || count > 500)
    throw new InvalidArgumentError('A number of changes is a whole number from 1 to 500.')
  return count
}
