import type { Refusal } from '../../sync/gate.ts'
import type { PlanRecord } from '../../sync/record.ts'
import type { Source } from './receive-records.ts'

/** Records that the gate refused: whoever asks is told of each, and some of them are kept to be looked at. */
export interface Refusals {
  refused(refusal: Refusal, bytes: Uint8Array, from: Source): void
  /** A second record of a number, whose signature was never shown to be right. */
  unproven(record: PlanRecord, from: string): void
  /** The answer ends it. */
  onRefused(listener: (refusal: Refusal, bytes: Uint8Array, from: string) => void): () => void
}

const UNPROVEN = 'A second record of a number was signed for nothing that is here.'
/** Refused records that are kept and written of, while this host runs: nobody shall fill the disk with them. */
const MOST_REFUSED = 500
const MOST_REFUSED_BYTES = 50_000_000

export function createRefusals(parts: {
  readonly keep: (name: string, bytes: Uint8Array) => Promise<unknown>
  readonly onFault: (what: string, error: unknown) => void
}): Refusals {
  const listeners = new Set<(refusal: Refusal, bytes: Uint8Array, from: string) => void>()
  let count = 0
  let size = 0
  const refusals: Refusals = {
    refused(refusal, bytes, from) {
      const source = typeof from === 'string' ? from : 'the journal'
      for (const listener of listeners) listener(refusal, bytes, source)
      size += bytes.length
      if (++count > MOST_REFUSED || size > MOST_REFUSED_BYTES) return
      parts.onFault('a refused record', new Error(`${refusal.message} It came from ${source}.`))
      void parts.keep(`from-${source}`, bytes).catch((error: unknown) => parts.onFault('refused', error))
    },
    unproven: ({ bytes }, from) =>
      refusals.refused({ answer: 'refuse', why: 'bad-signature', message: UNPROVEN, against: 'nobody' }, bytes, from),
    onRefused(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
  return refusals
}
