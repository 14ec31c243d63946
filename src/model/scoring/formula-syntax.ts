/**
 * Own formulas: + - * / ^ with brackets, sqrt log abs min max, numbers and names. A text becomes a tree or one error at
 * the character where reading stopped; nothing is ever run but this tree. `log` is to base 10, as in spreadsheets; `^` goes
 * before a minus in front of it and from right to left, as in mathematics: -2^2 is -4.
 */
export type Formula =
  | { readonly is: 'number'; readonly value: number }
  | { readonly is: 'name'; readonly name: string; readonly at: number }
  | { readonly is: 'minus'; readonly of: Formula }
  | { readonly is: Operator; readonly left: Formula; readonly right: Formula; readonly at: number }
  | { readonly is: 'call'; readonly call: FunctionName; readonly of: readonly Formula[]; readonly at: number }
type Operator = '+' | '-' | '*' | '/' | '^'

/** How many numbers each takes; Infinity is one or more. */
export const FUNCTIONS = { sqrt: 1, log: 1, abs: 1, min: Infinity, max: Infinity } as const
export type FunctionName = keyof typeof FUNCTIONS

/** What is wrong, in one sentence, and at which character: 0 is the first, the text's length is its end. */
export interface FormulaError {
  readonly at: number
  readonly message: string
}
export type ParsedFormula =
  { readonly ok: true; readonly formula: Formula } | { readonly ok: false; readonly error: FormulaError }

export const LONGEST_FORMULA = 1_000
/** Brackets and signs inside one another. */
const DEEPEST = 60
const NAME = /[\p{L}_][\p{L}\p{M}\p{N}_]*/uy
const NUMBER = /(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?/iy
const SAME_SIGN: Readonly<Record<string, string>> = { '×': '*', '·': '*', '÷': '/', '−': '-', '–': '-', ':': '/' }

class Stop extends Error {
  readonly at: number
  constructor(at: number, message: string) {
    super(message)
    this.at = at
  }
}

export function parseFormula(text: string): ParsedFormula {
  if (text.trim() === '') return wrong(0, 'Write a formula, such as reach * impact / effort.')
  if (text.length > LONGEST_FORMULA)
    return wrong(LONGEST_FORMULA, `A formula has at most ${LONGEST_FORMULA.toLocaleString('en')} characters.`)
  try {
    return { ok: true, formula: read(text) }
  } catch (error) {
    if (error instanceof Stop) return wrong(error.at, error.message)
    throw error
  }
}

/** Names that a formula uses, each once, with the place where it stands first. */
export function namesIn(formula: Formula): ReadonlyMap<string, number> {
  const names = new Map<string, number>()
  visit(formula)
  return names

  function visit(one: Formula): void {
    if (one.is === 'name') {
      if (!names.has(one.name)) names.set(one.name, one.at)
    } else if (one.is === 'minus') visit(one.of)
    else if (one.is === 'call') one.of.forEach(visit)
    else if (one.is !== 'number') {
      visit(one.left)
      visit(one.right)
    }
  }
}

export function isFunctionName(name: string): name is FunctionName {
  return Object.hasOwn(FUNCTIONS, name)
}

function read(text: string): Formula {
  let at = 0
  let depth = 0
  const whole = sum()
  if (next() !== '') throw unexpected()
  return whole

  function sum(): Formula {
    let left = product()
    for (let sign = next(); sign === '+' || sign === '-'; sign = next()) left = binary(sign, left, product)
    return left
  }

  function product(): Formula {
    let left = signed()
    for (let sign = next(); sign === '*' || sign === '/'; sign = next()) left = binary(sign, left, signed)
    return left
  }

  function signed(): Formula {
    if (next() !== '-') return power()
    at++
    return deeper(() => ({ is: 'minus', of: signed() }))
  }

  function power(): Formula {
    const base = atom()
    return next() === '^' ? deeper(() => binary('^', base, signed)) : base
  }

  function binary(is: Operator, left: Formula, right: () => Formula): Formula {
    const sign = at++
    return { is, left, right: right(), at: sign }
  }

  function atom(): Formula {
    const first = next()
    if (first === '(') return bracket()
    const number = taken(NUMBER)
    if (number !== null) {
      const value = Number(number)
      if (!Number.isFinite(value)) throw new Stop(at - number.length, 'This number is too large.')
      return { is: 'number', value }
    }
    const start = at
    const name = taken(NAME)
    if (name === null) throw unexpected()
    if (next() === '(') return call(name, start)
    if (isFunctionName(name.toLowerCase()))
      throw new Stop(start, `${name} needs brackets with numbers in them: ${name}( … ).`)
    return { is: 'name', name, at: start }
  }

  function bracket(): Formula {
    const open = at++
    const inside = deeper(sum)
    close(open)
    return inside
  }

  function call(written: string, start: number): Formula {
    const name = written.toLowerCase()
    if (!isFunctionName(name))
      throw new Stop(start, `There is no function “${written}”. There are sqrt, log, abs, min and max; * multiplies.`)
    const open = at++
    const of = [deeper(sum)]
    while (next() === ',' || next() === ';') {
      at++
      of.push(deeper(sum))
    }
    close(open)
    if (of.length > FUNCTIONS[name]) throw new Stop(start, `${name} takes one number; here are ${of.length}.`)
    return { is: 'call', call: name, of, at: start }
  }

  function close(open: number): void {
    if (next() === '') throw new Stop(open, 'This bracket is not closed.')
    if (next() !== ')') throw unexpected()
    at++
  }

  function deeper(act: () => Formula): Formula {
    if (++depth > DEEPEST) throw new Stop(at, 'Too many brackets and signs inside one another.')
    const done = act()
    depth--
    return done
  }

  /** The sign that comes next, behind blanks; '' at the end. */
  function next(): string {
    while (/\s/.test(text[at] ?? '')) at++
    const sign = text[at] ?? ''
    return SAME_SIGN[sign] ?? sign
  }

  function taken(pattern: RegExp): string | null {
    pattern.lastIndex = at
    const found = pattern.exec(text)?.[0] ?? null
    at += found?.length ?? 0
    return found
  }

  function unexpected(): Stop {
    const sign = next()
    if (sign === '') return new Stop(at, 'The formula ends too early: a number or a name is missing.')
    if (sign === ')')
      return new Stop(at, 'A number or a name is missing before this bracket, or the bracket is one too many.')
    if (sign === ',')
      return new Stop(at, 'A comma stands only between the numbers of min( ) and max( ). Write 1.5 with a point.')
    if ('+-*/^'.includes(sign)) return new Stop(at, `A number or a name is missing before “${text[at] ?? ''}”.`)
    if (/[\p{L}\p{N}_(.]/u.test(sign)) return new Stop(at, 'A sign such as + or * is missing here.')
    return new Stop(at, `“${String.fromCodePoint(text.codePointAt(at) ?? 0)}” means nothing in a formula.`)
  }
}

function wrong(at: number, message: string): ParsedFormula {
  return { ok: false, error: { at, message } }
}
