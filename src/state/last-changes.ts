import type { Plan } from '../doc/plan.ts'
import type { HistorySource } from './history-source.ts'
import { touchedItems } from './filter-facts.ts'

/** When anything last happened to each item: asked of the host once and then followed in this window. */
export interface LastChanges {
  /** Milliseconds since 1970; null where it is not known yet. */
  of(id: string): number | null
  /** Learns it; tells when it has, unless it was known already. Without a host that knows, nothing comes. */
  ask(then: () => void): void
  stop(): void
}

export function createLastChanges(
  plan: Plan,
  history: Pick<HistorySource, 'lastChanges'>,
  now: () => number,
): LastChanges {
  const times = new Map<string, number>()
  let asking: Promise<boolean> | null = null
  let known = false
  const stop = plan.onChange((changed) => {
    const touched = touchedItems(plan, changed, new Set())
    if (touched !== 'all') for (const id of touched) times.set(id, now())
  })
  return {
    of: (id) => times.get(id) ?? null,
    ask(then) {
      if (known) return
      asking ??= learn()
      void asking.then((learnt) => {
        known = learnt
        if (learnt) then()
        else asking = null
      })
    },
    stop,
  }

  async function learn(): Promise<boolean> {
    try {
      for (const [id, at] of (await history.lastChanges?.()) ?? []) if (!times.has(id)) times.set(id, at)
      return true
    } catch {
      return false
    }
  }
}
