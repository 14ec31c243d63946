import type { Envelope } from '../model/envelope.ts'

/** Some hours of steady work; what is older is in a snapshot and a backup by then. */
const MOST_EDITS = 5_000
const MOST_BYTES = 8 * 1024 * 1024

/** The last edits of this window that the host acknowledged, as they were sent: should it lose them, they are sent once more. */
export interface RecentEdits {
  keep(envelopes: readonly Envelope[]): void
  /** The line's edits behind `seq` up to `last`, or null if one of them is not here any more. */
  behind(client: number, seq: number, last: number): Envelope[] | null
}

export function createRecentEdits(): RecentEdits {
  let kept: Envelope[] = []
  let bytes = 0
  return {
    keep(envelopes) {
      kept.push(...envelopes)
      for (const { update } of envelopes) bytes += update.length
      let gone = 0
      while (kept.length - gone > MOST_EDITS || bytes > MOST_BYTES) bytes -= (kept[gone++] as Envelope).update.length
      if (gone > 0) kept = kept.slice(gone)
    },
    behind(client, seq, last) {
      const found = kept.filter((one) => one.client === client && one.seq > seq && one.seq <= last)
      found.sort((a, b) => a.seq - b.seq)
      return found.length === last - seq && found.every((one, i) => one.seq === seq + 1 + i) ? found : null
    },
  }
}
