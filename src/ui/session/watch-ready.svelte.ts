import { untrack } from 'svelte'

/** The moment in which the last thing that was missing came, whoever wrote it. An item that was ready before has none. */
export function watchReady(isReady: () => boolean, onReady: () => void): { readonly isFresh: boolean } {
  let isFresh = $state(false)
  let was = untrack(isReady)
  $effect(() => {
    const is = isReady()
    if (is && !was) untrack(onReady)
    isFresh = is && (!was || untrack(() => isFresh))
    was = is
  })
  return {
    get isFresh() {
      return isFresh
    },
  }
}
