import type { HeldRecords } from '../../sync/held.ts'
import { decodeRecord, type PlanRecord } from '../../sync/record.ts'
import type { HealthBook } from '../health/health-book.ts'
import type { PlanHost, PlanHostParts } from '../plan-host.ts'
import type { PlanTruth } from './plan-truth.ts'
import { provenRivals } from './proven-rivals.ts'
import type { Received, Receiving, Source } from './receive-records.ts'

export interface ReceiveAllParts extends Pick<PlanHostParts, 'id' | 'tell' | 'now'> {
  readonly truth: PlanTruth
  readonly receiving: Receiving
  readonly held: HeldRecords<Source>
  readonly health: HealthBook
  readonly again: () => Promise<Pick<PlanHost, 'receive'>>
  /** A second record of some number that hangs on nothing: whoever sends it makes this host read its whole journal. */
  readonly unproven: (record: PlanRecord, from: string) => void
  /** Whether the rest is still wanted. */
  readonly goesOn?: (() => boolean) | undefined
  /** Called once all are judged, though not all are on disk: the next may come. */
  readonly judged?: (() => void) | undefined
}

/** Records that are judged in one turn, unless they take longer than a turn should: then fewer. */
const BATCH = 50
const TURN_MS = 10
/** Bytes after which no more are taken in one turn: those of an import are long, and each is judged whole. */
const BATCH_BYTES = 16 * 1024

/**
 * Takes in records from elsewhere, a few a turn. If a second record of some number is among them, all branches go to the journal
 * and the plan is opened anew, which finds out which counts; the windows are told, since their documents hold what may not.
 */
export async function receiveAll(
  parts: ReceiveAllParts,
  records: readonly Uint8Array[],
  from: string,
): Promise<Received> {
  const { truth, receiving, held, health } = parts
  const { leases } = truth.journal
  const sum = { applied: 0, known: 0, held: 0, refused: 0, takenOut: 0, aside: 0 }
  const rivals: PlanRecord[] = []
  const before = held.size()
  const foresee = truth.ledger.foresight()
  const storing: Promise<void>[] = []
  let isDiskWell = true
  /** Up to here signatures are checked, or about to be. */
  let seen = batchEnd(records, 0)
  let foreseen = foresee(records.slice(0, seen))
  /** Not where the last ones were known: then most likely the next ones are too, and nobody asks for their signatures. */
  let bringsNews = true
  for (let at = 0; at < records.length;) {
    const end = batchEnd(records, at)
    await foreseen
    const next = batchEnd(records, end)
    if (next > seen && bringsNews) foreseen = foresee(records.slice(seen, next))
    seen = Math.max(seen, next)
    const { received, count, onDisk, split } = await truth.inTurn(async () => {
      const first = records[at] as Uint8Array
      const until = parts.now() + TURN_MS
      const isLong = end === at + 1 && first.length > BATCH_BYTES
      const batch = isLong
        ? await receiving.receiveLong(first, from, breath)
        : receiving.receive(records.slice(at, end), from, () => parts.now() < until)
      // Somebody else has our lines: a clone of this machine, or this folder before it was set back.
      for (const client of batch.lines)
        if (leases.isOurs(client) && !truth.ledger.out.touches(client)) await leases.share(client)
      return batch
    })
    at += count
    bringsNews = received.applied > 0
    sum.applied += received.applied
    sum.known += received.known
    sum.refused += received.refused
    sum.takenOut += received.takenOut
    sum.aside += received.aside
    rivals.push(...split)
    // The disk works while the next are judged.
    const stored = truth.stored(onDisk)
    stored.catch(() => (isDiskWell = false))
    storing.push(stored)
    if (parts.goesOn?.() === false || !isDiskWell) break
    if (at < records.length) await breath()
  }
  if (rivals.length === 0) parts.judged?.()
  await Promise.all(storing)
  sum.held = Math.max(0, held.size() - before)
  health.changed(sum.held > 0 || sum.refused > 0 || sum.takenOut > 0 || sum.aside > 0 || before > 0)
  if (rivals.length === 0) return sum
  if (!(await keepSplit(parts, rivals, records))) {
    for (const rival of rivals) parts.unproven(rival, from)
    return sum
  }
  // What was not judged yet is judged by the host that knows the split.
  const rest = await (await parts.again()).receive(records, from, parts.goesOn)
  return { ...rest, applied: sum.applied + rest.applied, takenOut: sum.takenOut + rest.takenOut }
}

const breath = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

/** Where the records end that are judged together with the one at `at`. */
function batchEnd(records: readonly Uint8Array[], at: number): number {
  let end = at
  for (let bytes = 0; end < records.length && end < at + BATCH && bytes < BATCH_BYTES; end++)
    bytes += records[end]?.length ?? 0
  return end
}

async function keepSplit(
  { id, tell, truth }: ReceiveAllParts,
  rivals: readonly PlanRecord[],
  records: readonly Uint8Array[],
): Promise<boolean> {
  const clients = new Set(rivals.map(({ client }) => client))
  const family = records.flatMap((bytes) => {
    const record = decodeRecord(bytes)
    return record.ok && clients.has(record.value.client) && record.value.plan === id ? [record.value] : []
  })
  return truth.inTurn(async () => {
    await truth.writing()
    const proven = await provenRivals(truth.journal, family, truth.ledger.keyOf)
    if (proven.length === 0) return false
    await Promise.all(proven.map(({ bytes }) => truth.keep(bytes)))
    for (const client of clients) await truth.journal.leases.rest(client)
    truth.giveUp()
    tell('plan.anew', { plan: id }, null)
    tell('health.changed', { plan: id }, null)
    return true
  })
}
