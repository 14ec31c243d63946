import { flushSync } from 'svelte'

/** Reads each name in an effect of its own, as a row of a list does, and counts how often each ran. */
export function countRuns(names: readonly string[], read: (name: string) => unknown) {
  const runs: Record<string, number> = {}
  const stop = $effect.root(() => {
    for (const name of names)
      $effect(() => {
        read(name)
        runs[name] = (runs[name] ?? 0) + 1
      })
  })
  flushSync()
  return { runs, stop, settle: () => flushSync() }
}
