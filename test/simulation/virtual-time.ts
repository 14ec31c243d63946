/**
 * Time that passes only when a schedule says so. Stands in for the timers and the clock of this process, because host and
 * window both set timers; `leave` brings the real ones back and forgets all that was set meanwhile.
 */
export interface VirtualTime {
  now(): number
  /** Lets that many milliseconds pass; what is due runs in order, and what that starts gets its turn before time goes on. */
  pass(milliseconds: number): Promise<void>
  /** Everything that can go on without time passing has gone on. */
  settle(): Promise<void>
  leave(): void
}

interface Timer {
  readonly due: number
  readonly every: number | null
  readonly run: () => void
}

const START = Date.UTC(2026, 0, 5, 9)
/** Turns of the loop after which nothing that only waits for its turn is left. */
const TURNS = 4

export function enterVirtualTime(): VirtualTime {
  const real = {
    setTimeout: globalThis.setTimeout,
    clearTimeout: globalThis.clearTimeout,
    setInterval: globalThis.setInterval,
    clearInterval: globalThis.clearInterval,
    dateNow: Date.now,
  }
  const { setImmediate } = globalThis
  const timers = new Map<number, Timer>()
  let now = START
  let next = 1
  const handleOf = (id: number): object => ({
    unref: () => handleOf(id),
    ref: () => handleOf(id),
    hasRef: () => false,
    [Symbol.toPrimitive]: () => id,
  })
  const set =
    (repeats: boolean) =>
    (run: (...args: unknown[]) => void, delay = 0, ...args: unknown[]): object => {
      const id = next++
      const every = repeats ? Math.max(1, delay) : null
      timers.set(id, { due: now + Math.max(0, delay), every, run: () => run(...args) })
      return handleOf(id)
    }
  const clear = (handle: unknown): void => {
    if (handle !== undefined && handle !== null) timers.delete(Number(handle))
  }
  Object.assign(globalThis, {
    setTimeout: set(false),
    setInterval: set(true),
    clearTimeout: clear,
    clearInterval: clear,
  })
  Date.now = () => now

  async function settle(): Promise<void> {
    for (let turn = 0; turn < TURNS; turn++) await new Promise((resolve) => setImmediate(resolve))
  }

  return {
    now: () => now,
    settle,
    async pass(milliseconds) {
      const until = now + milliseconds
      for (;;) {
        await settle()
        const first = [...timers]
          .filter(([, { due }]) => due <= until)
          .sort(([a, x], [b, y]) => x.due - y.due || a - b)[0]
        if (first === undefined) break
        const [id, timer] = first
        now = Math.max(now, timer.due)
        if (timer.every === null) timers.delete(id)
        else timers.set(id, { ...timer, due: now + timer.every })
        timer.run()
      }
      now = until
    },
    leave() {
      timers.clear()
      const { dateNow, ...functions } = real
      Object.assign(globalThis, functions)
      Date.now = dateNow
    },
  }
}
