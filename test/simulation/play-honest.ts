import * as Y from 'yjs'
import { canonicalJson } from '../../src/sync/canonical-json.ts'
import { openConflicts } from '../../src/sync/conflicts.ts'
import { seeded } from '../support/random.ts'
import { contents, randomEdit } from '../support/random-edit.ts'
import { SimulatedHost, type Edit } from '../support/simulated-host.ts'

/** Operations of one evening. */
export const EVENING = 1_250

/**
 * One evening of 3 to 8 honest hosts: edits of several windows, undo and redo, imports of hundreds of items, records put back,
 * crashes, and messages that are lost, late and twice. Answers what went wrong: what they write is never refused.
 */
export async function playHonest(seed: number, seen: Record<string, number>): Promise<readonly string[]> {
  const random = seeded(seed)
  const below = (n: number): number => Math.floor(random() * n)
  const pick = <T>(list: readonly T[]): T => list[below(list.length)] as T
  const count = (what: string): void => void (seen[what] = (seen[what] ?? 0) + 1)
  const network: { to: SimulatedHost; from: number; bytes: Uint8Array }[] = []
  const hosts: SimulatedHost[] = []
  const size = 3 + below(6)
  for (let key = 1; key <= size; key++) {
    const host: SimulatedHost = new SimulatedHost(key, (bytes) => {
      for (const to of hosts) if (to !== host && random() < 0.85) network.push({ to, from: key, bytes })
    })
    hosts.push(host)
  }
  for (let operation = 0; operation < EVENING; operation++) {
    const host = pick(hosts)
    const kind = random()
    if (kind < 0.45) (host.edit(randomEdit(random)), count('edit'))
    else if (kind < 0.7) {
      if (host.windows.length < 2 && random() < 0.1) host.openWindow()
      const window = host.windows.length > 0 ? pick(host.windows) : null
      window?.edit(randomEdit(random))
      if (random() < 0.7) window?.send(4)
      if (random() < 0.7) window?.hear(8)
      count('window edit')
    } else if (kind < 0.9) {
      const changes = host.changesHeld()
      const change = changes.length > 0 ? pick(changes.slice(-30)) : null
      // One whose name begins so is an undo: taking it back is a redo.
      if (change !== null) (await host.undo(change), count(change.startsWith('u') ? 'redo' : 'undo'))
    } else if (kind < 0.905) (host.edit(imported(operation, 20 + below(60))), count('import'))
    else if (kind < 0.95) (host.edit(restored(random)), count('restore'))
    else if (kind < 0.955) (host.crash(), count('crash'))
    else if (kind < 0.96) host.snapshot()
    for (let i = below(2 * size); i > 0 && network.length > 0; i--) {
      const at = random() < 0.7 ? 0 : below(network.length)
      const message = network[at] as (typeof network)[number]
      if (random() < 0.95) network.splice(at, 1)
      message.to.receive(message.bytes, message.from)
    }
    if (random() < 0.01) repair(pick(hosts), host)
  }
  for (const { windows } of hosts) for (const window of windows) window.send(Infinity)
  for (let round = 0; round < 2; round++) for (const from of hosts) for (const to of hosts) repair(from, to)
  const [first] = hosts as [SimulatedHost]
  const expected = portraitOf(first)
  return hosts.flatMap((host) => {
    const wrong = host.refusals.map((why) => `host ${host.key} refused: ${why}`)
    if (host.held.size() > 0) wrong.push(`host ${host.key} still holds records back`)
    if (portraitOf(host) !== expected) wrong.push(`host ${host.key} differs from host ${first.key}`)
    return wrong
  })
}

/** All that must be the same everywhere. */
function portraitOf({ ledger, doc }: SimulatedHost): string {
  return canonicalJson([ledger.frontier(), contents(doc), openConflicts(ledger.heads, doc) as never])
}

function repair(from: SimulatedHost, to: SimulatedHost): void {
  if (from !== to) for (const bytes of from.recordsFor(to.frontier())) to.receive(bytes, from.key)
}

const imported =
  (operation: number, amount: number): Edit =>
  (doc) => {
    for (let i = 0; i < amount; i++) {
      const id = `i${operation}-${i}`
      const item = new Y.Map<unknown>([
        ['title', `Imported ${i}`],
        ['estimate', i % 8],
      ])
      item.set('description', new Y.Text('As a skipper I want a berth.'))
      doc.getMap('items').set(id, item)
      doc.getMap('ranks').set(id, `b${i}`)
    }
  }

/** Every deleted item comes back, as bringing an old state back writes it. */
const restored =
  (random: () => number): Edit =>
  (doc) => {
    for (const item of doc.getMap<Y.Map<unknown>>('items').values())
      if (item.get('deleted') != null && random() < 0.5) item.set('deleted', null)
  }
