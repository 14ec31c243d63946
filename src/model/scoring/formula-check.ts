import { isFunctionName, namesIn, parseFormula, type FormulaError } from './formula-syntax.ts'
import { formulaName, isItemNumber } from './formula-name.ts'

/** A formula as it is checked: it need not be in the plan yet. */
export interface FormulaText {
  readonly id: string
  readonly name: string
  readonly text: string
  readonly factors: readonly { readonly name: string }[]
}

/** What is wrong with a formula, at its first character that is wrong, or null. `others` are the plan's formulas. */
export function checkFormula(candidate: FormulaText, others: readonly FormulaText[]): FormulaError | null {
  const parsed = parseFormula(candidate.text)
  if (!parsed.ok) return parsed.error
  const factors = factorsOf(candidate)
  const known = byNameWithout(candidate, others)
  const names = [...namesIn(parsed.formula)].filter(
    ([written]) => !factors.has(formulaName(written)) && !isItemNumber(formulaName(written)),
  )
  for (const [written, at] of names) {
    const name = formulaName(written)
    if (name === formulaName(candidate.name))
      return { at, message: `This formula cannot use its own score, “${written}”.` }
    if (!known.has(name))
      return { at, message: `Nothing here is called “${written}”. Add it as a factor, or correct the name.` }
  }
  for (const [written, at] of names) {
    const first = known.get(formulaName(written))
    const way = first === undefined ? null : wayTo(candidate, first, known)
    if (way !== null)
      return {
        at,
        message: `These formulas need each other in a circle: ${[candidate.name, ...way].join(' → ')}. Take one of them out.`,
      }
  }
  return null
}

/** Names in the text that stand for nothing yet, in order: factors to be made. */
export function unknownNames(candidate: FormulaText, others: readonly FormulaText[]): readonly string[] {
  const parsed = parseFormula(candidate.text)
  if (!parsed.ok) return []
  const factors = factorsOf(candidate)
  const known = byNameWithout(candidate, others)
  const own = formulaName(candidate.name)
  const found = new Map<string, string>()
  for (const written of namesIn(parsed.formula).keys()) {
    const name = formulaName(written)
    if (factors.has(name) || known.has(name) || isItemNumber(name) || name === own || found.has(name)) continue
    found.set(name, written)
  }
  return [...found.values()]
}

/** Null if people may give a formula or a factor this name. */
export function whyNotAName(name: string): string | null {
  const plain = formulaName(name)
  if (plain === '' || /^\d/.test(plain)) return 'A name begins with a letter, so that formulas can use it.'
  if (plain.length > 40) return 'A name has at most 40 characters.'
  if (isFunctionName(plain)) return `“${name.trim()}” is the name of a function. Choose another.`
  if (isItemNumber(plain)) return `Every formula can use the item’s own ${plain} already. Choose another name.`
  return null
}

/** The names from one formula to `start`, `start` last; null if no way leads there. */
function wayTo(
  start: FormulaText,
  from: FormulaText,
  known: ReadonlyMap<string, FormulaText>,
): readonly string[] | null {
  const seen = new Set<FormulaText>([from])
  return follow(from, [from.name])

  function follow(one: FormulaText, way: readonly string[]): readonly string[] | null {
    const parsed = parseFormula(one.text)
    if (!parsed.ok) return null
    const factors = factorsOf(one)
    for (const written of namesIn(parsed.formula).keys()) {
      const name = formulaName(written)
      if (factors.has(name) || isItemNumber(name)) continue
      if (name === formulaName(start.name)) return [...way, start.name]
      const next = known.get(name)
      if (next === undefined || seen.has(next)) continue
      seen.add(next)
      const found = follow(next, [...way, next.name])
      if (found !== null) return found
    }
    return null
  }
}

function factorsOf({ factors }: FormulaText): ReadonlySet<string> {
  return new Set(factors.map((factor) => formulaName(factor.name)))
}

function byNameWithout(candidate: FormulaText, others: readonly FormulaText[]): ReadonlyMap<string, FormulaText> {
  return new Map(others.filter(({ id }) => id !== candidate.id).map((one) => [formulaName(one.name), one]))
}
