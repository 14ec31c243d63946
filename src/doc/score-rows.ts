import type { Item } from '../model/item.ts'
import { factorsAfter, type Score } from '../model/score.ts'
import { methodIdOf, type FormulaMethod } from '../model/scoring/formula-methods.ts'
import type { Method } from '../model/scoring/method.ts'
import type { Factors, Outcome } from '../model/scoring/outcome.ts'
import type { Plan } from './plan.ts'

/** An item under a method: what was said of it, and what comes of that. */
export interface ScoreRow {
  readonly factors: Factors
  readonly outcome: Outcome
}

/** Reads what was said of an item under a method, and what comes of that. */
export function rowReader(plan: Plan, method: Method): (item: Item) => ScoreRow {
  if (method.id === 'value-effort')
    return ({ value, effort }) => ({ factors: { value, effort }, outcome: method.score({ value, effort }) })
  if (!isFormula(method))
    return ({ id }) => {
      const factors = factorsUnder(plan.partsOf('scores', id), method.id)
      return { factors, outcome: method.score(factors) }
    }
  return ({ id, value, effort, estimate }) => {
    const said = plan.partsOf('scores', id)
    const outcome = method.scoreWith({
      factorsOf: (formula) => factorsUnder(said, methodIdOf(formula)),
      numbers: { value, effort, estimate },
    })
    return { factors: factorsUnder(said, method.id), outcome }
  }
}

function isFormula(method: Method): method is FormulaMethod {
  return 'scoreWith' in method
}

function factorsUnder(said: readonly Score[], method: string): Factors {
  let mine: Score[] | null = null
  for (const score of said) if (score.method === method) (mine ??= []).push(score)
  return mine === null ? NONE : factorsAfter(mine)
}

const NONE: Factors = Object.freeze({})
