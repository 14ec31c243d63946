import * as Y from 'yjs'
import type { TakenOut } from '../../src/contract/health-calls.ts'
import { canonicalJson } from '../../src/sync/canonical-json.ts'
import { openConflicts } from '../../src/sync/conflicts.ts'
import { seeded } from '../support/random.ts'
import { linkHosts } from './link-hosts.ts'
import { freshDisk, NOBODY, SimHost, SimWindow, type Edit, type Members } from './lines-world.ts'

export const PLAN = 'plan-lines'

/** What a schedule came to, for whoever compares. */
export interface Played {
  readonly hosts: readonly SimHost[]
  /** Changes that were acknowledged and whose record is on some disk that lives. */
  readonly acknowledged: ReadonlySet<string>
  readonly seen: Record<string, number>
}

const MAX_HOSTS = 4

/**
 * One schedule: a first host with a plan, which is cloned, copied, restored, killed and stopped, windows that crash with edits
 * in their outboxes, and records that go from host to host in any order. At its end all have met.
 */
export async function playLines(seed: number, steps: number): Promise<Played> {
  const random = seeded(seed)
  const below = (n: number): number => Math.floor(random() * n)
  const pick = <T>(list: readonly T[]): T => list[below(list.length)] as T
  const members: Members = new Map()
  const seen: Record<string, number> = {}
  const count = (what: string): void => void (seen[what] = (seen[what] ?? 0) + 1)
  const acknowledged = new Set<string>()
  /** Changes in folders that were set back. */
  const replaced = new Set<string>()
  /** Outboxes of windows that crashed, by the host whose browser keeps them. */
  const left: { host: SimHost; outbox: SimWindow['outbox'] }[] = []
  const older: { host: SimHost; disk: SimHost['files'] }[] = []
  let hosts: SimHost[] = []
  let edits = 0
  let names = 0

  const start = async (disk: SimHost['files'], instead?: SimHost): Promise<SimHost> => {
    const host = new SimHost(`h${++names}`, disk, members, seeded(seed * 1000 + names))
    await host.start()
    hosts = [...hosts.filter((one) => one !== instead), host]
    for (const one of left) if (one.host === instead) one.host = host
    return host
  }
  const first = await start(freshDisk())
  const made = await first.vault.createPlan(PLAN)
  if (!made.ok) throw new Error(made.error.message)

  for (let step = 0; step < steps; step++) {
    const host = pick(hosts)
    const kind = random()
    if (kind < 0.22) await hostEdit(host)
    else if (kind < 0.42) {
      if (host.windows.length === 0) await SimWindow.open(host, PLAN)
      const window = pick(host.windows)
      window.edit(`c${++edits}`, someEdit(edits, random))
      count('window edit')
      if (random() < 0.6) await deliver(window)
    } else if (kind < 0.48 && host.windows.length > 0) await deliver(pick(host.windows))
    else if (kind < 0.54 && host.windows.length > 0) await pick(host.windows).takeNews()
    else if (kind < 0.58 && host.windows.length < 2) {
      await SimWindow.open(host, PLAN)
      if (host.windows.length === 2) count('two windows')
    } else if (kind < 0.62 && host.windows.length > 0) {
      const window = pick(host.windows)
      host.windows.splice(host.windows.indexOf(window), 1)
      left.push({ host, outbox: window.outbox })
      count(window.outbox.length > 0 ? 'crashed with edits' : 'crashed window')
    } else if (kind < 0.66 && left.length > 0) {
      const [one] = left.splice(below(left.length), 1) as [(typeof left)[number]]
      const window = await SimWindow.open(one.host, PLAN)
      window.outbox.unshift(...one.outbox)
      await deliver(window)
    } else if (kind < 0.76 && hosts.length > 1) {
      const from = pick(hosts)
      if (from !== host) await exchange(from, host, random() < 0.4)
    } else if (kind < 0.82) {
      const windows = [...host.windows]
      if (random() < 0.5) await stopped(host)
      else {
        for (const { outbox } of windows) left.push({ host, outbox })
        host.windows.length = 0
        await start(host.kill(), host)
        count('kill')
      }
    } else if (kind < 0.88 && hosts.length < MAX_HOSTS) {
      await clone(host)
    } else if (kind < 0.91 && hosts.length < MAX_HOSTS) {
      await (await host.plan(PLAN)).flushed()
      await start(host.files.copied())
      count('copy')
    } else if (kind < 0.95) {
      if (random() < 0.5)
        older.push({ host: await stopped(host), disk: hosts.at(-1)?.files.afterPowerCut() as SimHost['files'] })
      else {
        await (await host.plan(PLAN)).flushed()
        older.push({ host, disk: host.files.afterPowerCut() })
      }
    } else if (older.length > 0) {
      const one = older.splice(below(older.length), 1)[0] as (typeof older)[number]
      if (!hosts.includes(one.host)) continue
      for (const { outbox } of one.host.windows) left.push({ host: one.host, outbox })
      one.host.windows.length = 0
      for (const change of await one.host.changes(PLAN)) replaced.add(change)
      one.host.kill()
      await start(random() < 0.5 ? one.disk : one.disk.copied(), one.host)
      count('restore')
    }
  }
  await meet()
  // What was acknowledged by a host whose folder was replaced before anybody got it lies nowhere any more.
  const kept = new Set<string>()
  for (const host of hosts) for (const change of await host.changes(PLAN)) kept.add(change)
  for (const change of acknowledged)
    if (!kept.has(change)) {
      if (!replaced.has(change)) throw new Error(`${change} was acknowledged and is on no disk.`)
      acknowledged.delete(change)
    }
  return { hosts, acknowledged, seen }

  /** Stopped in order and started again: its lines may be given again. */
  async function stopped(host: SimHost): Promise<SimHost> {
    for (const window of host.windows) {
      await deliver(window)
      if (window.outbox.length > 0) left.push({ host, outbox: window.outbox })
      else if (window.lease !== null) await (await host.plan(PLAN)).closeLine(window.seat, window.lease)
    }
    await host.stop()
    count('restart')
    return start(host.files, host)
  }

  /** The whole machine, browser included, once or twice: running, or while nothing of it ran. */
  async function clone(host: SimHost): Promise<void> {
    const windows = host.windows.map(({ lease, outbox }) => ({ lease, outbox: structuredClone(outbox) }))
    const original = random() < 0.5 ? await stopped(host) : host
    await (await original.plan(PLAN)).flushed()
    const times = Math.min(1 + below(2), MAX_HOSTS - hosts.length)
    const disks = Array.from({ length: times }, () => original.files.afterPowerCut())
    for (const disk of disks) {
      const twin = await start(disk)
      for (const window of windows) await SimWindow.open(twin, PLAN, structuredClone(window))
      count('clone')
    }
  }

  async function hostEdit(host: SimHost): Promise<void> {
    const change = `c${++edits}`
    const edit = someEdit(edits, random)
    const plan = await host.plan(PLAN)
    await plan.writeAs(NOBODY, change, () => edit(plan.plan.doc))
    acknowledged.add(change)
    count('host edit')
  }

  async function deliver(window: SimWindow): Promise<void> {
    for (const change of await window.deliver(1 + below(4))) acknowledged.add(change)
    count('delivery')
  }

  async function exchange(from: SimHost, to: SimHost, some: boolean): Promise<void> {
    let records = shuffled(await from.records(PLAN), random)
    if (some) records = records.slice(0, 1 + below(records.length))
    const { held, takenOut, refused } = await (await to.plan(PLAN)).receive(records, from.name)
    count(some ? 'part of an exchange' : 'exchange')
    if (held > 0) count('held')
    if (takenOut > 0) count('came in taken out')
    if (refused > 0) count('refused')
  }

  async function areEqual(): Promise<boolean> {
    for (const host of hosts) await (await host.plan(PLAN)).health.givenBack()
    const portraits = await Promise.all(hosts.map(async (host) => canonicalJson((await portraitOf(host)) as never)))
    return new Set(portraits).size === 1
  }

  async function meet(): Promise<void> {
    for (const { host, outbox } of left.splice(0)) {
      if (!hosts.includes(host)) continue
      const window = await SimWindow.open(host, PLAN)
      window.outbox.unshift(...outbox)
    }
    for (const host of hosts) for (const window of host.windows) while (window.outbox.length > 0) await deliver(window)
    // Half of the schedules meet as hosts of a room do, the others by handing all records over.
    if (random() < 0.5) {
      const took = await linkHosts(hosts, PLAN, {
        loses: random() < 0.5 ? 0.1 : 0,
        random,
        limit: 3_600_000,
        isDone: areEqual,
      })
      count('met in a room')
      if (took === null) throw new Error('Hosts that were linked for an hour do not hold the same.')
      return
    }
    for (let round = 0; round < 8; round++) {
      for (const from of hosts) for (const to of hosts) if (from !== to) await exchange(from, to, false)
      for (const host of hosts) await (await host.plan(PLAN)).health.givenBack()
      const sets = await Promise.all(hosts.map(async (host) => (await host.records(PLAN)).length))
      if (round > 1 && new Set(sets).size === 1) break
    }
  }
}

/** All that must be the same everywhere. */
export async function portraitOf(host: SimHost): Promise<Record<string, unknown>> {
  const plan = await host.plan(PLAN)
  const { ledger } = plan
  return {
    contents: await host.contents(PLAN),
    frontier: canonicalJson(ledger.frontier()),
    heads: openConflicts(ledger.heads, plan.plan.doc),
    out: ledger.out
      .records()
      .map(({ client, seq, hash }) => `${client}/${seq}/${hash}`)
      .sort(),
  }
}

export async function takenOutOf(host: SimHost): Promise<readonly TakenOut[]> {
  return (await (await host.plan(PLAN)).health.state()).takenOut
}

const SHARED = ['a', 'b', 'c']

/** Each edit makes one record of its own, by which it is found again, and most do something that others do too. */
function someEdit(number: number, random: () => number): Edit {
  const shared = SHARED[Math.floor(random() * SHARED.length)] as string
  const kind = random()
  const place = random()
  return (doc) => {
    const items = doc.getMap<Y.Map<unknown>>('items')
    const own = new Y.Map<unknown>([['title', `by c${number}`]])
    own.set('description', new Y.Text(''))
    items.set(`c${number}`, own)
    const item = items.get(shared)
    if (item === undefined) {
      const made = new Y.Map<unknown>([['title', shared]])
      made.set('description', new Y.Text('abc'))
      items.set(shared, made)
      return
    }
    const text = item.get('description') as Y.Text
    if (kind < 0.3) item.set('title', number)
    else if (kind < 0.45) item.set('estimate', number)
    else if (kind < 0.6) doc.getText('vision').insert(0, `v${number}`)
    else if (kind < 0.8) text.insert(Math.floor(place * text.length), `t${number}`)
    else if (kind < 0.9) text.delete(Math.floor(place * text.length), Math.min(1, text.length))
  }
}

function shuffled<T>(list: readonly T[], random: () => number): T[] {
  return list
    .map((value) => [random(), value] as const)
    .sort(([a], [b]) => a - b)
    .map(([, value]) => value)
}
