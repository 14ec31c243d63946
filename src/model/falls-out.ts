/** One open item of the order, as a team that fills a sprint sees it. */
export interface Candidate {
  readonly id: string
  readonly estimate: number | null
  /** It is in the sprint already, or in another one. */
  readonly pulled: boolean
}

/**
 * Every yes is a no: which items would still have fitted, taken from the top, and no longer do once `adding` is pulled.
 * `free` is the capacity that is left before. The order is not looked past the first item that does not fit.
 */
export function fallsOut(ordered: readonly Candidate[], free: number, adding: string): readonly string[] {
  const yes = ordered.find(({ id }) => id === adding)
  if (yes === undefined || yes.pulled) return []
  const before = fitting(ordered, free, '')
  const after = new Set(fitting(ordered, free - (yes.estimate ?? 0), adding))
  return before.filter((id) => id !== adding && !after.has(id))
}

function fitting(ordered: readonly Candidate[], free: number, besides: string): string[] {
  const fits: string[] = []
  let left = free
  for (const { id, estimate, pulled } of ordered) {
    if (pulled || id === besides) continue
    left -= estimate ?? 0
    if (left < 0) break
    fits.push(id)
  }
  return fits
}

/** Beyond so many items nobody looks for a line. */
const FARTHEST_LINE = 500

/**
 * Behind which place of the order a capacity ends, taken from the top: what is in another sprint is passed by. Null where it
 * does not end among the first five hundred, as where nothing is estimated.
 */
export function reachOf(ordered: Iterable<Candidate>, capacity: number): number | null {
  let left = capacity
  let place = 0
  for (const { estimate, pulled } of ordered) {
    if (!pulled) left -= estimate ?? 0
    if (left < 0) return place
    if (++place >= FARTHEST_LINE) return null
  }
  return null
}
