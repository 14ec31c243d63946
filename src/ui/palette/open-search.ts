import { createSearch, type Search, type SearchPort } from '../../state/search.ts'
import type { PlanState } from '../../state/plan-state.svelte.ts'

/** Search over the plan's items, in a worker of its own that ends with it. */
export function openSearch(plan: PlanState['plan']): Search {
  const worker = new Worker(new URL('../../state/search-worker.ts', import.meta.url), { type: 'module' })
  const port: SearchPort = { postMessage: (request) => worker.postMessage(request), onmessage: null }
  worker.onmessage = (event) => port.onmessage?.(event)
  const search = createSearch({
    plan,
    port,
    later: (act, ms) => {
      const timer = setTimeout(act, ms)
      return () => clearTimeout(timer)
    },
  })
  return {
    ...search,
    get warm() {
      return search.warm
    },
    stop() {
      search.stop()
      worker.terminate()
    },
  }
}
