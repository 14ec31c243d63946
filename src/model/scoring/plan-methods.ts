import type { OwnFactor, OwnFormula } from '../formula.ts'
import { formulaMethods, type FormulaMethod } from './formula-methods.ts'
import type { Method } from './method.ts'
import { STANDARD_METHODS } from './methods.ts'
import type { Factor, Step } from './scale.ts'

/** All methods of a plan: the field's own, then its formulas in their order, with the plan's words for their steps. */
export function methodsOf(formulas: Iterable<OwnFormula>): readonly (Method | FormulaMethod)[] {
  const live = [...formulas].filter((one) => one.deleted === null).sort(byRank)
  const words = live.filter((one) => one.method !== '')
  return [...STANDARD_METHODS, ...formulaMethods(live.filter((one) => one.method === ''))].map((method) =>
    withWords(method, wordsFor(words, method.id)),
  )
}

/**
 * The plan's words for the steps of a method, from all records that hold some: what people wrote apart stands side by side.
 * Of two for one step that of a record of its own counts before that of a record of many, then that of the lowest id.
 */
export function wordsFor(formulas: Iterable<OwnFormula>, method: string): readonly OwnFactor[] {
  const records = [...formulas].filter((one) => one.method === method && one.deleted === null)
  const factors = new Map<string, OwnFactor>()
  for (const { name, asks, rubric } of records.sort(byWeight).flatMap((one) => one.factors)) {
    const said = factors.get(name) ?? { name, asks: '', rubric: [] }
    const more = rubric.filter(({ value }) => !said.rubric.some((step) => step.value === value))
    factors.set(name, { name, asks: said.asks || asks, rubric: [...said.rubric, ...more] })
  }
  return [...factors.values()]
}

/** The one step that a record holds words for; null for a formula and for a record of many, as older versions and files have. */
export function stepOfRecord({ method, factors }: OwnFormula): { factor: string; value: number | string } | null {
  const [factor, ...others] = factors
  const [step, ...more] = factor?.rubric ?? []
  if (method === '' || factor === undefined || step === undefined || others.length + more.length > 0) return null
  return { factor: factor.name, value: step.value }
}

/** The steps of a scale with the plan's words where it has any. Words for steps that the scale does not name are added. */
function stepsWith(rubric: readonly Step[], own: OwnFactor['rubric']): readonly Step[] {
  const words = new Map<number | string, string>(rubric.map((step) => [step.value, step.words]))
  for (const step of own) if (step.words !== '') words.set(step.value, step.words)
  const steps = [...words].map(([value, said]) => ({ value, words: said }))
  return steps.every(({ value }) => typeof value === 'number')
    ? steps.sort((a, b) => Number(a.value) - Number(b.value))
    : steps
}

function withWords<M extends Method>(method: M, own: readonly OwnFactor[]): M {
  if (own.length === 0) return method
  const factors = method.factors.map((factor): Factor => {
    const said = own.find((one) => one.name === factor.name)
    if (said === undefined) return factor
    return {
      ...factor,
      asks: said.asks === '' ? factor.asks : said.asks,
      rubric: stepsWith(factor.rubric, said.rubric),
    }
  })
  return { ...method, factors }
}

function byWeight(a: OwnFormula, b: OwnFormula): number {
  return Number(stepOfRecord(a) === null) - Number(stepOfRecord(b) === null) || (a.id < b.id ? -1 : 1)
}

function byRank(a: OwnFormula, b: OwnFormula): number {
  return a.rank < b.rank ? -1 : a.rank > b.rank ? 1 : a.id < b.id ? -1 : 1
}
