/** As a component does it: a derived value that an effect shows. */
export function derivedEffect<T>(read: () => T, show: (value: T) => void): () => void {
  return $effect.root(() => {
    const value = $derived(read())
    $effect(() => {
      show(value)
    })
  })
}
