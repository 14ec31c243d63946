import type { PushAnswer } from '../../contract/plan-messages.ts'
import type { Envelope } from '../../model/envelope.ts'
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
  seal: (envelope: Envelope) => Judgement,
  onFault: (what: string, error: unknown) => void,
): Promise<Pushed> {
  const saved: { client: number; seq: number }[] = []
  const refused: { client: number; seq: number; why: string }[] = []
  const onDisk: Promise<void>[] = []
  for (const envelope of envelopes) {
    const { client, seq } = envelope
    const answer = seal(envelope)
    if (answer.answer === 'hold' || answer.answer === 'refuse') {
      await truth.journal
        .keepAside('refused', `${client}-${seq}`, envelope.update)
        .catch((error: unknown) => onFault('keeping a refused edit', error))
      refused.push({
        client,
        seq,
        why: answer.answer === 'hold' ? 'It builds on an edit that never came here.' : answer.message,
      })
      continue
    }
    if (answer.answer === 'apply') onDisk.push(truth.take(answer.record, seat))
    saved.push({ client, seq })
  }
  // What is known already may still be on its way to the disk.
  if (onDisk.length < saved.length) onDisk.push(truth.writing().then(() => undefined))
  return { saved, refused, onDisk }
}
