/** Wide enough for the last rank, in pixels. */
export function rankWidth(open: number): number {
  if (open >= 10_000) return 52
  return open >= 1_000 ? 44 : 32
}
