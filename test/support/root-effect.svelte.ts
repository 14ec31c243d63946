/** Runs something again whenever a signal that it read has changed; answers how to stop it. */
export function rootEffect(act: () => void): () => void {
  return $effect.root(() => {
    $effect(() => {
      act()
    })
  })
}
