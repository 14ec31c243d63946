import type { RecordNews } from '../../contract/plan-messages.ts'

/**
 * Which records people saw being made. A link says when it comes up and when it has caught up: what comes in between was
 * written apart.
 *
 *   book.linkUp(device)      a link came up; what it sends until `caughtUp` is what was missed
 *   book.caughtUp(device)    both hold the same: from here on people see each other's edits as they are made
 *   book.linkDown(device)
 */
export interface LiveBook {
  /** `first`: this device has nothing of the plan yet, and all of it is no news. `from` as `PlanHost.receive` is told it. */
  linkUp(from: string, what?: 'again' | 'first'): void
  caughtUp(from: string): void
  linkDown(from: string): void
  /** Whether the plan is just coming in for the first time. */
  isFirst(): boolean
  /** Whether these records came live: by people who were connected to this device, or on it, as they wrote. */
  cameLive(client: number, at: { readonly clock: number } | { readonly seq: number }): boolean
  /** For the plan's host: `act` takes records of this source in. */
  during<T>(from: string, act: () => Promise<T>): Promise<T>
  /** For the plan's host: each record that is stored. */
  stored(news: RecordNews): void
}

/** Younger than this when it is stored, a record is one that people saw being made. */
const LIVE_MS = 5_000
/** Live records that are remembered. */
const LIVE_RECORDS = 500

export function createLiveBook(parts: {
  /** Devices that this folder is, or was. */
  readonly isOwn: (device: string) => boolean
  readonly now: () => number
}): LiveBook {
  const links = new Map<string, 'again' | 'first' | 'live'>()
  const active = new Map<string, number>()
  const live: { client: number; seq: number; from: number; clock: number }[] = []
  const ends = new Map<number, number>()

  return {
    linkUp: (from, what = 'again') => void links.set(from, what),
    caughtUp: (from) => void (links.has(from) && links.set(from, 'live')),
    linkDown: (from) => void links.delete(from),
    isFirst: () => [...links.values()].includes('first'),
    cameLive: (client, at) =>
      live.some(
        (one) =>
          one.client === client && ('seq' in at ? one.seq === at.seq : one.from <= at.clock && at.clock < one.clock),
      ),
    async during(from, act) {
      active.set(from, (active.get(from) ?? 0) + 1)
      try {
        return await act()
      } finally {
        const left = (active.get(from) ?? 1) - 1
        if (left === 0) active.delete(from)
        else active.set(from, left)
      }
    },
    stored({ client, seq, clock, device, time }) {
      // Of a line that went on before this start of the host it is not known where its last record ended.
      const from = seq === 1 ? 0 : (ends.get(client) ?? clock)
      ends.set(client, clock)
      const isOwn = parts.isOwn(device)
      const sources = isOwn ? [] : [...active.keys()].flatMap((name) => links.get(name) ?? [])
      const isSeenNow = isOwn || (sources.includes('live') && !sources.includes('again'))
      if (!isSeenNow || Math.abs(parts.now() - time) > LIVE_MS) return
      live.push({ client, seq, from, clock })
      if (live.length > LIVE_RECORDS) live.shift()
    },
  }
}
