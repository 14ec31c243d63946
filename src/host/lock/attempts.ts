import { CallFailed } from '../../contract/calls.ts'
import type { Clock } from '../ports/clock.ts'

/** So many may go wrong before anybody has to wait. */
export const FREE_ATTEMPTS = 5
export const FIRST_WAIT = 1_000
export const LONGEST_WAIT = 300_000

export interface Attempts {
  /** One after the other. Null is a wrong guess; after five of them each next one waits, twice as long every time. */
  try<T>(attempt: () => Promise<T | null>): Promise<T | null>
}

export function createAttempts(clock: Clock): Attempts {
  let wrong = 0
  /** Since when, and for how long, nobody may try. */
  let since = 0
  let pause = 0
  let last: Promise<unknown> = Promise.resolve()
  return {
    try(attempt) {
      const done = last.then(async () => {
        // A clock that was set back begins the pause anew; it must not make an hour of a second.
        since = Math.min(since, clock.now())
        const wait = since + pause - clock.now()
        if (wait > 0) throw new CallFailed('wait', `Too many wrong tries. Try again in ${inWords(wait)}.`)
        const found = await attempt()
        if (found !== null) {
          wrong = 0
          pause = 0
          return found
        }
        wrong++
        since = clock.now()
        pause = wrong < FREE_ATTEMPTS ? 0 : Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** (wrong - FREE_ATTEMPTS))
        return null
      })
      last = done.catch(() => undefined)
      return done
    },
  }
}

function inWords(milliseconds: number): string {
  const seconds = Math.ceil(milliseconds / 1000)
  if (seconds === 1) return '1 second'
  return seconds < 120 ? `${seconds} seconds` : `${Math.ceil(seconds / 60)} minutes`
}
