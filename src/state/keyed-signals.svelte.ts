import { createSubscriber } from 'svelte/reactivity'

/**
 * Lets a screen wait for one thing out of very many without a signal for each: only what is on the screen right now has
 * one. `watch` in whatever reads, `touch` where the thing changed.
 */
export interface KeyedSignals {
  watch(key: string): void
  touch(key: string): void
}

export function createKeyedSignals(): KeyedSignals {
  const watched = new Map<string, { subscribe: () => void; update: () => void }>()
  return {
    watch(key) {
      if (!$effect.tracking()) return
      let signal = watched.get(key)
      if (signal === undefined) {
        const fresh = { subscribe: () => undefined as void, update: () => undefined as void }
        fresh.subscribe = createSubscriber((update) => {
          fresh.update = update
          watched.set(key, fresh)
          return () => {
            if (watched.get(key) === fresh) watched.delete(key)
          }
        })
        watched.set(key, fresh)
        signal = fresh
      }
      signal.subscribe()
    },
    touch: (key) => watched.get(key)?.update(),
  }
}
