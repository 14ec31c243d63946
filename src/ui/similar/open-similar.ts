import { createSimilar, type Similar, type SimilarPort } from '../../state/similar/similar.ts'
import type { PlanState } from '../../state/plan-state.svelte.ts'

/** Looks for items that say the same, in a worker of its own that ends with it. */
export function openSimilar(plan: PlanState['plan']): Similar {
  const worker = new Worker(new URL('../../state/similar/similar-worker.ts', import.meta.url), { type: 'module' })
  const port: SimilarPort = { postMessage: (request) => worker.postMessage(request), onmessage: null }
  worker.onmessage = (event) => port.onmessage?.(event)
  const similar = createSimilar({
    plan,
    port,
    language: navigator.language,
    later: (act, ms) => {
      const timer = setTimeout(act, ms)
      return () => clearTimeout(timer)
    },
  })
  return {
    ...similar,
    stop() {
      similar.stop()
      worker.terminate()
    },
  }
}
