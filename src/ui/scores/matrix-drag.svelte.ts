/** A point that is being moved and not written yet. */
export interface Lifted {
  readonly id: string
  readonly value: number
  readonly effort: number
  /** By pointer it follows the hand; by keys it waits for Enter. */
  readonly by: 'pointer' | 'keys'
}

export interface MatrixDrag {
  readonly lifted: Lifted | null
  /** From the press on a point: it moves once the pointer does. */
  begin(point: { readonly id: string; readonly value: number; readonly effort: number }, event: PointerEvent): void
  /** By arrow keys: answers false for a key that moves nothing. */
  key(point: { readonly id: string; readonly value: number; readonly effort: number }, event: KeyboardEvent): boolean
  /** Writes what was moved by keys. */
  settle(): void
}

/** Least that a pointer travels before it moves a point, in pixels: a click is not a move. */
const SLOP = 3

/** Moves points of the chart by pointer and by keys; writes once, when the hand or the key lets go. */
export function createMatrixDrag(parts: {
  readonly svg: () => SVGSVGElement | null
  /** A place on the drawing as value and effort. */
  readonly at: (x: number, y: number) => { value: number; effort: number }
  readonly steps: () => { value: number; effort: number; mostValue: number; mostEffort: number }
  readonly may: () => boolean
  readonly write: (id: string, value: number, effort: number) => void
  readonly say: (words: string) => void
}): MatrixDrag {
  let lifted = $state.raw<Lifted | null>(null)

  return {
    get lifted() {
      return lifted
    },
    begin(point, event) {
      const svg = parts.svg()
      const target = event.currentTarget
      if (!parts.may() || svg === null || event.button !== 0 || !(target instanceof Element)) return
      target.setPointerCapture(event.pointerId)
      const from = { x: event.clientX, y: event.clientY }
      const stop = new AbortController()
      const listen = { signal: stop.signal }
      const end = (write: boolean): void => {
        stop.abort()
        const now = lifted
        lifted = null
        if (write && now !== null) parts.write(now.id, now.value, now.effort)
      }
      target.addEventListener(
        'pointermove',
        (move) => {
          const { clientX, clientY } = move as PointerEvent
          if (lifted === null && Math.hypot(clientX - from.x, clientY - from.y) < SLOP) return
          const box = svg.getBoundingClientRect()
          lifted = { id: point.id, ...parts.at(clientX - box.left, clientY - box.top), by: 'pointer' }
        },
        listen,
      )
      target.addEventListener('pointerup', () => end(true), listen)
      target.addEventListener('pointercancel', () => end(false), listen)
      addEventListener('keydown', ({ key }) => key === 'Escape' && end(false), listen)
    },
    key(point, { key }) {
      if (key === 'Escape' && lifted !== null) {
        lifted = null
        parts.say('Put back')
        return true
      }
      if (key === 'Enter' && lifted !== null) {
        settle()
        return true
      }
      const by = { ArrowUp: [1, 0], ArrowDown: [-1, 0], ArrowRight: [0, 1], ArrowLeft: [0, -1] }[key]
      if (by === undefined || !parts.may()) return false
      const { value: up, effort: right, mostValue, mostEffort } = parts.steps()
      const from = lifted?.id === point.id ? lifted : point
      const within = (next: number, least: number, most: number): number =>
        Number(Math.max(least, Math.min(most, next)).toPrecision(12))
      lifted = {
        id: point.id,
        value: within(from.value + (by[0] ?? 0) * up, 0, mostValue),
        effort: within(from.effort + (by[1] ?? 0) * right, right, mostEffort),
        by: 'keys',
      }
      parts.say(`Value ${lifted.value}, effort ${lifted.effort}`)
      return true
    },
    settle,
  }

  function settle(): void {
    if (lifted?.by !== 'keys') return
    const { id, value, effort } = lifted
    lifted = null
    parts.write(id, value, effort)
  }
}
