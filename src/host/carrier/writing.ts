import type { Missing } from '../../sync/ledger.ts'
import type { PlanHost } from '../plan-host.ts'
import type { Box } from './box.ts'
import { createPacker, decoded } from './pack-records.ts'

/** What a host holds and a mailbox lacks goes in. True if anything was lacking. */
export async function putLacking(host: PlanHost, box: Box, isStillMain: () => boolean): Promise<boolean> {
  const coverage = box.shelf.coverage(host.ledger.lines.markAt)
  const lacking = coverage.lacking(host.ledger.frontier())
  const splits = lackingSplits(host, box)
  const count = (runs: readonly Missing[]): number => runs.reduce((sum, { from, to }) => sum + to - from + 1, 0)
  const place = Math.max(0, host.ledger.lines.size() - count(lacking))
  const takes = (client: number, seq: number): boolean => !coverage.has(client, seq)
  if (lacking.length > 0) await putRecords(host, box, { wanted: lacking, place, takes, isStillMain })
  if (splits.length > 0 && isStillMain()) await putSplits(host, box, splits)
  return lacking.length > 0 || splits.length > 0
}

/** Records of these lines, as the journal has them. False where the mailbox changed meanwhile. */
export async function putRecords(
  host: PlanHost,
  box: Box,
  {
    wanted,
    place,
    takes,
    isStillMain,
  }: {
    readonly wanted: readonly Missing[]
    /** About how many records come before the first. */
    readonly place: number
    readonly takes: (client: number, seq: number) => boolean
    readonly isStillMain: () => boolean
  },
): Promise<boolean> {
  const packer = createPacker(place)
  for (let from: number | null = 0; from !== null;) {
    const batch: { records: readonly Uint8Array[]; next: number | null } = await host.peers.read(wanted, from)
    for (const record of decoded(batch.records)) {
      if (!takes(record.client, record.seq)) continue
      const full = await packer.add(record)
      if (!isStillMain()) return false
      for (const letter of full) box.put(letter)
    }
    from = batch.next
  }
  const rest = await packer.end()
  if (!isStillMain()) return false
  for (const letter of rest) box.put(letter)
  return true
}

/** Names of records that do not count, since their line split, and of which the mailbox does not know. */
function lackingSplits(host: PlanHost, box: Box): string[] {
  const own = host.peers.out()
  if (own.length === 0) return []
  const there = box.shelf.out()
  return own.some((name) => !there.has(name)) ? [...own] : []
}

async function putSplits(host: PlanHost, box: Box, names: readonly string[]): Promise<void> {
  const clients = new Set(names.map((name) => Number(name.split('/')[0])))
  const packer = createPacker(0, names)
  const letters = []
  for (const record of decoded(await host.peers.family([...clients]))) letters.push(...(await packer.add(record)))
  for (const letter of [...letters, ...(await packer.end())]) box.put(letter)
}
