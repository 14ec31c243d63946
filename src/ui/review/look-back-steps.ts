/** Where a meeting is: a part, and of it one thing that all look at, or the whole of it. */
export interface Step {
  readonly part: string
  readonly current: string | null
}

export interface StepPart {
  readonly id: string
  /** What can be looked at one by one. */
  readonly things: readonly string[]
  /** Going on from the whole part goes to its first thing; otherwise a thing is shown only when somebody chooses it. */
  readonly oneByOne: boolean
}

/**
 * The step after (1) or before (-1) another; null past either end. Among things it goes from one to the next, and behind the last
 * one on to the next part; back from the first one to the whole of their part.
 */
export function stepBeside(parts: readonly StepPart[], at: Step, by: 1 | -1): Step | null {
  const i = parts.findIndex(({ id }) => id === at.part)
  const part = parts[i]
  if (part === undefined) return null
  const nth = at.current === null ? -1 : part.things.indexOf(at.current)
  const thing = by === 1 ? part.things[nth + 1] : nth > 0 ? part.things[nth - 1] : undefined
  if (thing !== undefined && (nth >= 0 || part.oneByOne)) return { part: part.id, current: thing }
  if (by === -1 && at.current !== null) return { part: part.id, current: null }
  const next = parts[i + by]
  return next === undefined ? null : { part: next.id, current: null }
}
