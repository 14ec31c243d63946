import type { OwnFactor, OwnFormula } from '../formula.ts'
import { formulaMethods, type FormulaMethod } from './formula-methods.ts'
import type { Method } from './method.ts'
import { STANDARD_METHODS } from './methods.ts'
import type { Factor, Step } from './scale.ts'

/** All methods of a plan: the field's own with the plan's words for their steps, then its formulas in their order. */
export function methodsOf(formulas: Iterable<OwnFormula>): readonly (Method | FormulaMethod)[] {
  const live = [...formulas].filter((one) => one.deleted === null).sort(byRank)
  return [
    ...STANDARD_METHODS.map((method) => withWords(method, wordsFor(live, method.id))),
    ...formulaMethods(live.filter((one) => one.method === '')),
  ]
}

/** The record that holds the plan's words for a standard method: the lowest id, should there be two. */
export function wordsFor(formulas: Iterable<OwnFormula>, method: string): OwnFormula | undefined {
  let found: OwnFormula | undefined
  for (const one of formulas)
    if (one.method === method && one.deleted === null && (found === undefined || one.id < found.id)) found = one
  return found
}

/** The steps of a scale with the plan's words where it has any. Words for steps that the scale does not name are added. */
export function stepsWith(rubric: readonly Step[], own: OwnFactor['rubric']): readonly Step[] {
  const words = new Map<number | string, string>(rubric.map((step) => [step.value, step.words]))
  for (const step of own) words.set(step.value, step.words)
  const steps = [...words].filter(([, said]) => said !== '').map(([value, said]) => ({ value, words: said }))
  return steps.every(({ value }) => typeof value === 'number')
    ? steps.sort((a, b) => Number(a.value) - Number(b.value))
    : steps
}

function withWords(method: Method, own: OwnFormula | undefined): Method {
  if (own === undefined) return method
  const factors = method.factors.map((factor): Factor => {
    const said = own.factors.find((one) => one.name === factor.name)
    if (said === undefined) return factor
    return {
      ...factor,
      asks: said.asks === '' ? factor.asks : said.asks,
      rubric: stepsWith(factor.rubric, said.rubric),
    }
  })
  return { ...method, factors }
}

function byRank(a: OwnFormula, b: OwnFormula): number {
  return a.rank < b.rank ? -1 : a.rank > b.rank ? 1 : a.id < b.id ? -1 : 1
}
