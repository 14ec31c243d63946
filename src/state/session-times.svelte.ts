import type { Session } from '../model/session.ts'
import type { PlanState } from './plan-state-shape.ts'
import { shownSeconds } from './summarize-session.ts'

/** How many steps of a session are looked at: beyond it the first items show less. */
const STEPS = 500
const LOOK_MS = 10_000

/** How long each item of a session that is on was looked at by now, in seconds. Made while a component is made. */
export function sessionTimes(
  plan: PlanState,
  session: () => Session | null,
  clock: () => number = Date.now,
): { of(item: string): number } {
  let steps = $state.raw<Parameters<typeof shownSeconds>[1]>([])
  let now = $state(clock())
  const id = $derived(session()?.id ?? null)
  const seconds = $derived(id === null ? new Map<string, number>() : shownSeconds(id, steps, now))

  $effect(() => {
    const asked = id
    // A step that all see is a line of the log by now.
    void session()?.current
    if (asked === null) return
    let isGone = false
    plan
      .log(`sessions/${asked}`, null, STEPS)
      .then((lines) => {
        if (isGone) return
        // Whoever showed it: their moments by this clock.
        steps = lines.map((line) => ({ ...line, time: plan.clocks.here(line.time, line.device) }))
        now = clock()
      })
      .catch(() => undefined)
    const tick = setInterval(() => (now = clock()), LOOK_MS)
    return () => {
      isGone = true
      clearInterval(tick)
    }
  })
  return { of: (item) => seconds.get(item) ?? 0 }
}
