import { onMount } from 'svelte'
import { signsOf, type SafetySign } from '../../state/safety-signs.ts'
import type { HomeState } from '../../state/home-state.svelte.ts'
import type { SafetyState } from '../../state/safety-state.svelte.ts'

/** Signs that depend on the time of day are looked at again so often. */
const LOOK_AGAIN_MS = 5 * 60_000
/** A plan is opened and drawn first. */
const AT_LATEST_MS = 3_000

/** What of a plan's safety needs the person, while the component that asks is shown. */
export function watchSafety(
  home: () => HomeState | null,
  plan: () => string,
): { readonly signs: readonly SafetySign[] } {
  let safety = $state.raw<SafetyState | null>(null)
  let now = $state(Date.now())
  const signs = $derived.by((): readonly SafetySign[] => {
    if (safety === null) return []
    const lastChange = home()?.plans?.find((one) => one.id === plan())?.lastChange ?? null
    return signsOf({ overview: safety.overview, health: safety.health, lastChange, now })
  })

  onMount(() => {
    const begin = () => (safety = home()?.safety(plan()) ?? null)
    const calm = 'requestIdleCallback' in window
    const wait = calm ? requestIdleCallback(begin, { timeout: AT_LATEST_MS }) : setTimeout(begin, AT_LATEST_MS)
    const tick = setInterval(() => (now = Date.now()), LOOK_AGAIN_MS)
    return () => {
      if (calm) cancelIdleCallback(wait as number)
      else clearTimeout(wait)
      clearInterval(tick)
      safety?.stop()
    }
  })
  return {
    get signs() {
      return signs
    },
  }
}
