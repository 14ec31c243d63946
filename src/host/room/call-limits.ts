import { createAllowance } from '../../sync/session/allowance.ts'
import type { Clock } from '../ports/clock.ts'

/**
 * How often this host calls at places that others told it. One member could tell thirty hosts of a machine that has nothing to
 * do with them: a place that does not answer as a host of the room is called ever more seldom, and all of them together not
 * often.
 */
export interface CallLimits {
  /** True begins a call: say what came of it. */
  mayCall(address: string, port: number): boolean
  /** Nobody of the room was there. */
  failed(address: string, port: number): void
  answered(address: string, port: number): void
  /** This machine is in another network. */
  forget(): void
}

const FIRST_MS = 400
const LONGEST_MS = 30_000
/** A room of sixty hosts whose link came back, and then one a second. */
const CALLS_AT_ONCE = 60
const CALLS_A_SECOND = 1
const MOST_REMEMBERED = 1_000

export function createCallLimits(clock: Clock): CallLimits {
  const silent = new Map<string, { until: number; pause: number }>()
  const calls = createAllowance({ aSecond: CALLS_A_SECOND, atOnce: CALLS_AT_ONCE, now: () => clock.now() })
  const nameOf = (address: string, port: number): string => `${address} ${port}`
  return {
    mayCall(address, port) {
      const name = nameOf(address, port)
      const before = silent.get(name)
      if (clock.now() < (before?.until ?? 0) || !calls.takes(1)) return false
      // Until it is known what came of it.
      remember(name, { until: clock.now() + LONGEST_MS, pause: before?.pause ?? FIRST_MS / 2 })
      return true
    },
    failed(address, port) {
      const name = nameOf(address, port)
      const pause = Math.min(LONGEST_MS, 2 * (silent.get(name)?.pause ?? FIRST_MS / 2))
      remember(name, { until: clock.now() + pause, pause })
    },
    answered: (address, port) => void silent.delete(nameOf(address, port)),
    forget: () => silent.clear(),
  }

  function remember(name: string, one: { until: number; pause: number }): void {
    silent.delete(name)
    silent.set(name, one)
    if (silent.size > MOST_REMEMBERED) silent.delete([...silent.keys()][0] as string)
  }
}
