import type { PlanState } from '../../state/plan-state.svelte.ts'

/** Tells pairs apart of which somebody said that they are not the same. */
export function saidApart(plan: PlanState): (one: string, other: string) => boolean {
  const pairs = new Set(plan.live('distinctions').flatMap(({ one, other }) => [`${one} ${other}`, `${other} ${one}`]))
  return (one, other) => pairs.has(`${one} ${other}`)
}

/** A likeness as people read it. */
export function likenessWords(score: number): string {
  return score >= 0.8 ? 'very alike' : score >= 0.6 ? 'alike' : 'somewhat alike'
}
