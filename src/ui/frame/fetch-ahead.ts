import { SCREENS } from './screens.ts'

/**
 * Parts of the pages that come when they are first needed. A window fetches them while its host is there, so that a person
 * goes on editing while it is away.
 */
export const NEEDED_FOR_EDITING: readonly (() => Promise<unknown>)[] = [
  () => import('../item/description-editor.svelte'),
  () => import('../item/markdown.ts'),
  ...SCREENS.map((screen) => screen.load),
]

/** The next idle moment, or soon where a browser knows none. */
export function whenIdle(act: () => void): void {
  if ('requestIdleCallback' in globalThis) requestIdleCallback(act, { timeout: 5_000 })
  else setTimeout(act, 1_000)
}

/** Fetches one after the other, each in an idle moment. One that does not come is asked for again by whoever needs it. */
export async function fetchAhead(parts: readonly (() => Promise<unknown>)[], idle = whenIdle): Promise<void> {
  for (const fetch of parts) {
    await new Promise<void>((resolve) => idle(resolve))
    await fetch().catch(() => undefined)
  }
}
