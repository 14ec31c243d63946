import { on } from 'svelte/events'
import type { Attachment } from 'svelte/attachments'

const GAP_PX = 4
const EDGE_PX = 8
/** As wide as what it stands beside, within these. */
const WIDTH_PX = { least: 260, most: 520 } as const

/**
 * Lays something with `popover` just below an element, or above where there is no room, over everything and taking no
 * place from anything. It goes along when things scroll, and is not seen while the element is not.
 */
export function standsBeside(other: HTMLElement): Attachment<HTMLElement> {
  return (element) => {
    element.showPopover()
    let frame = 0
    const place = (): void => {
      const { left, top, bottom, width: room } = other.getBoundingClientRect()
      const most = Math.min(innerWidth - 2 * EDGE_PX, Math.max(WIDTH_PX.least, Math.min(WIDTH_PX.most, room)))
      element.style.maxWidth = `${most}px`
      const { width, height } = element.getBoundingClientRect()
      const below = bottom + GAP_PX
      element.style.left = `${Math.max(EDGE_PX, Math.min(left, innerWidth - width - EDGE_PX))}px`
      element.style.top = `${below + height + EDGE_PX > innerHeight ? top - GAP_PX - height : below}px`
    }
    // In the next frame: what is measured in one must not be moved in it.
    const sizes = new ResizeObserver(() => {
      cancelAnimationFrame(frame)
      frame = requestAnimationFrame(place)
    })
    sizes.observe(other)
    sizes.observe(element)
    const sight = new IntersectionObserver(([seen]) => {
      element.style.visibility = seen?.isIntersecting === false ? 'hidden' : ''
      place()
    })
    sight.observe(other)
    const stops = [
      on(document, 'scroll', place, { capture: true, passive: true }),
      on(window, 'resize', place),
      () => sizes.disconnect(),
      () => cancelAnimationFrame(frame),
      () => sight.disconnect(),
    ]
    return () => stops.forEach((stop) => stop())
  }
}
