/** Which rows of a long list are worth drawing. All rows are equally high, so that any place is found by arithmetic. */
export interface RowWindow {
  /** First row to draw, and the one after the last. */
  readonly first: number
  readonly last: number
  /** Which drawn row shows this one: a row that leaves at one edge comes back at the other with other words. */
  slotOf(row: number): number
  /** From the list's element: where it is scrolled to and how much of it is in sight, in pixels. */
  see(top: number, height: number): void
  /** Where to scroll so that a row is in sight; null if it is. `margin` rows stay around it. */
  scrollFor(row: number, margin?: number): number | null
  /** Rows that fit into one page. */
  readonly page: number
}

/** Rows drawn beyond the edges, so that a wheel turn meets drawn rows. */
const BEYOND = 8
/** The window moves in steps, so that most scroll events redraw nothing. */
const STEP = 4

export function createRowWindow(parts: { count: () => number; rowHeight: () => number }): RowWindow {
  let top = $state(0)
  let height = $state(800)
  let first = $derived(Math.max(0, Math.floor(Math.floor(top / parts.rowHeight() - BEYOND) / STEP) * STEP))
  let last = $derived(
    Math.min(parts.count(), Math.ceil(Math.ceil((top + height) / parts.rowHeight() + BEYOND) / STEP) * STEP),
  )
  /** More than are ever drawn at once, and the same as long as the height is. */
  let slots = $derived(Math.ceil(height / parts.rowHeight()) + 2 * BEYOND + 2 * STEP + 2)

  return {
    get first() {
      return Math.min(first, Math.max(0, last - 1))
    },
    get last() {
      return last
    },
    slotOf: (row) => row % slots,
    get page() {
      return Math.max(1, Math.floor(height / parts.rowHeight()) - 1)
    },
    see(nextTop, nextHeight) {
      top = nextTop
      height = nextHeight
    },
    scrollFor(row, margin = 2) {
      const rowHeight = parts.rowHeight()
      const above = (row - margin) * rowHeight
      const below = (row + 1 + margin) * rowHeight
      if (above < top) return Math.max(0, above)
      if (below > top + height) return below - height
      return null
    },
  }
}
