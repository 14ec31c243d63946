import type { Clock } from './clock.ts'

export interface ManualClock extends Clock {
  /** Lets time pass: what falls due runs in order, and so does what it asks for, if that falls due too. */
  advance(milliseconds: number): Promise<void>
  /** When the next call is due, in milliseconds from now; null if none is. */
  next(): number | null
}

/** A clock that stands until it is told otherwise. */
export function createManualClock(start = 1_700_000_000_000): ManualClock {
  let now = start
  const due = new Set<{ readonly at: number; readonly then: () => void }>()
  const first = (): { readonly at: number; readonly then: () => void } | undefined =>
    [...due].sort((a, b) => a.at - b.at)[0]
  return {
    now: () => now,
    after(milliseconds, then) {
      const call = { at: now + milliseconds, then }
      due.add(call)
      return () => due.delete(call)
    },
    async advance(milliseconds) {
      const end = now + milliseconds
      for (let call = first(); call !== undefined && call.at <= end; call = first()) {
        due.delete(call)
        now = call.at
        call.then()
        await settled()
      }
      now = end
      await settled()
    },
    next() {
      const call = first()
      return call === undefined ? null : call.at - now
    },
  }
}

/** Lets promises that wait for nothing outside run to their end. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(() => setImmediate(resolve)))
