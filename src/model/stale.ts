/** Days without anything happening after which an open item counts as stale, where a plan says nothing else. */
export const USUAL_STALE_AFTER = 90
const DAY_MS = 24 * 60 * 60 * 1_000

/** Whole days since anything happened to an item; null while that is no longer than usual, or is not known. Times in milliseconds. */
export function staleDays(lastChange: number | null, now: number, after: number): number | null {
  if (lastChange === null) return null
  const days = Math.floor((now - lastChange) / DAY_MS)
  return days >= after ? days : null
}
