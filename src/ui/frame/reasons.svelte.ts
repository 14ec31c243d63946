import { SvelteMap } from 'svelte/reactivity'

/** A change that may still be given its reason. */
export interface Reason {
  /** The record that was changed, such as `items/<id>`. */
  readonly about: string
  say(why: string): void
  /** Gives the focus back to where the change was made. */
  back(): void
}

/** Which of the last changes may be asked for their reason, by change. */
export interface Reasons {
  of(change: string): Reason | null
  ask(change: string, reason: Reason): void
}

export function createReasons(): Reasons {
  const byChange = new SvelteMap<string, Reason>()
  return {
    of: (change) => byChange.get(change) ?? null,
    ask(change, reason) {
      byChange.set(change, reason)
      if (byChange.size > 8) for (const oldest of [...byChange.keys()].slice(0, -8)) byChange.delete(oldest)
    },
  }
}
