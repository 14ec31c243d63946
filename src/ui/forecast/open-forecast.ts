import { createForecast, type Forecast, type ForecastPort } from '../../state/forecast/forecast.ts'
import type { PlanState } from '../../state/plan-state.svelte.ts'

/** Forecasts of a plan, in a worker of its own that ends with it. */
export function openForecast(plan: Pick<PlanState, 'plan' | 'planId'>): Forecast {
  const worker = new Worker(new URL('../../state/forecast/forecast-worker.ts', import.meta.url), { type: 'module' })
  const port: ForecastPort = { postMessage: (request) => worker.postMessage(request), onmessage: null }
  worker.onmessage = (event) => port.onmessage?.(event)
  const forecast = createForecast({
    plan: plan.plan,
    planId: plan.planId,
    port,
    later: (act, ms) => {
      const timer = setTimeout(act, ms)
      return () => clearTimeout(timer)
    },
  })
  return {
    ...forecast,
    stop() {
      forecast.stop()
      worker.terminate()
    },
  }
}
