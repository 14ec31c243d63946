/** How a capacity was found. Of a team, never of one person. */
export interface CapacityBasis {
  /** Working days of the sprint. */
  readonly days: number
  /** Developers of the team. */
  readonly people: number
  /** Days off of all of them together: leave, holidays, courses. */
  readonly daysOff: number
  /** What one working day of one Developer came to so far, in the team's unit. */
  readonly focus: number
}

/**
 * The capacity that follows, in the team's unit, to one decimal: working days that are at hand times the focus factor.
 * Source: H. Kniberg, Scrum and XP from the Trenches, "estimating using velocity calculations".
 */
export function capacityFrom({ days, people, daysOff, focus }: CapacityBasis): number {
  return Math.round(personDays({ days, people, daysOff }) * focus * 10) / 10
}

/** Working days at hand of the whole team. Never below 0. */
export function personDays({ days, people, daysOff }: Omit<CapacityBasis, 'focus'>): number {
  return Math.max(0, days * people - daysOff)
}

/** The focus factor of a sprint that is over: what was finished, for each of its working days. Null where it had none. */
export function focusFactor(finished: number, at: Omit<CapacityBasis, 'focus'>): number | null {
  const had = personDays(at)
  return had === 0 ? null : finished / had
}
