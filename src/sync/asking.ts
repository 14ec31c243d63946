/** When to ask for missing records: at once, after 1 s, 2 s, 4 s ... at most every 10 minutes. Time comes from the caller. */
import type { Missing } from './ledger.ts'

export const FIRST_PAUSE_MS = 1_000
export const LONGEST_PAUSE_MS = 600_000
/** Lines that are asked for at a time: a record may name any number that there never were. */
const MAX_LINES = 10_000

export interface Asking {
  /** These are missing; known ones keep their pauses. */
  want(missing: readonly Missing[]): void
  /** A line has come this far. */
  got(client: number, seq: number): void
  /** What to ask for now; the next time for the same is later. */
  due(now: number): Missing[]
  /** When something is due next; Infinity if nothing is wanted. */
  next(): number
}

export function createAsking(): Asking {
  const wants = new Map<number, { from: number; to: number; at: number; pause: number }>()
  return {
    want(missing) {
      for (const { client, from, to } of missing) {
        const want = wants.get(client)
        if (want === undefined) {
          if (wants.size < MAX_LINES) wants.set(client, { from, to, at: 0, pause: FIRST_PAUSE_MS })
        } else {
          want.from = Math.min(want.from, from)
          want.to = Math.max(want.to, to)
        }
      }
    },
    got(client, seq) {
      const want = wants.get(client)
      if (want === undefined) return
      if (seq >= want.to) wants.delete(client)
      else if (seq >= want.from) Object.assign(want, { from: seq + 1, pause: FIRST_PAUSE_MS })
    },
    due(now) {
      const due: Missing[] = []
      for (const [client, want] of wants) {
        if (want.at > now) continue
        due.push({ client, from: want.from, to: want.to })
        want.at = now + want.pause
        want.pause = Math.min(2 * want.pause, LONGEST_PAUSE_MS)
      }
      return due
    },
    next: () => Math.min(...[...wants.values()].map(({ at }) => at)),
  }
}
