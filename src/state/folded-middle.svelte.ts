/** Positions of a list that are drawn as one row: the first of them, and the one after the last. They count from 0. */
export interface Fold {
  readonly from: number
  readonly to: number
}

/** The middle of a long list as one row, so that its top and its end lie close together. Nothing of the list's order changes. */
export interface FoldedMiddle {
  /** Null while every row is there. */
  readonly now: Fold | null
  /** Whether the list is long enough. */
  readonly possible: boolean
  /** The row at hand is the fold itself. */
  atHand: boolean
  set(on: boolean): void
  /** Whether a position lies inside. */
  hides(position: number): boolean
  /** Lets a position be seen: near an edge the fold gives way, from further inside it opens. */
  show(position: number): void
  /** The same for the row at hand when others moved it: only if it lies near an edge. Answers whether it is seen now. */
  giveWay(position: number): boolean
}

/** Rows that stay at each end. */
const ENDS = 100
/** Fewer are not worth a fold. */
const LEAST = 200
/** So near to an edge that somebody works there, as one who moves an item on step by step. */
const NEAR = 50

export function createFoldedMiddle(parts: { count: () => number; allowed: () => boolean }): FoldedMiddle {
  let on = $state(false)
  let atHand = $state(false)
  let head = $state(ENDS)
  let tail = $state(ENDS)
  let possible = $derived(parts.allowed() && parts.count() >= 2 * ENDS + LEAST)
  let now = $derived<Fold | null>(
    on && possible && parts.count() - head - tail > NEAR ? { from: head, to: parts.count() - tail } : null,
  )
  const hides = (position: number): boolean => now !== null && position >= now.from && position < now.to

  return {
    get now() {
      return now
    },
    get possible() {
      return possible
    },
    get atHand() {
      return atHand && now !== null
    },
    set atHand(is) {
      atHand = is
    },
    set(next) {
      on = next
      head = tail = ENDS
    },
    hides,
    show(position) {
      if (hides(position) && !giveWay(position)) on = false
    },
    giveWay,
  }

  function giveWay(position: number): boolean {
    if (now === null || !hides(position)) return true
    if (position < now.from + NEAR) head = position + 1
    else if (position >= now.to - NEAR) tail = parts.count() - position
    return !hides(position)
  }
}

/** Rows that are drawn of a list of so many positions. */
export function rowCount(count: number, fold: Fold | null): number {
  return fold === null ? count : count - (fold.to - fold.from) + 1
}

/** The row of a position; of one that is folded, the fold's. */
export function rowOf(position: number, fold: Fold | null): number {
  if (fold === null || position < fold.from) return position
  return position < fold.to ? fold.from : position - (fold.to - fold.from) + 1
}

/** Null for the fold's own row. */
export function positionAt(row: number, fold: Fold | null): number | null {
  if (fold === null || row < fold.from) return row
  return row === fold.from ? null : row + (fold.to - fold.from) - 1
}

/** Before which position a gap between rows lies. The gap above the fold lies before the first that is folded, the gap below it behind the last. */
export function positionAtGap(gap: number, fold: Fold | null): number {
  return fold === null || gap <= fold.from ? gap : gap + (fold.to - fold.from) - 1
}
