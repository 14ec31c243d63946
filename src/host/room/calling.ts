import type { Clock } from '../ports/clock.ts'

/**
 * Calls again and again for somebody who is not there: soon at first, then less often, at most every half minute, and at once
 * when there is news of where it is.
 */
export interface Calling {
  /** Somebody to call for, under a name. `call` says whether it came to anything. */
  want(name: string, call: () => Promise<boolean>): void
  /** It is there, or not wanted any more. */
  done(name: string): void
  /** There is news: all are called for now. One by name not more often than every two seconds: anybody tells news. */
  hurry(name?: string): void
  stop(): void
}

const FIRST_MS = 500
const LONGEST_MS = 30_000
const NEWS_MS = 2_000

export function createCalling(parts: { readonly clock: Clock; readonly random: () => number }): Calling {
  const wanted = new Map<
    string,
    { call: () => Promise<boolean>; pause: number; stop: () => void; isOut: boolean; at: number }
  >()
  let isOver = false

  const calling: Calling = {
    want(name, call) {
      if (isOver || wanted.has(name)) return
      wanted.set(name, { call, pause: FIRST_MS, stop: () => undefined, isOut: false, at: 0 })
      void go(name)
    },
    done(name) {
      wanted.get(name)?.stop()
      wanted.delete(name)
    },
    hurry(name) {
      for (const [one, want] of wanted) {
        if (name !== undefined && (one !== name || parts.clock.now() - want.at < NEWS_MS)) continue
        want.pause = FIRST_MS
        if (want.isOut) continue
        want.stop()
        void go(one)
      }
    },
    stop() {
      isOver = true
      for (const { stop } of wanted.values()) stop()
      wanted.clear()
    },
  }
  return calling

  async function go(name: string): Promise<void> {
    const want = wanted.get(name)
    if (want === undefined || want.isOut) return
    want.isOut = true
    want.at = parts.clock.now()
    const came = await want.call().catch(() => false)
    want.isOut = false
    if (isOver || wanted.get(name) !== want) return
    if (came) return calling.done(name)
    // Two hosts that call each other must not meet in the same moment for ever.
    want.stop = parts.clock.after(want.pause * (0.5 + parts.random()), () => void go(name))
    want.pause = Math.min(LONGEST_MS, want.pause * 2)
  }
}
