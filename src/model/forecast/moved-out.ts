/**
 * Every yes is a no: who of the first so many no longer is among them once others were moved in between. `ids` in the order as
 * it is; `newRankOf` gives the rank, from 1, that the item of a rank would have. Those that move are not told: they know.
 */
export function movedOut(
  ids: readonly string[],
  first: number,
  moving: ReadonlySet<string>,
  newRankOf: (rank: number) => number,
): string[] {
  const out: string[] = []
  // What comes in pushes out as many at the most, and only from the end.
  for (let rank = Math.max(1, first - moving.size + 1); rank <= Math.min(first, ids.length); rank++) {
    const id = ids[rank - 1]
    if (id !== undefined && !moving.has(id) && newRankOf(rank) > first) out.push(id)
  }
  return out
}
