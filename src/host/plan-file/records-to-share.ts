import { CallFailed } from '../../contract/calls.ts'
import { readStatement } from '../../sync/membership/statement.ts'
import type { PlanHost } from '../plan-host.ts'
import type { AboutFile, FileDevice } from './file-content.ts'

/** All that this host holds of a plan at this moment, in an order in which each record follows what it builds on. */
export async function* recordsToShare(host: PlanHost): AsyncGenerator<readonly Uint8Array[]> {
  const wanted = [...host.ledger.lines.lines()].map(({ client, seq }) => ({ client, from: 1, to: seq }))
  const all = host.ledger.lines.size()
  const split = new Set(host.peers.out().map((name) => Number(name.split('/')[0])))
  await host.flushed()
  let given = 0
  for (let from: number | null = 0; from !== null;) {
    const { records, next }: Awaited<ReturnType<PlanHost['peers']['read']>> = await host.peers.read(wanted, from)
    given += records.length
    from = next
    yield records
  }
  if (given < all)
    throw new CallFailed(
      'damaged',
      `${all - given} records of this plan cannot be read from the disk, and a file without them would open nowhere. Check the plan's files first.`,
    )
  // Whoever gets the file finds out by itself which branch counts.
  if (split.size > 0) yield await host.peers.family([...split])
}

export function aboutPlan(host: PlanHost, own: FileDevice, now: number): AboutFile {
  const { membership, lines } = host.ledger
  const devices = new Map<string, FileDevice>([[own.device, own]])
  for (const { device } of lines.lines()) {
    const key = host.ledger.keyOf(device)
    if (devices.has(device) || key === undefined) continue
    devices.set(device, { device, key, name: membership.member(device)?.name ?? '' })
  }
  return {
    plan: host.id,
    name: host.plan.facts.name,
    madeAt: now,
    madeBy: own.device,
    founder: founderOf(host),
    devices: [...devices.values()],
    records: host.ledger.lines.size(),
  }
}

function founderOf({ ledger }: PlanHost): AboutFile['founder'] {
  const device = ledger.membership.root()
  const key = device === null ? undefined : ledger.keyOf(device)
  if (device === null || key === undefined) return null
  for (const said of ledger.membership.toJSON()?.statements ?? []) {
    const statement = said.device === device ? readStatement(said.statement) : null
    if (statement?.is === 'found') return { device, key, nonce: statement.nonce }
  }
  return { device, key, nonce: null }
}
