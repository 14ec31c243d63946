import type { PushAnswer } from '../../contract/plan-messages.ts'
import type { Envelope } from '../../model/envelope.ts'
import { SALVAGE } from '../../doc/line-writer.ts'
import type { HealthBook } from '../health/health-book.ts'
import type { Judgement } from '../../sync/gate.ts'
import type { Seat } from '../hub.ts'
import { decodeRecord, type PlanRecord } from '../../sync/record.ts'
import { isSameBytes } from '../../sync/same-bytes.ts'
import { isDamage } from '../vault/damage.ts'
import type { PlanTruth } from './plan-truth.ts'

export interface Pushed extends PushAnswer {
  readonly onDisk: readonly Promise<void>[]
}

/** A window's envelopes, judged, signed and taken one after the other. What is refused is kept aside. Needs a turn. */
export async function pushEnvelopes(
  truth: PlanTruth,
  seat: Seat | null,
  envelopes: readonly Envelope[],
  parts: {
    readonly seal: (envelope: Envelope) => Judgement
    /** The record that holds a struct, from the journal. */
    readonly holding: (client: number, clock: number) => Promise<PlanRecord | null>
    readonly took: (client: number, seq: number) => void
    readonly health: Pick<HealthBook, 'keepRefused' | 'keepSalvage' | 'changed'>
    readonly onFault: (what: string, error: unknown) => void
  },
): Promise<Pushed> {
  const saved: { client: number; seq: number }[] = []
  const refused: { client: number; seq: number; why: string }[] = []
  const waiting: { client: number; seq: number; why: string }[] = []
  const onDisk: Promise<void>[] = []
  /** Lines of which an edit waits: so do all behind it. */
  const halted = new Set<number>()
  for (const envelope of envelopes) {
    const { client, seq } = envelope
    const answer = truth.journal.leases.isShared(client)
      ? await ofSharedLine(truth, envelope)
      : await reallyKnown(truth, envelope, parts)
    if (answer.answer === 'hold' && (halted.has(client) || answer.missing.every((gap) => gap.client !== client))) {
      halted.add(client)
      waiting.push({ client, seq, why: WAITS })
      continue
    }
    if (answer.answer === 'hold' || answer.answer === 'refuse' || answer.answer === 'split') {
      await parts.health
        .keepRefused(`${client}-${seq}`, envelope.update)
        .catch((error: unknown) => parts.onFault('keeping a refused edit', error))
      refused.push({
        client,
        seq,
        why: answer.answer === 'refuse' ? answer.message : 'It builds on an edit that never came here.',
      })
      continue
    }
    if (answer.answer === 'apply') {
      onDisk.push(truth.take(answer.record, seat))
      parts.took(client, seq)
      if (envelope.entries[0]?.name === SALVAGE)
        await parts.health
          .keepSalvage(`${client}-${seq}`, envelope.update)
          .catch((error: unknown) => parts.onFault('keeping what was recovered', error))
    }
    if (answer.answer === 'out') {
      // Written on what does not count any more: kept as a record, and given back as a new edit.
      truth.ledger.takeOut(answer)
      onDisk.push(truth.keep(answer.record.bytes))
      parts.health.changed(true)
    }
    saved.push({ client, seq })
  }
  // What is known already may still be on its way to the disk.
  if (onDisk.length < saved.length) onDisk.push(truth.writing().then(() => undefined))
  return { saved, refused, waiting, onDisk }
}

const WAITS =
  'An edit that this one builds on has not come yet, maybe from another window that is closed. Open the plan there; your edit is kept here until then.'

/** That a record of its number is here says nothing yet where a folder was set back: it must be the same edit. */
async function reallyKnown(
  truth: PlanTruth,
  envelope: Envelope,
  { seal, holding }: Pick<Parameters<typeof pushEnvelopes>[3], 'seal' | 'holding'>,
): Promise<Judgement> {
  const answer = seal(envelope)
  if (answer.answer !== 'known') return answer
  const { client, seq } = envelope
  const { ledger } = truth
  if (ledger.out.touches(client)) return ofSharedLine(truth, envelope)
  const start = seq === 1 ? 0 : ledger.lines.endOf(client, seq - 1)
  const end = ledger.lines.endOf(client, seq)
  if (start === undefined || end === undefined || start === end) return answer
  const held = await holding(client, start)
  // What is not found is on its way to the disk: it came in this run of the host.
  if (held === null || held.seq !== seq) return answer
  return held.change === envelope.change && isSameBytes(held.update, envelope.update) ? answer : NOT_IT
}

const NOT_IT: Judgement = {
  answer: 'refuse',
  why: 'not-its-line',
  message: 'Another machine wrote under the same line, so nobody can tell what this edit follows.',
  against: 'nobody',
}

/** Another machine went on under this line: it is known if it is in the journal as it is, else nobody can tell what it follows. */
async function ofSharedLine(truth: PlanTruth, envelope: Envelope): Promise<Judgement> {
  await truth.journal.flushed()
  for await (const one of truth.journal.read()) {
    const record = isDamage(one) ? null : decodeRecord(one.bytes)
    if (!record?.ok || record.value.client !== envelope.client || record.value.seq !== envelope.seq) continue
    if (record.value.change === envelope.change && isSameBytes(record.value.update, envelope.update))
      return { answer: 'known' }
  }
  return NOT_IT
}
