export interface Bar {
  /** The first of its days. */
  readonly first: number
  readonly days: number
  readonly count: number
}

/** Counts of days as counts of weeks from Monday on; the first and the last may be shorter. */
export function perWeek(perDay: readonly number[], first: number): Bar[] {
  const bars: { first: number; days: number; count: number }[] = []
  perDay.forEach((count, i) => {
    const day = first + i
    const last = bars.at(-1)
    // Day 4, the fifth of January 1970, was a Monday.
    if (last === undefined || (((day - 4) % 7) + 7) % 7 === 0) bars.push({ first: day, days: 1, count })
    else {
      last.days++
      last.count += count
    }
  })
  return bars
}
