/** When a command that stays in the foreground ends: after its time, or when somebody ends the process. */
export interface Ending {
  /** Somebody ended this process, or the time is over. */
  readonly came: Promise<void>
  /** The time begins anew. */
  again(): void
  stop(): void
}

/** `seconds` undefined: it has all the time there is. The time runs from now. */
export function toldToEnd(seconds: number | undefined): Ending {
  const signals = ['SIGINT', 'SIGTERM'] as const
  let resolve = (): void => undefined
  const came = new Promise<void>((resolved) => (resolve = resolved))
  const end = (): void => {
    ending.stop()
    resolve()
  }
  let timer: NodeJS.Timeout | undefined
  const ending: Ending = {
    came,
    again() {
      clearTimeout(timer)
      // Where the time has no end something has to keep the process all the same.
      timer = seconds === undefined ? setInterval(() => undefined, 86_400_000) : setTimeout(end, seconds * 1000)
    },
    stop() {
      clearTimeout(timer)
      for (const signal of signals) process.off(signal, end)
    },
  }
  for (const signal of signals) process.once(signal, end)
  ending.again()
  return ending
}
