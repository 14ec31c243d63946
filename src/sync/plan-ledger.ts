/**
 * All that a host must know of a plan's records to judge the next one: lines, hashes, knowledge and heads, in one piece
 * that a snapshot keeps as JSON.
 *
 *   const ledger = createPlanLedger({ crypto, planId, deviceKeys, saved })
 *   const answer = ledger.judge(bytes, { doc })              // a record from anywhere
 *   const answer = ledger.seal(envelope, device, { doc })    // a window's or the host's own envelope: signed if it may pass
 *   if (answer.answer === 'apply') { Y.applyUpdate(doc, answer.record.update); ledger.accept(answer.record) }
 *
 * Judging, applying and accepting one record must follow each other before the next is judged: a judgement is about the
 * document and the ledger of that moment. `answer.record.bytes` go into the journal. Replaying a journal is the same with
 * `{ doc, verified: true }`.
 */
import type * as Y from 'yjs'
import { toHexString } from 'lib0/buffer'
import type { Envelope, Knowledge } from '../model/envelope.ts'
import {
  judgeEnvelope,
  judgeRecord,
  type GateContext,
  type JudgedRecord,
  type Judgement,
  type OutOfCount,
  type Refusal,
} from './gate.ts'
import { createCrossings, type Crossing, type Crossings } from './crossings.ts'
import { createHeads, type Heads, type SavedHeads } from './heads.ts'
import { createLedger, type Frontier, type Ledger, type Line, type Mark, type SavedLedger } from './ledger.ts'
import { decodeRecord, encodeRecord, FIRST_HASH, nextHash, type PlanRecord, type RecordCrypto } from './record.ts'
import { createMembership, type Membership, type SavedMembership } from './membership/membership.ts'
import { STATEMENT_KEY, statementToJson, type Statement } from './membership/statement.ts'
import { groundOf } from './envelope-ground.ts'
import { createForesight, type Foresee } from './foresee.ts'
import { givenBackIn } from './given-back.ts'
import { markOf } from './record-mark.ts'
import { createTextHeads, type SavedTextHeads, type TextHeads } from './text-heads.ts'
import { createTakenOutBook, type OutRecord, type SavedTakenOut, type TakenOutBook } from './taken-out.ts'

export interface PlanLedgerOptions {
  readonly crypto: RecordCrypto
  readonly planId: string
  /** Public keys of devices that may write beside the members: this one, and those that it was before. */
  readonly deviceKeys: (device: string) => Uint8Array | undefined
  /** This device: its own records are never kept aside here. */
  readonly ownDevice?: string | undefined
  /** Public key of the device that is known otherwise to have begun the plan. */
  readonly pinnedRoot?: Uint8Array | null | undefined
  /** End clock of a record that is held, if an index knows it: makes the check of what records say they knew exact. */
  readonly endOf?: ((client: number, seq: number) => number | undefined) | undefined
  readonly saved?: SavedPlanLedger | undefined
}

export interface SavedPlanLedger extends SavedLedger {
  readonly v: 1
  readonly heads: SavedHeads
  readonly crossings: readonly Crossing[]
  readonly texts?: SavedTextHeads
  readonly out?: SavedTakenOut
  readonly membership?: SavedMembership
}

export interface PlanLedger {
  readonly lines: Ledger
  readonly heads: Heads
  readonly crossings: Crossings
  readonly texts: TextHeads
  /** Records that do not count, and the split lines that they are of. */
  readonly out: TakenOutBook
  readonly membership: Membership
  /** Public key of whoever may have written a record of this plan. */
  keyOf(device: string): Uint8Array | undefined
  judge(bytes: Uint8Array, at: { readonly doc: Y.Doc; readonly verified?: boolean }): Judgement
  /** For records of one source that are judged one after the other: see foresee.ts. */
  foresight(): Foresee
  /**
   * Signs an envelope as the next record of its line, if the gate would let it pass everywhere. One that was written on what
   * does not count any more is signed too: as a record that does not count. `statement` goes into its header.
   */
  seal(
    envelope: Envelope,
    device: string,
    at: { readonly doc: Y.Doc; readonly statement?: Statement | undefined },
  ): Judgement
  /** The record was applied: its line, what it knows and the heads move on. Throws if it is not its line's next. */
  accept(record: JudgedRecord): void
  /** A record that does not count is kept in mind. */
  takeOut(judged: OutOfCount): void
  lineOf(client: number): Line | undefined
  vector(): Knowledge
  frontier(): Frontier
  toJSON(): SavedPlanLedger
}

export function createPlanLedger({
  crypto,
  planId,
  deviceKeys,
  ownDevice,
  pinnedRoot,
  endOf = () => undefined,
  saved,
}: PlanLedgerOptions): PlanLedger {
  const ledger = createLedger({ saved })
  const heads = createHeads({ saved: saved?.heads })
  const crossings = createCrossings({ saved: saved?.crossings })
  const texts = createTextHeads({ saved: saved?.texts })
  const out = createTakenOutBook(saved?.out)
  const membership = createMembership({
    planId,
    hash: (bytes) => crypto.hash(bytes),
    named: (client) => ledger.named(client),
    pinned: pinnedRoot,
    saved: saved?.membership,
  })
  const keyOf = (device: string): Uint8Array | undefined => membership.keyOf(device) ?? deviceKeys(device)
  let roots: GateContext['roots'] = new WeakMap()
  let seen: Y.Doc | undefined
  const context = (doc: Y.Doc, verified: boolean): GateContext => {
    if (seen !== doc) roots = new WeakMap()
    seen = doc
    return {
      plan: planId,
      ledger,
      out,
      doc,
      roots,
      crypto,
      deviceKeys: keyOf,
      membership,
      ownDevice: ownDevice ?? null,
      endOf,
      verified,
    }
  }
  const isNext = (record: Pick<Envelope, 'client' | 'seq'>): boolean =>
    record.seq === (ledger.line(record.client)?.seq ?? 0) + 1

  return {
    lines: ledger,
    heads,
    crossings,
    texts,
    out,
    membership,
    keyOf,
    judge: (bytes, { doc, verified = false }) => judgeRecord(bytes, context(doc, verified)),
    foresight: () => createForesight({ crypto, keyOf, lineOf: (client) => ledger.line(client) }),
    seal(envelope, device, { doc, statement }): Judgement {
      const line = ledger.line(envelope.client)
      // One that another machine wrote under the same number says nothing about this one.
      if (out.at(envelope.client, envelope.seq).some(({ change }) => change === envelope.change))
        return { answer: 'known' }
      const ground = groundOf(envelope, { ledger, out })
      if (ground.isOut) {
        if (line !== undefined && envelope.seq <= line.seq) return { answer: 'known' }
        if (ground.missing.length > 0) return { answer: 'hold', missing: ground.missing }
        const previous = ground.previousHash ?? line?.hash ?? FIRST_HASH
        const record = signed(crypto, previous, envelope, {
          plan: planId,
          device,
          branch: ground.branch,
          ...stating(statement),
        })
        if (record === null) return refuse('bad-envelope', 'The change cannot be written as a record.')
        const hash = nextHash(crypto, previous, record.bytes)
        const why = ground.previousHash === null ? 'knew' : 'follows'
        return { answer: 'out', record: { ...record, hash }, why, previous: ground.previous }
      }
      const answer = judgeEnvelope(envelope, context(doc, true))
      if (answer.answer !== 'apply') return answer
      if (line !== undefined && line.device !== device)
        return refuse('not-its-line', 'The line belongs to another device.')
      const previous = line?.hash ?? FIRST_HASH
      const record = signed(crypto, previous, envelope, {
        plan: planId,
        device,
        branch: ground.branch,
        ...stating(statement),
      })
      if (record === null) return refuse('bad-envelope', 'The change cannot be written as a record.')
      return {
        answer: 'apply',
        record: { ...record, ...answer.record, hash: nextHash(crypto, previous, record.bytes) },
      }
    },
    accept(record) {
      if (!isNext(record)) throw new Error(`Record ${record.seq} is not the next of line ${record.client}.`)
      ledger.advance(record, record.clock, record.hash)
      const knows = (other: number): Mark => ledger.knows(record.client, other)
      heads.note(record, knows)
      crossings.note(record, knows, heads)
      texts.note(record, knows, heads)
      membership.note(record, (other) => knows(other)[0])
      for (const name of givenBackIn(record.entries)) out.noteGivenBack(name, record.change)
    },
    takeOut: ({ record, why, previous }) => out.note(outRecordOf(record, why, previous)),
    lineOf: (client) => ledger.line(client),
    vector: () => ledger.vector(),
    frontier: () => ledger.frontier(),
    toJSON: () => ({
      v: 1,
      ...ledger.toJSON(),
      heads: heads.toJSON(),
      crossings: crossings.toJSON(),
      texts: texts.toJSON(),
      ...savedOut(out),
      ...savedMembership(membership),
    }),
  }
}

/** The envelope as everybody else will read it, or null where nobody could (a name too long, a value that is no JSON). */
function signed(
  crypto: RecordCrypto,
  previous: Uint8Array,
  envelope: Envelope,
  signer: Parameters<typeof encodeRecord>[3],
): PlanRecord | null {
  try {
    const record = decodeRecord(encodeRecord(crypto, previous, envelope, signer))
    return record.ok ? record.value : null
  } catch {
    return null
  }
}

function refuse(why: Refusal['why'], message: string): Refusal {
  return { answer: 'refuse', why, message, against: 'signer' }
}

function savedOut(out: TakenOutBook): { readonly out?: SavedTakenOut } {
  return out.records().length === 0 && out.forks().length === 0 ? {} : { out: out.toJSON() }
}

function savedMembership(membership: Membership): { readonly membership?: SavedMembership } {
  const saved = membership.toJSON()
  return saved === undefined ? {} : { membership: saved }
}

function stating(statement: Statement | undefined): { readonly more?: Readonly<Record<string, unknown>> } {
  return statement === undefined ? {} : { more: { [STATEMENT_KEY]: statementToJson(statement) } }
}

function outRecordOf(record: OutOfCount['record'], why: OutRecord['why'], previous: number): OutRecord {
  const { client, seq, device, author, time, change, entries } = record
  const mark = markOf(record.signature)
  const hash = toHexString(record.hash)
  const first = entries.slice(0, MAX_OUT_ENTRIES)
  return { client, seq, mark, previous, hash, why, device, person: author.person, time, change, entries: first }
}

/** Entries that are kept of a record that does not count, to say what it was. */
const MAX_OUT_ENTRIES = 20
