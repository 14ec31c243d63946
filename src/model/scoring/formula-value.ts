import { formulaName } from './formula-name.ts'
import type { Formula, FunctionName } from './formula-syntax.ts'
import { dividedByZero, TOO_LARGE, type Outcome } from './outcome.ts'

/** What a name (as formulaName gives it) stands for, of one item. */
export type ValueOf = (name: string) => Outcome

type Calculated = (valueOf: ValueOf) => number

/** What stops a calculation: an outcome that is no score. */
class Stop extends Error {
  readonly outcome: Outcome
  constructor(outcome: Outcome) {
    super()
    this.outcome = outcome
  }
}

/** A formula made ready to be calculated for many items: a chain of closures over its tree, and no code of its own. */
export function calculation(formula: Formula): (valueOf: ValueOf) => Outcome {
  const names = new Set<string>()
  const calculate = made(formula, names)
  const all = [...names]
  return (valueOf) => {
    try {
      const value = calculate(valueOf)
      return Number.isFinite(value) ? { is: 'score', value } : TOO_LARGE
    } catch (error) {
      if (!(error instanceof Stop)) throw error
      return error.outcome.is === 'missing' ? allMissing(all, valueOf) : error.outcome
    }
  }
}

/** Not only the first name that has no value, but all of them. */
function allMissing(names: readonly string[], valueOf: ValueOf): Outcome {
  const factors = names.flatMap((name) => {
    const outcome = valueOf(name)
    return outcome.is === 'missing' ? outcome.factors : []
  })
  return { is: 'missing', factors: [...new Set(factors)] }
}

function made(formula: Formula, names: Set<string>): Calculated {
  switch (formula.is) {
    case 'number': {
      const { value } = formula
      return () => value
    }
    case 'name': {
      const name = formulaName(formula.name)
      names.add(name)
      return (valueOf) => {
        const outcome = valueOf(name)
        if (outcome.is === 'score') return outcome.value
        throw new Stop(outcome)
      }
    }
    case 'minus': {
      const of = made(formula.of, names)
      return (valueOf) => -of(valueOf)
    }
    case 'call':
      return called(
        formula.call,
        formula.of.map((one) => made(one, names)),
      )
    default:
      return binary(formula, made(formula.left, names), made(formula.right, names))
  }
}

function binary(
  formula: Extract<Formula, { readonly right: Formula }>,
  left: Calculated,
  right: Calculated,
): Calculated {
  switch (formula.is) {
    case '+':
      return (valueOf) => left(valueOf) + right(valueOf)
    case '-':
      return (valueOf) => left(valueOf) - right(valueOf)
    case '*':
      return (valueOf) => left(valueOf) * right(valueOf)
    case '^':
      return (valueOf) => real(Math.pow(left(valueOf), right(valueOf)), 'a power that is no number')
    case '/': {
      const below = formula.right.is === 'name' ? `“${formula.right.name}”` : 'what stands below the line'
      return (valueOf) => {
        const above = left(valueOf)
        const by = right(valueOf)
        if (by === 0) throw new Stop(dividedByZero(below))
        return above / by
      }
    }
  }
}

function called(name: FunctionName, of: readonly Calculated[]): Calculated {
  const [first = () => NaN] = of
  switch (name) {
    case 'abs':
      return (valueOf) => Math.abs(first(valueOf))
    case 'sqrt':
      return (valueOf) => real(Math.sqrt(first(valueOf)), 'the square root of a number below 0')
    case 'log':
      return (valueOf) => {
        const value = first(valueOf)
        return real(value > 0 ? Math.log10(value) : NaN, 'the logarithm of 0 or less')
      }
    case 'min':
      return (valueOf) => Math.min(...of.map((one) => one(valueOf)))
    case 'max':
      return (valueOf) => Math.max(...of.map((one) => one(valueOf)))
  }
}

function real(value: number, what: string): number {
  if (Number.isNaN(value)) throw new Stop({ is: 'trouble', message: `There is no score: it would need ${what}.` })
  return value
}
