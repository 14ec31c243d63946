import type { Plan } from '../doc/plan.ts'
import { touchedItems } from './filter-facts.ts'
import type { HistorySource } from './history-source.ts'

/**
 * When anything last happened to each item, as the records say and the host reads them: not before it was made, and not when it
 * came in. What a colleague wrote two months ago on a laptop that was switched off is two months old. One place knows it, so that
 * a window says the same before and after it is opened anew.
 */
export interface LastChanges {
  /** Milliseconds since 1970; null where it is not known yet. */
  of(id: string): number | null
  /** Learns it and goes on asking as things happen; tells whenever it has heard of something. Without a host that knows, nothing comes. */
  ask(then: () => void): void
  stop(): void
}

/** What happens in this time is one question. */
export const GATHER_MS = 2_000

export function createLastChanges(
  plan: Plan,
  history: Pick<HistorySource, 'lastChanges'>,
  later: (act: () => void, ms: number) => () => void = afterAWhile,
): LastChanges {
  let times: ReadonlyMap<string, number> = new Map()
  const listeners = new Set<() => void>()
  let known = false
  let asking = false
  let isOver = false
  let stopWaiting: (() => void) | null = null
  const stop = plan.onChange((changed) => {
    if (listeners.size === 0 || stopWaiting !== null) return
    const touched = touchedItems(plan, changed, NO_FIELDS)
    if (touched === 'all' || touched.size > 0) stopWaiting = later(() => void learn(), GATHER_MS)
  })
  return {
    of: (id) => times.get(id) ?? null,
    ask(then) {
      listeners.add(then)
      if (!known && !asking) void learn()
    },
    stop() {
      isOver = true
      stopWaiting?.()
      stop()
    },
  }

  async function learn(): Promise<void> {
    stopWaiting = null
    asking = true
    const answer = await Promise.resolve(history.lastChanges?.()).catch(() => undefined)
    asking = false
    if (answer === undefined || isOver) return
    const next = new Map<string, number>()
    for (const [id, at] of answer) {
      const item = plan.heirOf(id)
      next.set(item, Math.max(at, next.get(item) ?? -Infinity))
    }
    const isNews = !known || next.size !== times.size || [...next].some(([id, at]) => times.get(id) !== at)
    known = true
    times = next
    if (isNews) for (const then of [...listeners]) then()
  }
}

const NO_FIELDS: ReadonlySet<never> = new Set()

function afterAWhile(act: () => void, ms: number): () => void {
  const timer = setTimeout(act, ms)
  return () => clearTimeout(timer)
}
