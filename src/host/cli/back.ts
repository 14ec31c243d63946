import { InvalidArgumentError } from 'commander'
import type { BackPlan } from '../../contract/history-calls.ts'
import type { Author } from '../../model/envelope.ts'
import type { Common, CommandTools } from './command-tools.ts'
import type { HostConnection } from './connect.ts'
import { CommandRefused } from './errors.ts'
import { planNamed } from './plans-and-files.ts'

interface TakeBackOptions extends Common {
  plan: string
  person?: string
  device?: string
  change?: string
  since?: number
  why: string
  dryRun?: boolean
}
interface BringBackOptions extends Common {
  plan: string
  at: number
  items?: string[]
  order?: boolean
  everything?: boolean
  why: string
  dryRun?: boolean
}

/** `ordinal take-back` and `ordinal bring-back`. Each is one new change, which `ordinal undo` takes back. */
export function addBackCommands({ command, withPlan, ask }: CommandTools): void {
  withPlan(command('take-back', 'takes back what a person, a device or one change did'))
    .option('--person <name|id>', 'whose work')
    .option('--device <id>', 'the work of this device')
    .option('--change <id>', 'one change')
    .option('--since <time>', 'only what was done from then on', toTime)
    .option('--why <words>', 'the reason, kept with the change', '')
    .option('--dry-run', 'say what would happen, write nothing')
    .action((options: TakeBackOptions) =>
      ask(options, async (host) => {
        const plan = await planNamed(host, options.plan)
        const done = await host.call('history.takeBack', {
          plan: plan.id,
          what: await whose(host, plan.id, options),
          since: options.since ?? null,
          why: options.why,
          author: await author(host),
          preview: options.dryRun === true,
        })
        return { json: done, words: backWords(done, { plan: plan.name, dryRun: options.dryRun === true }) }
      }),
    )

  withPlan(command('bring-back', 'brings back what stood in the plan at a moment'))
    .requiredOption('--at <time>', 'the moment', toTime)
    .option('--items <id...>', 'these items, by key or id')
    .option('--order', 'the order of the backlog')
    .option('--everything', 'the whole plan')
    .option('--why <words>', 'the reason, kept with the change', '')
    .option('--dry-run', 'say what would happen, write nothing')
    .action((options: BringBackOptions) =>
      ask(options, async (host) => {
        const plan = await planNamed(host, options.plan)
        const done = await host.call('history.bringBack', {
          plan: plan.id,
          moment: options.at,
          what: await what(host, plan.id, options),
          why: options.why,
          author: await author(host),
          preview: options.dryRun === true,
        })
        return { json: done, words: backWords(done, { plan: plan.name, dryRun: options.dryRun === true }) }
      }),
    )
}

async function whose(host: HostConnection, plan: string, { person, device, change }: TakeBackOptions) {
  const given = [person, device, change].filter((one) => one !== undefined)
  if (given.length !== 1)
    throw new CommandRefused('Say whose work goes: one of --person, --device or --change. Nothing was changed.')
  if (device !== undefined) return { kind: 'device', device } as const
  if (change !== undefined) return { kind: 'change', change } as const
  return { kind: 'person', person: await personNamed(host, plan, person ?? '') } as const
}

async function what(host: HostConnection, plan: string, { items, order, everything, at }: BringBackOptions) {
  const given = [items, order, everything].filter((one) => one !== undefined)
  if (given.length !== 1)
    throw new CommandRefused('Say what comes back: one of --items, --order or --everything. Nothing was changed.')
  if (order === true) return { kind: 'order' } as const
  if (everything === true) return { kind: 'plan' } as const
  return { kind: 'items', items: await itemsNamed(host, plan, at, items ?? []) } as const
}

interface ExportedPlan {
  readonly people?: readonly { readonly id: string; readonly name: string }[]
}

/** By name as the plan's directory has it, or by id. */
async function personNamed(host: HostConnection, plan: string, name: string): Promise<string> {
  const { people } = await host.call('history.extent', { plan })
  if (people.some((one) => one.person === name)) return name
  const { text } = await host.call('plan.export', { plan, format: 'ordinal-json' })
  const found = ((JSON.parse(text) as ExportedPlan).people ?? []).filter(
    (one) => one.id === name || one.name.toLowerCase() === name.toLowerCase(),
  )
  if (found.length > 1) {
    const ids = found.map((one) => one.id).join(', ')
    throw new CommandRefused(`Several people are called "${name}": ${ids}. Say which by its id. Nothing was changed.`)
  }
  if (found[0] === undefined) throw new CommandRefused(`Nobody in this plan is called "${name}". Nothing was changed.`)
  return found[0].id
}

/** Items by id, or by the key that people say, as it was at that moment. */
async function itemsNamed(host: HostConnection, plan: string, moment: number, names: readonly string[]) {
  const { items } = await host.call('history.at', { plan, moment })
  const byKey = new Map(items.map((item) => [item.key.toUpperCase(), item.id]))
  return names.map((name) => byKey.get(name.toUpperCase()) ?? name)
}

/** The person of this machine, in their role; somebody without a name acts as a Product Owner. */
async function author(host: HostConnection): Promise<Author> {
  const { profile } = await host.call('host.info', undefined)
  return { person: profile?.person ?? null, role: profile?.role ?? 'po', forTeam: null }
}

export function backWords(done: BackPlan, { plan, dryRun }: { plan: string; dryRun: boolean }): string {
  const { itemsBack, itemsDeleted, fields, moves, texts, leftInAll } = done
  const parts = [
    [itemsBack, 'item comes back', 'items come back'],
    [itemsDeleted, 'item is marked as deleted', 'items are marked as deleted'],
    [fields, 'field goes back', 'fields go back'],
    [moves, 'item moves back', 'items move back'],
    [texts, 'text goes back', 'texts go back'],
  ] as const
  const said = parts.filter(([count]) => count > 0).map(([count, one, many]) => `${count} ${count === 1 ? one : many}`)
  const left = leftInAll === 0 ? '' : ` ${leftInAll} ${leftInAll === 1 ? 'stays' : 'stay'} as today:`
  const lines = [
    said.length === 0
      ? `Nothing is left to do: "${plan}" stands like that already.${left}`
      : `${dryRun ? 'Would happen' : 'Done'}: ${said.join(', ')}.${left}`,
    ...done.left
      .slice(0, MOST_LISTED)
      .map((one) => `  ${one.record}${one.field === '' ? '' : ` ${one.field}`}: ${one.why}`),
    ...(leftInAll > MOST_LISTED ? [`  and ${leftInAll - MOST_LISTED} more`] : []),
  ]
  if (done.change !== null)
    lines.push(`Change ${done.change}. ordinal undo --plan "${plan}" ${done.change} takes it back.`)
  return lines.join('\n')
}
const MOST_LISTED = 20

/** A date and time as people and programs write them, or milliseconds since 1970. Without a zone it is this machine's. */
export function toTime(text: string): number {
  const time = /^\d{11,}(\.\d+)?$/.test(text) ? Number(text) : Date.parse(text)
  if (!Number.isFinite(time))
    throw new InvalidArgumentError('A time is written like 2026-11-20, "2026-11-20 14:30" or 2026-11-20T14:30:00Z.')
  return time
}
