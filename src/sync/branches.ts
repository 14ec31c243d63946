/**
 * Where a record stands among the branches of its line, and whether its writer knew anything that does not count. Exact
 * because each record carries stamps of the records that it followed and knew (record-mark.ts).
 *
 * A record of before stamps that knew a line at or behind a fork is left out: nobody can tell which branch it knew.
 */
import { fromHexString } from 'lib0/buffer'
import type { Ledger, Line, Mark, Missing } from './ledger.ts'
import { verifyRecord, type PlanRecord, type RecordCrypto } from './record.ts'
import { NO_MARK, stampOf, type Stamps } from './record-mark.ts'
import type { TakenOutBook } from './taken-out.ts'

export interface BranchContext {
  readonly ledger: Ledger
  readonly out: TakenOutBook
  readonly crypto: RecordCrypto
  readonly deviceKeys: (device: string) => Uint8Array | undefined
}

export type PlaceInLine =
  /** Behind the last record that counts. */
  | { readonly is: 'next'; readonly previous: number }
  | { readonly is: 'hold'; readonly missing: Missing }
  /** A second record of a number, and nobody decided yet which counts. */
  | { readonly is: 'split' }
  | { readonly is: 'lost'; readonly previous: number; readonly hash: Uint8Array }
  | { readonly is: 'follows'; readonly previous: number; readonly previousHash: Uint8Array }

export function placeInLine(
  record: PlanRecord,
  mark: number,
  stamps: Stamps,
  line: Line | undefined,
  { ledger, out, crypto, deviceKeys }: BranchContext,
): PlaceInLine {
  const { client, seq } = record
  const isBranched = out.touches(client)
  if (isBranched) {
    for (const fork of out.forksOf(client)) {
      const lost = fork.seq === seq ? fork.lost.find((rival) => rival.mark === mark) : undefined
      if (lost !== undefined) return { is: 'lost', previous: fork.previous, hash: fromHexString(lost.hash) }
    }
    for (const parent of out.at(client, seq - 1)) {
      const previousHash = fromHexString(parent.hash)
      const key = deviceKeys(record.device)
      const follows =
        stamps.previous === ''
          ? key !== undefined && key.length > 0 && verifyRecord(crypto, key, previousHash, record)
          : stampOf(parent.mark) === stamps.previous
      if (follows) return { is: 'follows', previous: parent.mark, previousHash }
    }
  }
  const held = line?.seq ?? 0
  if (seq > held + 1) return { is: 'hold', missing: { client, from: held + 1, to: seq - 1 } }
  const previous = seq === 1 ? NO_MARK : (ledger.markAt(client, seq - 1) ?? UNKNOWN_MARK)
  if (seq > 1 && previous !== UNKNOWN_MARK && stamps.previous !== '' && stampOf(previous) !== stamps.previous)
    // Of a branch whose beginning nobody sent yet.
    return { is: 'hold', missing: { client, from: 1, to: seq - 1 } }
  if (seq <= held) return { is: 'split' }
  if (!isBranched) return { is: 'next', previous }
  const fork = out.forkAt(client, seq, previous)
  if (fork !== undefined ? fork.kept.mark !== mark : out.at(client, seq).some((one) => one.previous === previous))
    return { is: 'split' }
  return { is: 'next', previous }
}

const UNKNOWN_MARK = -1

/** What a record knew: whether any of it does not count, and what of it is not here. */
export function whatItKnew(
  record: Pick<PlanRecord, 'client' | 'after'>,
  stamps: Stamps,
  { ledger, out }: BranchContext,
): { readonly isOut: boolean; readonly missing: readonly Missing[] } {
  const missing: Missing[] = []
  for (const key in record.after) {
    const client = Number(key)
    const [seq] = record.after[key] as Mark
    if (client === record.client || seq === 0) continue
    const stamp = stamps.of(client)
    const held = ledger.line(client)?.seq ?? 0
    const mark = seq <= held ? ledger.markAt(client, seq) : undefined
    if (stamp !== '' && mark !== undefined && stampOf(mark) === stamp) continue
    if (stamp === '' ? seq >= out.firstOut(client) : out.stamped(client, seq, stamp)) return { isOut: true, missing }
    if (seq > held) missing.push({ client, from: held + 1, to: seq })
    else if (stamp !== '' && mark !== undefined) missing.push({ client, from: seq, to: seq })
  }
  return { isOut: false, missing }
}
