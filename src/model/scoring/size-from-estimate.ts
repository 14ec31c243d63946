import type { Method } from './method.ts'

/** The factor of a method that an estimate speaks of. RICE counts person-months, which no estimate here says. */
const SIZES: Readonly<Record<string, string>> = { wsjf: 'jobSize', 'value-effort': 'effort' }

export function sizeFactorOf({ id }: Pick<Method, 'id'>): string | null {
  return SIZES[id] ?? null
}

/** A size to begin with: the estimate itself, or the nearest step of the factor's scale, at equal distance the larger. */
export function sizeFromEstimate(method: Pick<Method, 'id' | 'factors'>, estimate: number | null): number | null {
  const factor = method.factors.find(({ name }) => name === sizeFactorOf(method))
  if (factor === undefined || estimate === null || estimate <= 0) return null
  if (factor.scale.is !== 'steps') return estimate
  const steps = factor.scale.values.filter((value): value is number => typeof value === 'number')
  return steps.reduce(
    (best, step) => (Math.abs(step - estimate) <= Math.abs(best - estimate) ? step : best),
    steps[0] ?? 1,
  )
}
