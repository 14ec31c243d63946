/** A drag over the list, by numbers alone. Gap 0 is above the first row, gap n below the last. */

export interface DragPlace {
  /** Pointer's height in the list's content, in pixels. */
  readonly y: number
  readonly rowHeight: number
  /** Height of what hangs in the gap. */
  readonly liftHeight: number
  readonly rows: number
  /** The gap it hangs in now. */
  readonly gap: number
}

/** The gap under the pointer. What hangs in the list pushes rows down; within it the gap stays, so that nothing flickers. */
export function gapAt({ y, rowHeight, liftHeight, rows, gap }: DragPlace): number {
  const liftTop = gap * rowHeight
  const within = (value: number): number => Math.max(0, Math.min(rows, value))
  if (y < liftTop) return within(Math.min(gap, Math.floor(y / rowHeight + 0.5)))
  if (y > liftTop + liftHeight) return within(Math.max(gap, Math.floor((y - liftHeight) / rowHeight + 0.5)))
  return gap
}

/** Pixels to scroll in one frame while the pointer is near an edge of the list; 0 in the middle. */
export function edgeScroll(y: number, height: number, edge = 56, most = 22): number {
  const above = edge - y
  const below = y - (height - edge)
  if (above > 0) return -Math.ceil((Math.min(above, edge) / edge) ** 2 * most)
  if (below > 0) return Math.ceil((Math.min(below, edge) / edge) ** 2 * most)
  return 0
}

/**
 * Ranks as they would be after the drop. `moving` are the ranks of what moves, ascending; `before` is the rank that the
 * first row below the gap has now (one more than the last rank at the end of the list).
 */
export function ranksAfterDrop(moving: readonly number[], before: number): { of(rank: number): number; first: number } {
  const movedAbove = (rank: number): number => {
    let low = 0
    let high = moving.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((moving[middle] as number) < rank) low = middle + 1
      else high = middle
    }
    return low
  }
  return {
    of: (rank) => rank - movedAbove(rank) + (rank >= before ? moving.length : 0),
    first: before - movedAbove(before),
  }
}
