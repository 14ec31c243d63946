import type { FactorValue } from './scale.ts'

/** What comes of an item's factors under a method. Never a number that is not finite. */
export type Outcome =
  | { readonly is: 'score'; readonly value: number }
  /** Factors that nobody gave yet, by name. */
  | { readonly is: 'missing'; readonly factors: readonly string[] }
  /** A sentence: it divides by zero, or its formula needs itself. */
  | { readonly is: 'trouble'; readonly message: string }

/** An item's factors, by name. */
export type Factors = Readonly<Record<string, FactorValue | null | undefined>>

export const TOO_LARGE: Outcome = { is: 'trouble', message: 'The score is too large to be shown.' }

/** A score out of factors that all have to be there, in their order. */
export function scoreOf(
  factors: Factors,
  names: readonly string[],
  divisor: string | null,
  formula: (values: readonly number[]) => number,
): Outcome {
  const values: number[] = []
  for (const name of names) {
    const value = factors[name]
    if (typeof value !== 'number') return missing(factors, names)
    if (value === 0 && name === divisor) return dividedByZero(name)
    values.push(value)
  }
  const value = formula(values)
  return Number.isFinite(value) ? { is: 'score', value } : TOO_LARGE
}

export function dividedByZero(what: string): Outcome {
  return { is: 'trouble', message: `There is no score: it would divide by ${what}, which is 0.` }
}

function missing(factors: Factors, names: readonly string[]): Outcome {
  return { is: 'missing', factors: names.filter((name) => typeof factors[name] !== 'number') }
}
