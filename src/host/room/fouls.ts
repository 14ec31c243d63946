import type { Clock } from '../ports/clock.ts'

/** Addresses from which somebody tried what nobody honest tries. After three times an address meets silence for a while. */
export interface Fouls {
  note(address: string): void
  isPaused(address: string): boolean
}

const TRIES = 3
const PAUSE_MS = 5 * 60_000
const MOST_REMEMBERED = 10_000

export function createFouls(clock: Clock): Fouls {
  const tries = new Map<string, { count: number; last: number }>()
  return {
    note(address) {
      const before = tries.get(address)
      const isOld = before === undefined || clock.now() - before.last > PAUSE_MS
      tries.delete(address)
      tries.set(address, { count: isOld ? 1 : before.count + 1, last: clock.now() })
      if (tries.size > MOST_REMEMBERED) tries.delete([...tries.keys()][0] as string)
    },
    isPaused(address) {
      const found = tries.get(address)
      return found !== undefined && found.count >= TRIES && clock.now() - found.last <= PAUSE_MS
    },
  }
}
