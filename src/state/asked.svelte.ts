/**
 * A question to the host and its answer, for a screen that must not flicker: what was answered stays until the next
 * answer is there, waiting is only shown when it lasts, and an answer that comes after a newer question is dropped.
 */
export interface Asked<T> {
  readonly value: T | null
  readonly waiting: boolean
  /** It has taken long enough to say so. */
  readonly slow: boolean
  /** A sentence for people; empty while nothing is wrong. */
  readonly failed: string
  ask(question: () => Promise<T>): void
  /** Puts an answer in place that came another way. */
  set(value: T | null): void
}

/** Below this, waiting is not worth showing. */
const SLOW_MS = 300

export function createAsked<T>(later: (act: () => void, ms: number) => () => void = afterAWhile): Asked<T> {
  let value = $state.raw<T | null>(null)
  let waiting = $state(false)
  let slow = $state(false)
  let failed = $state('')
  let turn = 0
  let stopWaiting: () => void = () => undefined

  return {
    get value() {
      return value
    },
    get waiting() {
      return waiting
    },
    get slow() {
      return slow
    },
    get failed() {
      return failed
    },
    ask(question) {
      const mine = ++turn
      stopWaiting()
      waiting = true
      stopWaiting = later(() => {
        if (mine === turn && waiting) slow = true
      }, SLOW_MS)
      question().then(
        (answer) => end(mine, () => ((value = answer), (failed = ''))),
        (error: unknown) => end(mine, () => (failed = error instanceof Error ? error.message : String(error))),
      )
    },
    set(next) {
      turn++
      stopWaiting()
      waiting = false
      slow = false
      failed = ''
      value = next
    },
  }

  function end(mine: number, keep: () => void): void {
    if (mine !== turn) return
    stopWaiting()
    waiting = false
    slow = false
    keep()
  }
}

function afterAWhile(act: () => void, ms: number): () => void {
  const timer = setTimeout(act, ms)
  return () => clearTimeout(timer)
}
