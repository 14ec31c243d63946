import type { Clock } from '../ports/clock.ts'

/** So much at once, and so much a second for ever. Says whether one more is within it. */
export type Allowance = () => boolean

export function createAllowance(clock: Clock, most: number, aSecond: number): Allowance {
  let left = most
  let last = clock.now()
  return () => {
    const now = clock.now()
    // A clock that was set back gives nothing and takes nothing.
    left = Math.min(most, left + (Math.max(0, now - last) / 1000) * aSecond)
    last = now
    if (left < 1) return false
    left -= 1
    return true
  }
}
