/** Time, handed in so that a test decides when it passes. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number
  /** Runs `then` once after that many milliseconds; the answer calls it off. A process does not end before. */
  after(milliseconds: number, then: () => void): () => void
}

/** The machine's clock. */
export const clock: Clock = {
  now: () => Date.now(),
  after(milliseconds, then) {
    const timer = setTimeout(then, milliseconds)
    return () => clearTimeout(timer)
  },
}
