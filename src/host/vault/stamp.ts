/** A moment as part of a file name that sorts by time: 2026-03-14T09-26-53-589Z. */
export const stampOf = (time: number): string => new Date(time).toISOString().replace(/[:.]/g, '-')
