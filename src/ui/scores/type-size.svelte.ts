/** How large the type of a drawing is, in 12 px: the room theme doubles it, and margins grow with it. */
export function createTypeSize(element: () => Element | null): { readonly now: number } {
  let now = $state(1)

  $effect(() => {
    measure()
    const watch = new MutationObserver(measure)
    watch.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] })
    return () => watch.disconnect()
  })

  function measure(): void {
    const drawn = element()
    if (drawn !== null) now = (Number.parseFloat(getComputedStyle(drawn).fontSize) || 12) / 12
  }

  return {
    get now() {
      return now
    },
  }
}
