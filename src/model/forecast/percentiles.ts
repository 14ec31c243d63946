/** What is shown of every spread, in whole per cent, so that no index suffers from 0.7 having no exact form. */
export const PERCENTS = [50, 70, 85, 95] as const
export type Percent = (typeof PERCENTS)[number]
export type ByPercent = Readonly<Record<Percent, number>>

/** Sorts numbers from the lowest up, in a new array. */
export function ascending(values: Iterable<number>): number[] {
  return [...values].sort((a, b) => a - b)
}

/** The least value that `percent` of all do not exceed: index ceil(p x n) - 1 of the ascending values. */
export function atOrBelow(sorted: ArrayLike<number>, percent: number): number {
  return sorted[Math.max(0, Math.ceil((percent * sorted.length) / 100) - 1)] ?? NaN
}

/** The greatest value that `percent` of all reach: index floor((1 - p) x n) of the ascending values. */
export function atOrAbove(sorted: ArrayLike<number>, percent: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(((100 - percent) * sorted.length) / 100))] ?? NaN
}

export function percentilesOf(sorted: ArrayLike<number>, read = atOrBelow): ByPercent {
  return { 50: read(sorted, 50), 70: read(sorted, 70), 85: read(sorted, 85), 95: read(sorted, 95) }
}
