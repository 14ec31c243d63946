import type { PushAnswer } from '../../contract/plan-messages.ts'
import type { Envelope } from '../../model/envelope.ts'
import { SALVAGE } from '../../doc/line-writer.ts'
import type { HealthBook } from '../health/health-book.ts'
import type { Judgement } from '../../sync/gate.ts'
import type { Seat } from '../hub.ts'
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
    readonly took: (client: number, seq: number) => void
    readonly health: Pick<HealthBook, 'keepRefused' | 'keepSalvage' | 'changed'>
    readonly onFault: (what: string, error: unknown) => void
  },
): Promise<Pushed> {
  const saved: { client: number; seq: number }[] = []
  const refused: { client: number; seq: number; why: string }[] = []
  const onDisk: Promise<void>[] = []
  for (const envelope of envelopes) {
    const { client, seq } = envelope
    const answer = parts.seal(envelope)
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
  return { saved, refused, onDisk }
}
