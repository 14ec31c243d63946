import { expect, test } from 'vitest'
import { openConflicts, openCrossings, overruledWrites } from '../../src/sync/conflicts.ts'
import type { Write } from '../../src/sync/standing.ts'
import { seeded } from '../support/random.ts'
import { contents, randomEdit, shuffled } from '../support/random-edit.ts'
import { SimulatedHost } from '../support/simulated-host.ts'

/**
 * Hosts with windows that edit, undo, lose messages, hear them late, twice and out of order, are killed and come back.
 * Whatever happened: once all have met, all hold the same, see the same conflicts, and Yjs never waited for anything.
 */
const SCHEDULES = 60
const STEPS = 220

interface Message {
  readonly from: number
  readonly to: SimulatedHost
  readonly bytes: Uint8Array
}

async function play(seed: number, seen: Record<string, number>): Promise<SimulatedHost[]> {
  const random = seeded(seed)
  const below = (n: number): number => Math.floor(random() * n)
  const pick = <T>(list: readonly T[]): T => list[below(list.length)] as T
  const network: Message[] = []
  const hosts: SimulatedHost[] = []
  for (let key = 1; key <= 2 + below(3); key++) {
    const host: SimulatedHost = new SimulatedHost(key, (bytes) => {
      for (const to of hosts) if (to !== host && random() < 0.75) network.push({ from: key, to, bytes })
    })
    hosts.push(host)
  }
  const count = (what: string): void => void (seen[what] = (seen[what] ?? 0) + 1)
  for (let step = 0; step < STEPS; step++) {
    const host = pick(hosts)
    const kind = random()
    if (kind < 0.2) (host.edit(randomEdit(random)), count('edit'))
    else if (kind < 0.4 && host.windows.length > 0) (pick(host.windows).edit(randomEdit(random)), count('window edit'))
    else if (kind < 0.47 && host.windows.length > 0) (pick(host.windows).send(1 + below(3)), count('window send'))
    else if (kind < 0.54 && host.windows.length > 0) (pick(host.windows).hear(1 + below(5)), count('window hear'))
    else if (kind < 0.58 && host.windows.length < 2) (host.openWindow(), count('window open'))
    else if (kind < 0.78 && network.length > 0) {
      const at = random() < 0.5 ? 0 : below(network.length)
      const message = network[at] as Message
      if (random() < 0.9) network.splice(at, 1)
      else count('twice')
      message.to.receive(message.bytes, message.from)
      count('message')
    } else if (kind < 0.84) {
      const other = pick(hosts)
      for (const bytes of shuffled(other.recordsFor(host.frontier()), random)) host.receive(bytes, other.key)
      count('repair')
    } else if (kind < 0.9) {
      const changes = host.changesHeld()
      if (changes.length > 0) (await host.undo(pick(changes)), count('undo'))
    } else if (kind < 0.93) (host.snapshot(), count('snapshot'))
    else if (kind < 0.95) (host.crash(), count('crash'))
    if (host.held.size() > 0) count('held')
  }
  for (const host of hosts)
    for (const window of host.windows) {
      window.send(Infinity)
      window.hear(Infinity)
    }
  for (let round = 0; round < 2; round++)
    for (const from of hosts)
      for (const to of hosts)
        if (from !== to)
          for (const bytes of shuffled(from.recordsFor(to.frontier()), random)) to.receive(bytes, from.key)
  for (const host of hosts) for (const window of host.windows) window.hear(Infinity)
  return hosts
}

function crossings({ ledger, doc }: SimulatedHost): unknown[] {
  return openCrossings(ledger.crossings, ledger.heads, doc)
    .map(({ record, deletion, key, edit }) =>
      [record, deletion.client, deletion.clock, key, edit.client, edit.clock].join(),
    )
    .sort()
}

/** Writes and what they went over. */
function overruled(host: SimulatedHost): string[] {
  const idOf = ({ client, clock }: Write): string => `${client}/${clock}`
  return overruledWrites(host.ledger.heads, host.doc, (write) => host.valueOf(write)).map(
    ({ path, by, over }) => `${path} ${idOf(by)}: ${over.map(idOf).join()}`,
  )
}

test(`${SCHEDULES} schedules of hosts and windows all end in one plan and the same conflicts`, async () => {
  const seen: Record<string, number> = {}
  for (let seed = 1; seed <= SCHEDULES; seed++) {
    const hosts = await play(seed, seen).catch((error: unknown) => {
      throw new Error(`seed ${seed}: ${String(error)}`, { cause: error })
    })
    const [first] = hosts as [SimulatedHost]
    for (const host of hosts) {
      expect(host.refusals, `seed ${seed}`).toEqual([])
      expect(host.frontier(), `seed ${seed}`).toEqual(first.frontier())
      expect(contents(host.doc), `seed ${seed}`).toBe(contents(first.doc))
      expect(openConflicts(host.ledger.heads, host.doc), `seed ${seed}`).toEqual(
        openConflicts(first.ledger.heads, first.doc),
      )
      expect(crossings(host), `seed ${seed}`).toEqual(crossings(first))
      expect(overruled(host), `seed ${seed}`).toEqual(overruled(first))
      expect(host.held.size(), `seed ${seed}`).toBe(0)
      for (const window of host.windows) expect(contents(window.doc), `seed ${seed}, window`).toBe(contents(first.doc))
    }
    seen.conflicts = (seen.conflicts ?? 0) + openConflicts(first.ledger.heads, first.doc).length
    seen.overruled = (seen.overruled ?? 0) + overruled(first).length
    seen.crossings = (seen.crossings ?? 0) + crossings(first).length
  }
  // A simulation in which a thing never happens proves nothing about it.
  for (const what of [
    'edit',
    'window edit',
    'window send',
    'window hear',
    'message',
    'twice',
    'repair',
    'undo',
    'snapshot',
    'crash',
    'held',
    'conflicts',
    'overruled',
  ])
    expect(seen[what] ?? 0, what).toBeGreaterThan(20)
})
