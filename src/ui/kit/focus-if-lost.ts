/**
 * Takes the focus where whatever had it is gone, such as the button that led to this page; never from a control that has
 * it. For an element with `tabindex="-1"`.
 */
export function focusIfLost(element: HTMLElement): () => void {
  const frame = requestAnimationFrame(() => {
    const { activeElement } = document
    if (activeElement === null || activeElement === document.body) element.focus({ preventScroll: true })
  })
  return () => cancelAnimationFrame(frame)
}
