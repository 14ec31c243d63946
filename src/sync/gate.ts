/**
 * The gate: judges a record before it touches the truth, and gives one answer. Nothing is changed by asking.
 *
 *   apply   everything is in order; the record comes back with its end clock, the line's hash after it and its writes
 *   hold    something that it builds on is missing; `missing` says what to ask for. No offence.
 *   out     it is in order, but it is of a branch that does not count, or its writer knew one (taken-out.ts)
 *   split   another record of its number is here, or was taken out: somebody must find out which counts (find-forks.ts)
 *   aside   its device was removed before anybody who belongs to the plan had this record, or is none whose records are taken
 *           in that far (membership/membership.ts); it may count later
 *   known   the line already has a record of this seq: sending twice is harmless
 *   refuse  no honest Ordinal of any version made it. `against`: who is to blame - `signer` if the signature is good,
 *           `sender` if it is not or there is none to check, `nobody` where blame would be a guess
 *
 * API: judgeRecord(record bytes), judgeEnvelope (a window's, before signing), faultOf(doc) (after applying).
 */
import type * as Y from 'yjs'
import { MAX_ENTRIES, type Envelope, type Knowledge } from '../model/envelope.ts'
import type { Ledger, Line, Mark, Missing } from './ledger.ts'
import type { Membership } from './membership/membership.ts'
import {
  decodeRecord,
  FIRST_HASH,
  MAX_UPDATE,
  nextHash,
  verifyRecord,
  type PlanRecord,
  type RecordCrypto,
} from './record.ts'
import { placeInLine, whatItKnew } from './branches.ts'
import { markOf, readStamps } from './record-mark.ts'
import type { RootNames } from './struct-places.ts'
import type { OutRecord, TakenOutBook } from './taken-out.ts'
import { checkForm, type UpdateForm } from './update-form.ts'

export type RefusalReason =
  | 'unreadable'
  | 'other-plan'
  | 'unknown-device'
  | 'bad-signature'
  | 'not-its-line'
  | 'too-long'
  | 'knows-too-much'
  | 'bad-update'
  | 'bad-envelope'

export interface Refusal {
  readonly answer: 'refuse'
  readonly why: RefusalReason
  /** A sentence for people. */
  readonly message: string
  readonly against: 'signer' | 'sender' | 'nobody'
}
export interface Hold {
  readonly answer: 'hold'
  readonly missing: readonly Missing[]
  /** A member really wrote it, and next: so what it builds on counts, whoever wrote that. The ledger is to be told. */
  readonly raises?: true
}
export interface Known {
  readonly answer: 'known'
}

/** A record that passed, with what the gate found out about it. */
export interface JudgedRecord extends PlanRecord, UpdateForm {
  /** The line's hash with it. */
  readonly hash: Uint8Array
}
export interface Apply<R = JudgedRecord> {
  readonly answer: 'apply'
  readonly record: R
}
/** A record that is in order and does not count. */
export interface OutOfCount {
  readonly answer: 'out'
  readonly record: PlanRecord & { readonly hash: Uint8Array }
  readonly why: OutRecord['why']
  /** Mark of its line's previous record. */
  readonly previous: number
}
export interface Split {
  readonly answer: 'split'
  /** Whether its signature was checked: not where what it follows is not the line's last record. */
  readonly verified: boolean
  readonly record: PlanRecord
}
export interface Aside {
  readonly answer: 'aside'
  /** Whether its signature was checked: not where it does not follow its line's last record. */
  readonly verified: boolean
  readonly record: PlanRecord
}
export type Judgement<R = JudgedRecord> = Apply<R> | Hold | Known | Refusal | OutOfCount | Split | Aside

export interface GateContext {
  readonly plan: string
  readonly ledger: Ledger
  readonly out: TakenOutBook
  readonly doc: Y.Doc
  readonly roots: RootNames
  readonly crypto: RecordCrypto
  readonly deviceKeys: (device: string) => Uint8Array | undefined
  readonly membership: Membership
  /** This device: what it wrote counts here even if it was removed. */
  readonly ownDevice: string | null
  /** The end clock of any record held, where the caller can look it up; undefined if it cannot. */
  readonly endOf: (client: number, seq: number) => number | undefined
  /** It was judged before it was written where it comes from: signature and membership are not looked at again. */
  readonly verified: boolean
}

export function judgeRecord(bytes: Uint8Array, ctx: GateContext): Judgement {
  const decoded = decodeRecord(bytes)
  if (!decoded.ok) return refuse('unreadable', decoded.error.message, 'sender')
  const record = decoded.value
  if (record.plan !== ctx.plan) return refuse('other-plan', 'The record belongs to another plan.', 'sender')
  const line = ctx.ledger.line(record.client)
  const mark = markOf(record.signature)
  if (ctx.out.has(record.client, record.seq, mark)) return { answer: 'known' }
  if (line !== undefined && record.seq <= line.seq) {
    const held = ctx.ledger.markAt(record.client, record.seq)
    if (held === undefined || held === mark) return { answer: 'known' }
  }
  const key = ctx.deviceKeys(record.device) ?? ctx.membership.founderKey(record)
  if (key === undefined) return ofStranger(record, line, ctx.ledger)
  const stamps = readStamps(record.branch, record.after)
  const place = placeInLine(record, mark, stamps, line, ctx)
  const knew = whatItKnew(record, stamps, ctx)
  if (place.is === 'lost')
    return { answer: 'out', record: { ...record, hash: place.hash }, why: 'lost', previous: place.previous }
  if (place.is !== 'follows' && !knew.isOut && isBeyond(record, ctx)) {
    const isNext = place.is === 'next'
    if (isNext && !verifyRecord(ctx.crypto, key, line?.hash ?? FIRST_HASH, record)) return badSignature()
    return { answer: 'aside', verified: isNext, record }
  }
  if (place.is === 'hold') return { answer: 'hold', missing: [place.missing, ...knew.missing] }
  const isOlder = line !== undefined && record.seq <= line.seq
  const previous = place.is === 'follows' ? place.previousHash : (line?.hash ?? FIRST_HASH)
  if (place.is === 'next' && !knew.isOut && knew.missing.length > 0)
    return held(record, knew.missing, key, previous, ctx)
  const isBehind = place.is === 'split' && isOlder
  // A line that two devices began is split like any other: else whoever begins another's line first would part the room.
  const isOwnBranch = place.is === 'follows' || (place.is === 'split' && record.seq === 1)
  const isOfOther = line !== undefined && line.device !== record.device && !isOwnBranch
  // It follows a line's other beginning, if anything: nothing says whose fault it is, and its signature proves nothing here.
  if (isOfOther && isBehind) return notItsLine('nobody')
  if (!ctx.verified && !isBehind && !verifyRecord(ctx.crypto, key, previous, record)) return badSignature()
  if (isOfOther) return notItsLine('signer')
  if (place.is === 'split') return { answer: 'split', verified: !isOlder, record }
  if (place.is === 'follows' || knew.isOut) {
    const hash = nextHash(ctx.crypto, previous, bytes)
    const why = place.is === 'follows' ? 'follows' : 'knew'
    return { answer: 'out', record: { ...record, hash }, why, previous: place.previous }
  }
  const form = judgeContent(record, line, ctx)
  if ('answer' in form) return form
  return { answer: 'apply', record: { ...record, ...form, hash: nextHash(ctx.crypto, previous, bytes) } }
}

/** Its admission may be among what has not come. */
function ofStranger(record: PlanRecord, line: Line | undefined, ledger: Ledger): Hold | Refusal {
  const missing = missingFor(record, line, ledger)
  return missing.length > 0
    ? { answer: 'hold', missing }
    : refuse('unknown-device', 'The record was signed by a device that is no member.', 'nobody')
}

/** Whether its writer was removed before anybody had it. Own records and those of the own journal stay. */
function isBeyond({ device, client, seq }: PlanRecord, { membership, ownDevice, verified }: GateContext): boolean {
  return !verified && device !== ownDevice && seq > membership.limit(device, client)
}

/**
 * What a member builds on counts, even if its writer was removed meanwhile. It is enough that the member's record waits: two
 * hosts that each wait for what the other one keeps aside would wait for ever.
 */
function held(
  record: PlanRecord,
  missing: readonly Missing[],
  key: Uint8Array,
  previous: Uint8Array,
  { membership, ledger, crypto, verified }: GateContext,
): Hold | Refusal {
  const mayRaise =
    !verified &&
    membership.isMember(record.device) &&
    membership.stopsAt(missing, (client) => ledger.line(client)?.device)
  if (!mayRaise) return { answer: 'hold', missing }
  return verifyRecord(crypto, key, previous, record) ? { answer: 'hold', missing, raises: true } : badSignature()
}

/** What a window says next, before its host signs it. Lease and person are the host's to check. */
export function judgeEnvelope(envelope: Envelope, ctx: GateContext): Judgement<UpdateForm> {
  const line = ctx.ledger.line(envelope.client)
  if (line !== undefined && envelope.seq <= line.seq) return { answer: 'known' }
  const missing = missingFor(envelope, line, ctx.ledger)
  if (missing.length > 0) return { answer: 'hold', missing }
  const form = judgeContent(envelope, line, ctx)
  return 'answer' in form ? form : { answer: 'apply', record: form }
}

/** After an update was applied: what shows that the gate let something wrong through, or null. */
export function faultOf(doc: Y.Doc): string | null {
  if (doc.store.pendingStructs !== null) return 'structs wait for others that no record named'
  if (doc.store.pendingDs !== null) return 'deletes wait for structs that no record named'
  return null
}

function missingFor(record: Envelope, line: Line | undefined, ledger: Ledger): readonly Missing[] {
  const missing = ledger.lacking(record.after).filter(({ client }) => client !== record.client)
  const held = line?.seq ?? 0
  if (record.seq > held + 1) missing.push({ client: record.client, from: held + 1, to: record.seq - 1 })
  return missing
}

function judgeContent(envelope: Envelope, line: Line | undefined, ctx: GateContext): UpdateForm | Refusal {
  if (envelope.update.length > MAX_UPDATE) return refuse('too-long', 'The record is longer than 4 MB.', 'signer')
  if (envelope.entries.length > MAX_ENTRIES)
    return refuse('bad-envelope', `The record has more than ${MAX_ENTRIES} entries.`, 'signer')
  for (const key in envelope.after) {
    const fault = markFault(Number(key), envelope.after[key] as Mark, envelope, line, ctx)
    if (fault) return refuse('knows-too-much', 'The record says it knew what its line or another never held.', fault)
  }
  const form = checkForm(envelope.update, {
    client: envelope.client,
    start: line?.clock ?? 0,
    known: (client) => knownClock(client, envelope.client, envelope.after, ctx.ledger),
    doc: ctx.doc,
    roots: ctx.roots,
  })
  return typeof form === 'string' ? refuse('bad-update', `The record's update is refused: ${form}.`, 'signer') : form
}

/**
 * A mark must be one that its line really passed: else the record could refer to structs that are not there yet. Where the
 * exact clock of an older record cannot be looked up, the end of the line bounds it.
 */
function markFault(
  client: number,
  [seq, clock]: Mark,
  envelope: Envelope,
  own: Line | undefined,
  ctx: GateContext,
): 'signer' | 'nobody' | null {
  if (client === envelope.client) return seq <= (own?.seq ?? 0) && clock <= (own?.clock ?? 0) ? null : 'signer'
  const held = ctx.ledger.line(client)
  if (held === undefined) return seq === 0 && clock === 0 ? null : 'signer'
  const end = seq === held.seq ? held.clock : (ctx.ledger.endOf(client, seq) ?? ctx.endOf(client, seq))
  // Two copies of a line that went apart have other clocks at the same seq; then the signer is not to blame.
  return (end === undefined ? clock <= held.clock : clock === end) ? null : 'nobody'
}

function knownClock(client: number, own: number, after: Knowledge, ledger: Ledger): number {
  const before = ledger.knows(own, client)[1]
  const now = Object.hasOwn(after, client) ? (after[client] as Mark)[1] : 0
  return Math.max(before, now)
}

function notItsLine(against: Refusal['against']): Refusal {
  return refuse('not-its-line', 'The line belongs to another device.', against)
}

function badSignature(): Refusal {
  return refuse('bad-signature', 'The signature does not belong to the record.', 'sender')
}

function refuse(why: RefusalReason, message: string, against: Refusal['against']): Refusal {
  return { answer: 'refuse', why, message, against }
}
