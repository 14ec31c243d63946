import { movedOut } from '../../model/forecast/moved-out.ts'
import type { BacklogLine } from './backlog-lines.svelte.ts'

/** Items that a move takes out below a forecast line. */
export interface Leaving {
  readonly ids: readonly string[]
  readonly line: BacklogLine
}

/**
 * Every yes is a no: what a move would take out below a line, of 85 % first, since that is what was promised. `newRankOf`:
 * the rank that the item of a rank would have. It looks at as many items as move, never at the whole order.
 */
export function leaving(
  open: readonly string[],
  lines: readonly BacklogLine[],
  moving: ReadonlySet<string>,
  newRankOf: (rank: number) => number,
): Leaving | null {
  for (const line of [...lines].sort((a, b) => (b.percent ?? 0) - (a.percent ?? 0))) {
    const ids = movedOut(open, line.after, moving, newRankOf)
    if (ids.length > 0) return { ids, line }
  }
  return null
}

/** "Moves “Berth fees” and 2 more out below 85 % by 11 Dec." */
export function leavingWords({ ids, line }: Leaving, titleOf: (id: string) => string): string {
  const more = ids.length > 1 ? ` and ${String(ids.length - 1)} more` : ''
  return `Moves “${titleOf(ids[0] ?? '')}”${more} out below ${line.words}.`
}
