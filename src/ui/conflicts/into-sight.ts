/** What opens at the foot of a screen is seen whole, without anybody looking for it. */
export function intoSight(element: HTMLElement): void {
  requestAnimationFrame(() => element.scrollIntoView({ block: 'nearest' }))
}
