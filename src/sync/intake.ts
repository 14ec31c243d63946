/**
 * The way in for records from elsewhere: judged by the gate, taken, held until what they build on is there, or refused.
 *
 *   const intake = createIntake({ ledger, doc, held, asking, take, takeOut, split, refused })
 *   intake.receive(bytes, peer)     // take() is called for each record that may be applied, in causal order
 *
 * `take` applies the record to the document, accepts it in the ledger and journals it; nothing of it may be left for later
 * except the journal's promise. `takeOut` is for a record that does not count: the ledger knows of it already. `split` is told
 * of a second record of a number: nobody decides here which counts.
 */
import type * as Y from 'yjs'
import type { Asking } from './asking.ts'
import type { JudgedRecord, Judgement, OutOfCount, Refusal, Split } from './gate.ts'
import type { HeldRecords } from './held.ts'
import type { PlanLedger } from './plan-ledger.ts'
import { decodeRecord } from './record.ts'

export interface IntakeParts<P> {
  readonly ledger: PlanLedger
  readonly doc: Y.Doc
  readonly held: HeldRecords<P>
  readonly asking: Asking
  /** Records that were judged before, such as a journal's. */
  readonly verified?: boolean
  readonly take: (record: JudgedRecord, peer: P) => void
  readonly takeOut?: (record: OutOfCount['record'], peer: P) => void
  readonly split?: (split: Split, peer: P) => void
  readonly refused: (refusal: Refusal, bytes: Uint8Array, peer: P) => void
}

export interface Intake<P> {
  receive(bytes: Uint8Array, peer: P): Judgement['answer']
  /** A record of an own window was taken elsewhere: whatever waited for it comes in now. */
  tookElsewhere(client: number, seq: number): void
}

export function createIntake<P>(parts: IntakeParts<P>): Intake<P> {
  const { ledger, doc, held, asking, take, refused, verified = false } = parts
  const receive = (
    bytes: Uint8Array,
    peer: P,
  ): { answer: Judgement['answer']; came?: { client: number; seq: number } } => {
    const judged = ledger.judge(bytes, { doc, verified })
    switch (judged.answer) {
      case 'known':
        break
      case 'apply':
        take(judged.record, peer)
        asking.got(judged.record.client, judged.record.seq)
        return { answer: 'apply', came: judged.record }
      case 'out':
        ledger.takeOut(judged)
        parts.takeOut?.(judged.record, peer)
        return { answer: 'out', came: judged.record }
      case 'split':
        parts.split?.(judged, peer)
        break
      case 'refuse':
        refused(judged, bytes, peer)
        break
      case 'hold': {
        const record = decodeRecord(bytes)
        asking.want(judged.missing)
        if (!record.ok) break
        const { client, seq } = record.value
        if (!held.keep({ peer, client, seq, bytes }, judged.missing)) asking.want([{ client, from: seq, to: seq }])
      }
    }
    return { answer: judged.answer }
  }
  const freedBy = (answer: Judgement['answer'], client: number, seq: number) =>
    answer === 'out' ? held.releaseLine(client) : held.release(client, seq)
  /** A queue and no recursion: a whole evening's records may hang on one. */
  const letIn = (answer: Judgement['answer'], { client, seq }: { client: number; seq: number }): void => {
    const free = freedBy(answer, client, seq)
    for (let i = 0; i < free.length; i++) {
      const next = free[i] as (typeof free)[number]
      const { answer, came } = receive(next.bytes, next.peer)
      if (came) free.push(...freedBy(answer, came.client, came.seq))
    }
  }
  return {
    receive(bytes, peer) {
      const { answer, came } = receive(bytes, peer)
      if (came) letIn(answer, came)
      return answer
    },
    tookElsewhere(client, seq) {
      asking.got(client, seq)
      letIn('apply', { client, seq })
    },
  }
}
