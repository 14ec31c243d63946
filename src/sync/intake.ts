/**
 * The way in for records from elsewhere: judged by the gate, taken, held until what they build on is there, or refused.
 *
 *   const intake = createIntake({ ledger, doc, held, asking, take, takeOut, split, refused })
 *   intake.receive(bytes, peer)     // take() is called for each record that may be applied, in causal order
 *
 * `take` applies the record to the document, accepts it in the ledger and journals it; nothing of it may be left for later
 * except the journal's promise. `takeOut` is for a record that does not count: the ledger knows of it already. `split` is told
 * of a second record of a number: nobody decides here which counts. What lies aside is judged again whenever more of its
 * device may count.
 */
import type * as Y from 'yjs'
import type { Asking } from './asking.ts'
import type { JudgedRecord, Judgement, OutOfCount, Refusal, Split } from './gate.ts'
import type { HeldRecords } from './held.ts'
import type { PlanLedger } from './plan-ledger.ts'
import { createAsideRecords, type AsideRecords } from './membership/aside-records.ts'
import { decodeRecord } from './record.ts'

export interface IntakeParts<P> {
  readonly ledger: PlanLedger
  readonly doc: Y.Doc
  readonly held: HeldRecords<P>
  readonly asking: Asking
  /** Of removed devices; what the intake keeps by itself if it is left out. */
  readonly aside?: AsideRecords<P>
  /** Records that were judged before, such as a journal's. */
  readonly verified?: boolean
  readonly take: (record: JudgedRecord, peer: P) => void
  readonly takeOut?: (record: OutOfCount['record'], peer: P) => void
  readonly split?: (split: Split, peer: P) => void
  readonly refused: (refusal: Refusal, bytes: Uint8Array, peer: P) => void
}

export interface Intake<P> {
  /** `judged`: where it was judged a moment ago, and nothing was taken in since. */
  receive(bytes: Uint8Array, peer: P, judged?: Judgement): Judgement['answer']
  /** A record of an own window was taken elsewhere: whatever waited for it comes in now. */
  tookElsewhere(client: number, seq: number): void
  /** Who belongs to the plan changed by a statement of this host: what lay aside may count by now. */
  lookAgain(): void
}

export function createIntake<P>(parts: IntakeParts<P>): Intake<P> {
  const { ledger, doc, held, asking, take, refused, verified = false } = parts
  const { membership } = ledger
  const aside = parts.aside ?? createAsideRecords<P>()
  let version = membership.version()
  const judge = (
    bytes: Uint8Array,
    peer: P,
    judged: Judgement = ledger.judge(bytes, { doc, verified }),
  ): { answer: Judgement['answer']; came?: RecordPlace } => {
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
      case 'aside': {
        // Received bytes may be a view of a much larger message, which must not be kept alive.
        const record = decodeRecord(bytes.slice())
        if (record.ok) aside.keep({ peer, record: record.value, verified: judged.verified })
        break
      }
      case 'hold': {
        const record = decodeRecord(bytes)
        asking.want(judged.missing)
        if (judged.raises) membership.raise(judged.missing)
        if (!record.ok) break
        const { client, seq } = record.value
        if (!held.keep({ peer, client, seq, bytes }, judged.missing)) asking.want([{ client, from: seq, to: seq }])
      }
    }
    return { answer: judged.answer }
  }
  const freedBy = (answer: Judgement['answer'], { client, seq }: RecordPlace): Waiting<P>[] => [
    ...(answer === 'out' ? held.releaseLine(client) : held.release(client, seq)),
    ...countsNow(),
  ]
  /** What lay aside and may count by now; what was let go meanwhile is asked for. */
  const countsNow = (): Waiting<P>[] => {
    if (version === membership.version()) return []
    version = membership.version()
    for (const { client, seq } of membership.marks()) {
      const here = ledger.lineOf(client)?.seq ?? 0
      if (seq > here) asking.want([{ client, from: here + 1, to: seq }])
    }
    if (aside.size() === 0) return []
    const free = aside.takeWithin((device, client) => membership.limit(device, client))
    return free.map(({ record, peer }) => ({ bytes: record.bytes, peer }))
  }
  /** A queue and no recursion: a whole evening's records may hang on one. */
  const letIn = (free: Waiting<P>[]): void => {
    for (let i = 0; i < free.length; i++) {
      const next = free[i] as Waiting<P>
      const { answer, came } = judge(next.bytes, next.peer)
      free.push(...(came === undefined ? countsNow() : freedBy(answer, came)))
    }
  }
  return {
    receive(bytes, peer, judged) {
      const { answer, came } = judge(bytes, peer, judged)
      letIn(came === undefined ? countsNow() : freedBy(answer, came))
      return answer
    },
    tookElsewhere(client, seq) {
      asking.got(client, seq)
      letIn(freedBy('apply', { client, seq }))
    },
    lookAgain: () => letIn(countsNow()),
  }
}

interface RecordPlace {
  readonly client: number
  readonly seq: number
}
interface Waiting<P> {
  readonly bytes: Uint8Array
  readonly peer: P
}
