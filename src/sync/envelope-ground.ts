/**
 * What an own envelope was written on. A window may have written it before a split line was found; then it knew the branch
 * that its host held first, and if that one does not count, neither does what was written on it.
 */
import { fromHexString } from 'lib0/buffer'
import type { Envelope } from '../model/envelope.ts'
import type { Ledger, Mark, Missing } from './ledger.ts'
import { NO_MARK, NO_STAMP, stampOf, stampsToText } from './record-mark.ts'
import type { Fork, OutRecord, TakenOutBook } from './taken-out.ts'

export interface EnvelopeGround {
  readonly isOut: boolean
  readonly missing: readonly Missing[]
  readonly previous: number
  /** Of the record that it follows, if that one does not count; null if it is its line's last that does. */
  readonly previousHash: Uint8Array | null
  /** What the record says of that; see record-mark.ts. */
  readonly branch: string | undefined
}

export function groundOf(envelope: Envelope, { ledger, out }: { ledger: Ledger; out: TakenOutBook }): EnvelopeGround {
  const { client, seq, after } = envelope
  const parent = seq > 1 && out.touches(client) ? parentOut(client, seq - 1, ledger, out) : undefined
  const previous = parent?.mark ?? (seq === 1 ? NO_MARK : (ledger.markAt(client, seq - 1) ?? NO_MARK))
  const missing: Missing[] = []
  let isOut = parent !== undefined
  const branch = stampsToText(previous, after, (other) => {
    const [known] = after[String(other)] as Mark
    const held = ledger.line(other)?.seq ?? 0
    const knewOut = other === client ? undefined : outKnown(other, known, envelope.forks, held, out)
    if (knewOut !== undefined) {
      isOut = true
      return stampOf(knewOut.mark)
    }
    if (known > held && other !== client) missing.push({ client: other, from: held + 1, to: known })
    const mark = ledger.markAt(other, known)
    return mark === undefined ? NO_STAMP : stampOf(mark)
  })
  return { isOut, missing, previous, previousHash: parent === undefined ? null : fromHexString(parent.hash), branch }
}

/**
 * Whether an own line's record that does not count was written by this host: of a split line that is the branch that it held
 * first, all others were.
 */
export function isOfOwnBranch(record: OutRecord, out: TakenOutBook): boolean {
  const forks = out.forksOf(record.client).filter(({ seq }) => seq <= record.seq)
  return forks.every((fork) => fork.kept.mark === fork.first || leadsTo(record, fork, out))
}

/** The record that an own line's next one follows, if that does not count. */
function parentOut(client: number, seq: number, ledger: Ledger, out: TakenOutBook): OutRecord | undefined {
  const candidates = out.at(client, seq)
  const fork = out.forksOf(client)[0]
  if (fork === undefined) return candidates[0]
  if (fork.first === fork.kept.mark && (ledger.line(client)?.seq ?? 0) >= seq) return undefined
  const ofFirst = candidates.find((one) => leadsTo(one, fork, out))
  if (ofFirst !== undefined || fork.first !== fork.kept.mark) return ofFirst
  // Out for what it knew, on the branch that counts; never one of the other branch, which this host did not write on.
  return candidates.find((one) => rootOf(one, fork, out) === undefined)
}

/** What this host's windows knew under that number before they learned of the forks that `generation` does not name. */
function outKnown(
  client: number,
  seq: number,
  generation: string | undefined,
  held: number,
  out: TakenOutBook,
): OutRecord | undefined {
  if (!out.touches(client)) return undefined
  const unseen = out
    .forksOf(client)
    .find((fork) => fork.seq <= seq && generation !== undefined && !generation.split(' ').includes(forkName(fork)))
  if (unseen !== undefined && unseen.first !== unseen.kept.mark)
    return out.at(client, seq).find((one) => leadsTo(one, unseen, out))
  return seq > held ? out.at(client, seq)[0] : undefined
}

const forkName = ({ client, seq, kept }: Fork): string => `${client}.${seq}.${stampOf(kept.mark)}`

/** Whether a record is on the branch that this host held first. */
function leadsTo(record: OutRecord, fork: Fork, out: TakenOutBook): boolean {
  return rootOf(record, fork, out)?.mark === fork.first
}

/** What it came from at the fork, if that does not count either. */
function rootOf(record: OutRecord, fork: Fork, out: TakenOutBook): OutRecord | undefined {
  let at: OutRecord | undefined = record
  while (at !== undefined && at.seq > fork.seq) {
    const { client, seq, previous }: OutRecord = at
    at = out.at(client, seq - 1).find((one) => one.mark === previous)
  }
  return at?.seq === fork.seq ? at : undefined
}
