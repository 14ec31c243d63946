import type { OwnFactor, OwnFormula } from '../formula.ts'
import { checkFormula } from './formula-check.ts'
import { formulaName, isItemNumber, type ItemNumbers } from './formula-name.ts'
import { namesIn, parseFormula, type Formula } from './formula-syntax.ts'
import { calculation, type ValueOf } from './formula-value.ts'
import type { Method } from './method.ts'
import type { Factors, Outcome } from './outcome.ts'
import { LARGEST, type Factor } from './scale.ts'

/** What a formula's score of one item is made of. */
export interface FormulaInput {
  /** The item's factors under a formula, by its id. */
  factorsOf(formula: string): Factors
  readonly numbers: ItemNumbers
}

/** A plan's own formula as a method; its score may need the factors of other formulas. */
export interface FormulaMethod extends Method {
  /** Ids of all formulas whose factors its score needs, its own too. */
  readonly needs: readonly string[]
  /** `known`: scores of this item that were calculated already, so that none is twice. */
  scoreWith(input: FormulaInput, known?: Map<string, Outcome>): Outcome
}

const NO_NUMBERS: ItemNumbers = { value: null, effort: null, estimate: null }

/** A plan's formulas as methods. One that needs itself, or that cannot be read, has that as its trouble. */
export function formulaMethods(formulas: readonly OwnFormula[]): readonly FormulaMethod[] {
  const byName = new Map(formulas.map((one) => [formulaName(one.name), one]))
  const made = new Map<OwnFormula, FormulaMethod>()
  return formulas.map(methodOf)

  function methodOf(own: OwnFormula): FormulaMethod {
    const known = made.get(own)
    if (known !== undefined) return known
    const error = checkFormula(own, formulas)
    const parsed = parseFormula(own.text)
    const method =
      error === null && parsed.ok
        ? goodMethod(own, parsed.formula)
        : badMethod(own, error?.message ?? 'It cannot be read.')
    made.set(own, method)
    return method
  }

  function goodMethod(own: OwnFormula, formula: Formula): FormulaMethod {
    const factors = new Map(own.factors.map(({ name }) => [formulaName(name), name]))
    const others = new Map<string, FormulaMethod>()
    for (const written of namesIn(formula).keys()) {
      const name = formulaName(written)
      const other = factors.has(name) || isItemNumber(name) ? undefined : byName.get(name)
      if (other !== undefined) others.set(name, methodOf(other))
    }
    const calculate = calculation(formula)
    const scoreWith: FormulaMethod['scoreWith'] = (input, known = new Map<string, Outcome>()) => {
      const before = known.get(own.id)
      if (before !== undefined) return before
      const mine = input.factorsOf(own.id)
      const valueOf: ValueOf = (name) => {
        const factor = factors.get(name)
        if (factor !== undefined) return given(mine[factor], factor)
        if (isItemNumber(name)) return given(input.numbers[name], name)
        return others.get(name)?.scoreWith(input, known) ?? { is: 'missing', factors: [name] }
      }
      const outcome = calculate(valueOf)
      known.set(own.id, outcome)
      return outcome
    }
    return {
      ...headOf(own),
      needs: [...new Set([own.id, ...[...others.values()].flatMap(({ needs }) => needs)])],
      score: (mine) => scoreWith({ factorsOf: (id) => (id === own.id ? mine : {}), numbers: NO_NUMBERS }),
      scoreWith,
    }
  }
}

function badMethod(own: OwnFormula, why: string): FormulaMethod {
  const trouble: Outcome = {
    is: 'trouble',
    message: `There is no score: the formula “${own.name}” has to be mended. ${why}`,
  }
  return { ...headOf(own), needs: [own.id], score: () => trouble, scoreWith: () => trouble }
}

function headOf({ id, name, text, factors }: OwnFormula): Omit<Method, 'score'> {
  return {
    id: methodIdOf(id),
    name,
    formula: text,
    helps: 'A formula of this plan.',
    factors: factors.map(asFactor),
    ranks: true,
  }
}

/** Under which method scores of an own formula stand. */
export function methodIdOf(formula: string): string {
  return `formula:${formula}`
}

function given(value: unknown, name: string): Outcome {
  return typeof value === 'number' ? { is: 'score', value } : { is: 'missing', factors: [name] }
}

function asFactor({ name, asks, rubric }: OwnFactor): Factor {
  return { name, words: name, asks, unit: '', scale: { is: 'range', least: -LARGEST, most: LARGEST }, rubric }
}
