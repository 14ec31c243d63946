/** Which rows of a long list of unequal heights are worth drawing: places are sums, found by halving. */
export interface TallRows {
  readonly height: number
  readonly first: number
  /** The one after the last. */
  readonly last: number
  topOf(row: number): number
  /** From the list's element, in pixels. */
  see(top: number, height: number): void
  /** Where to scroll so that a row is in sight with a margin; null if it is. */
  scrollFor(row: number, margin: number): number | null
}

/** Pixels drawn beyond the edges, so that a wheel turn meets drawn rows. */
const BEYOND = 320

export function createTallRows(heights: () => readonly number[]): TallRows {
  let seenTop = $state(0)
  let seenHeight = $state(800)
  let tops = $derived.by(() => {
    let top = 0
    const sums = heights().map((height) => {
      const at = top
      top += height
      return at
    })
    sums.push(top)
    return sums
  })
  const count = (): number => tops.length - 1
  const topOf = (row: number): number => tops[Math.max(0, Math.min(count(), row))] ?? 0
  let first = $derived(Math.max(0, rowAt(tops, seenTop - BEYOND)))
  let last = $derived(Math.min(count(), rowAt(tops, seenTop + seenHeight + BEYOND) + 1))

  return {
    get height() {
      return tops.at(-1) ?? 0
    },
    get first() {
      return first
    },
    get last() {
      return last
    },
    topOf,
    see(top, height) {
      seenTop = top
      seenHeight = height
    },
    scrollFor(row, margin) {
      const above = topOf(row) - margin
      const below = topOf(row + 1) + margin
      if (above < seenTop) return Math.max(0, above)
      return below > seenTop + seenHeight ? below - seenHeight : null
    },
  }
}

/** The last row that begins at or above a place. */
function rowAt(tops: readonly number[], place: number): number {
  let low = 0
  let high = Math.max(0, tops.length - 2)
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((tops[middle] ?? 0) <= place) low = middle
    else high = middle - 1
  }
  return low
}
