/** Positions of a list that are drawn as one row: the first of them, and the one after the last. They count from 0. */
export interface Fold {
  readonly from: number
  readonly to: number
}

/** The middle of a long list as one row, so that its top and its end lie close together. Nothing of the list's order changes. */
export interface FoldedMiddle {
  /** Null while every row is there. */
  readonly now: Fold | null
  /** Whether the list is long enough, and not searched. */
  readonly possible: boolean
  /** Rows that stay on top. */
  readonly top: FoldTop
  /** The row at hand is the fold itself. */
  atHand: boolean
  set(on: boolean, top?: FoldTop): void
  /** Whether a position lies inside. */
  hides(position: number): boolean
  /** Lets a position be seen: near an edge the fold gives way, from further inside it opens. */
  show(position: number): void
  /** The same for the row at hand when others moved it: only if it lies near an edge. Answers whether it is seen now. */
  giveWay(position: number): boolean
}

/** How many rows may stay on top. */
export const FOLD_TOPS = [30, 50, 100] as const
export type FoldTop = (typeof FOLD_TOPS)[number]
const USUAL_TOP: FoldTop = 100
/** Fewer rows need no fold. */
export const LEAST_TO_FOLD = 60
/** So near to an edge that somebody works there, as one who moves an item on step by step. */
const NEAR = 50

export function createFoldedMiddle(parts: { count: () => number; allowed: () => boolean }): FoldedMiddle {
  let on = $state(false)
  let atHand = $state(false)
  let asked = $state<FoldTop>(USUAL_TOP)
  /** Where the fold gave way, the rows that stay at that end. */
  let head = $state<number | null>(null)
  let tail = $state<number | null>(null)
  let possible = $derived(parts.allowed() && parts.count() >= LEAST_TO_FOLD)
  /** A short list keeps at least half of its rows to fold. */
  let top = $derived(FOLD_TOPS.findLast((some) => some <= asked && some * 2 <= parts.count()) ?? FOLD_TOPS[0])
  let end = $derived(Math.min(top, Math.floor((parts.count() - top) / 3)))
  /** In a short fold only the rows right at its edges count as near. */
  let near = $derived(Math.min(NEAR, Math.floor((parts.count() - top - end) / 4)))
  let now = $derived<Fold | null>(
    on && possible && parts.count() - (head ?? top) - (tail ?? end) > near
      ? { from: head ?? top, to: parts.count() - (tail ?? end) }
      : null,
  )
  const hides = (position: number): boolean => now !== null && position >= now.from && position < now.to

  return {
    get now() {
      return now
    },
    get possible() {
      return possible
    },
    get top() {
      return top
    },
    get atHand() {
      return atHand && now !== null
    },
    set atHand(is) {
      atHand = is
    },
    set(next, newTop = asked) {
      on = next
      asked = newTop
      head = tail = null
    },
    hides,
    show(position) {
      if (hides(position) && !giveWay(position)) on = false
    },
    giveWay,
  }

  function giveWay(position: number): boolean {
    if (now === null || !hides(position)) return true
    if (position < now.from + near) head = position + 1
    else if (position >= now.to - near) tail = parts.count() - position
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
