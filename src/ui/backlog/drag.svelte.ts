import { edgeScroll, gapAt } from './drag-math.ts'

/** Rows that hang in the air: which, and the gap under the pointer. */
export interface Dragging {
  readonly ids: readonly string[]
  /** The row that was taken hold of. */
  readonly held: string
  readonly gap: number
}

export interface RowDrag {
  readonly now: Dragging | null
  /** From a row's pointerdown. It becomes a drag once the pointer has moved a little; until then a click stays a click. */
  begin(event: PointerEvent, id: string): void
}

export interface RowDragParts {
  /** The element that scrolls, and the one inside it whose top is the first row's. */
  readonly scroller: () => HTMLElement | null
  readonly content: () => HTMLElement | null
  readonly rowHeight: () => number
  readonly liftHeight: () => number
  /** How many rows there are, and which one shows an item. */
  readonly rows: () => number
  readonly rowOf: (id: string) => number
  /** What moves if this row is taken hold of. */
  readonly idsWith: (id: string) => readonly string[]
  readonly drop: (ids: readonly string[], gap: number) => void
}

/** How far the pointer moves before it is a drag, in pixels. */
const THRESHOLD = 5

export function createRowDrag(parts: RowDragParts): RowDrag {
  let now = $state.raw<Dragging | null>(null)

  return {
    get now() {
      return now
    },
    begin(event, id) {
      if (event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey) return
      const scroller = parts.scroller()
      if (scroller === null) return
      const start = { x: event.clientX, y: event.clientY }
      let pointerY = event.clientY
      let frame = 0

      const follow = (move: PointerEvent): void => {
        pointerY = move.clientY
        if (now === null) {
          if (Math.hypot(move.clientX - start.x, move.clientY - start.y) < THRESHOLD) return
          scroller.setPointerCapture(move.pointerId)
          now = { ids: parts.idsWith(id), held: id, gap: Math.max(0, parts.rowOf(id)) }
          frame = requestAnimationFrame(scroll)
        }
        look()
      }
      const scroll = (): void => {
        const box = scroller.getBoundingClientRect()
        const by = edgeScroll(pointerY - box.top, box.height)
        if (by !== 0) {
          scroller.scrollTop += by
          look()
        }
        frame = requestAnimationFrame(scroll)
      }
      const look = (): void => {
        const content = parts.content()
        if (now === null || content === null) return
        const y = pointerY - content.getBoundingClientRect().top
        const gap = gapAt({
          y,
          rowHeight: parts.rowHeight(),
          liftHeight: parts.liftHeight(),
          rows: parts.rows(),
          gap: now.gap,
        })
        if (gap !== now.gap) now = { ...now, gap }
      }
      const end = (dropped: boolean): void => {
        const last = now
        now = null
        cancelAnimationFrame(frame)
        window.removeEventListener('pointermove', follow)
        window.removeEventListener('pointerup', up)
        window.removeEventListener('pointercancel', cancel)
        window.removeEventListener('keydown', key, true)
        if (last === null) return
        // The click that ends a drag opens nothing.
        window.addEventListener('click', swallow, { capture: true, once: true })
        setTimeout(() => window.removeEventListener('click', swallow, true))
        if (dropped) parts.drop(last.ids, last.gap)
      }
      const up = (): void => end(true)
      const cancel = (): void => end(false)
      const key = (press: KeyboardEvent): void => {
        if (press.key !== 'Escape') return
        press.preventDefault()
        press.stopPropagation()
        end(false)
      }
      window.addEventListener('pointermove', follow)
      window.addEventListener('pointerup', up)
      window.addEventListener('pointercancel', cancel)
      window.addEventListener('keydown', key, true)
    },
  }
}

function swallow(event: Event): void {
  event.stopPropagation()
  event.preventDefault()
}
