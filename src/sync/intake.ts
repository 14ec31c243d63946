/**
 * The way in for records from elsewhere: judged by the gate, taken, held until what they build on is there, or refused.
 *
 *   const intake = createIntake({ ledger, doc, held, asking, take, refused })
 *   intake.receive(bytes, peer)     // take() is called for each record that may be applied, in causal order
 *
 * `take` applies the record to the document, accepts it in the ledger and journals it; nothing of it may be left for later
 * except the journal's promise.
 */
import type * as Y from 'yjs'
import type { Asking } from './asking.ts'
import type { JudgedRecord, Judgement, Refusal } from './gate.ts'
import type { HeldRecords } from './held.ts'
import type { PlanLedger } from './plan-ledger.ts'
import { decodeRecord } from './record.ts'

export interface IntakeParts<P> {
  readonly ledger: PlanLedger
  readonly doc: Y.Doc
  readonly held: HeldRecords<P>
  readonly asking: Asking
  readonly take: (record: JudgedRecord, peer: P) => void
  readonly refused: (refusal: Refusal, bytes: Uint8Array, peer: P) => void
}

export interface Intake<P> {
  receive(bytes: Uint8Array, peer: P): Judgement['answer']
  /** A record of an own window was taken elsewhere: whatever waited for it comes in now. */
  tookElsewhere(client: number, seq: number): void
}

export function createIntake<P>({ ledger, doc, held, asking, take, refused }: IntakeParts<P>): Intake<P> {
  const receive = (bytes: Uint8Array, peer: P): { answer: Judgement['answer']; taken?: JudgedRecord } => {
    const judged = ledger.judge(bytes, { doc })
    if (judged.answer === 'apply') {
      take(judged.record, peer)
      asking.got(judged.record.client, judged.record.seq)
      return { answer: 'apply', taken: judged.record }
    }
    if (judged.answer === 'refuse') refused(judged, bytes, peer)
    if (judged.answer === 'hold') {
      const record = decodeRecord(bytes)
      asking.want(judged.missing)
      if (!record.ok) return { answer: 'hold' }
      const { client, seq } = record.value
      if (!held.keep({ peer, client, seq, bytes }, judged.missing)) asking.want([{ client, from: seq, to: seq }])
    }
    return { answer: judged.answer }
  }
  /** A queue and no recursion: a whole evening's records may hang on one. */
  const letIn = (client: number, seq: number): void => {
    const free = held.release(client, seq)
    for (let next = free.shift(); next !== undefined; next = free.shift()) {
      const { taken } = receive(next.bytes, next.peer)
      if (taken) free.push(...held.release(taken.client, taken.seq))
    }
  }
  return {
    receive(bytes, peer) {
      const { answer, taken } = receive(bytes, peer)
      if (taken) letIn(taken.client, taken.seq)
      return answer
    },
    tookElsewhere(client, seq) {
      asking.got(client, seq)
      letIn(client, seq)
    },
  }
}
