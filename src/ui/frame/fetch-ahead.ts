/** Fetches one after the other, each in an idle moment. One that does not come is asked for again by whoever needs it. */
export async function fetchAhead(parts: readonly (() => Promise<unknown>)[], idle = whenIdle): Promise<void> {
  for (const fetch of parts) {
    await new Promise<void>((resolve) => idle(resolve))
    await fetch().catch(() => undefined)
  }
}

/** The next idle moment, or soon where a browser knows none. */
function whenIdle(act: () => void): void {
  if ('requestIdleCallback' in globalThis) requestIdleCallback(act, { timeout: 5_000 })
  else setTimeout(act, 1_000)
}
