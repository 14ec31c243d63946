import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { OwnFormula } from '../../../../src/model/formula.ts'
import { checkFormula, unknownNames } from '../../../../src/model/scoring/formula-check.ts'
import { formulaMethods } from '../../../../src/model/scoring/formula-methods.ts'
import { parseFormula } from '../../../../src/model/scoring/formula-syntax.ts'
import { calculation } from '../../../../src/model/scoring/formula-value.ts'

function value(text: string, names: Readonly<Record<string, number>> = {}) {
  const parsed = parseFormula(text)
  if (!parsed.ok) throw new Error(parsed.error.message)
  return calculation(parsed.formula)((name) =>
    name in names ? { is: 'score', value: names[name]! } : { is: 'missing', factors: [name] },
  )
}
const number = (text: string, names?: Readonly<Record<string, number>>) =>
  (value(text, names) as { value?: number }).value
const error = (text: string) => {
  const parsed = parseFormula(text)
  return parsed.ok ? null : [parsed.error.at, parsed.error.message]
}

test('an own formula calculates as mathematics does', () => {
  expect(number('1 + 2 * 3')).toBe(7)
  expect(number('(1 + 2) * 3')).toBe(9)
  expect(number('2 ^ 3 ^ 2')).toBe(512)
  expect(number('-2 ^ 2')).toBe(-4)
  expect(number('2 ^ -1')).toBe(0.5)
  expect(number('10 - 2 - 3')).toBe(5)
  expect(number('12 / 3 / 2')).toBe(2)
  expect(number('sqrt(16) + log(1000) + abs(0 - 4)')).toBeCloseTo(11, 12)
  expect(number('min(4, 2, 7) + max(1; 5)')).toBe(7)
  expect(number('2 × 3 ÷ 4 − 1')).toBe(0.5)
  expect(number('.5 + 1e2')).toBe(100.5)
  expect(number('Reach * Größe_2', { reach: 3, größe_2: 5 })).toBe(15)
})

test('errors stand at the character, in plain words', () => {
  expect(error('')).toEqual([0, 'Write a formula, such as reach * impact / effort.'])
  expect(error('reach *')).toEqual([7, 'The formula ends too early: a number or a name is missing.'])
  expect(error('(reach + 1')).toEqual([0, 'This bracket is not closed.'])
  expect(error('reach + 1)')?.[0]).toBe(9)
  expect(error('reach impact')).toEqual([6, 'A sign such as + or * is missing here.'])
  expect(error('2 + * 3')).toEqual([4, 'A number or a name is missing before “*”.'])
  expect(error('1,5 * reach')?.[0]).toBe(1)
  expect(error('reach % 2')).toEqual([6, '“%” means nothing in a formula.'])
  expect(error('2 * sin(reach)')).toEqual([
    4,
    'There is no function “sin”. There are sqrt, log, abs, min and max; * multiplies.',
  ])
  expect(error('sqrt + 1')?.[0]).toBe(0)
  expect(error('sqrt(1, 2)')).toEqual([0, 'sqrt takes one number; here are 2.'])
  expect(error('('.repeat(400) + '1' + ')'.repeat(400))?.[1]).toBe('Too many brackets and signs inside one another.')
  expect(error('1'.repeat(2000))?.[1]).toBe('A formula has at most 1,000 characters.')
})

test('nothing but numbers comes out: no division by zero, no square root below 0, nothing endless', () => {
  expect(value('reach / effort', { reach: 1, effort: 0 })).toEqual({
    is: 'trouble',
    message: 'There is no score: it would divide by “effort”, which is 0.',
  })
  expect(value('1 / (2 - 2)')).toMatchObject({ is: 'trouble' })
  expect(value('sqrt(0 - 1)')).toMatchObject({ is: 'trouble' })
  expect(value('log(0)')).toMatchObject({ is: 'trouble' })
  expect(value('(0 - 8) ^ 0.5')).toMatchObject({ is: 'trouble' })
  expect(value('9 ^ 9 ^ 9')).toMatchObject({ is: 'trouble', message: 'The score is too large to be shown.' })
  expect(value('reach / effort', { reach: 1 })).toEqual({ is: 'missing', factors: ['effort'] })
  expect(value('a + b * c', { b: 1 })).toEqual({ is: 'missing', factors: ['a', 'c'] })
})

test('no text runs code or throws, and every error lies within it', () => {
  const pieces = [
    '1',
    '2.5',
    'reach',
    'constructor',
    '__proto__',
    'sqrt(',
    'min(',
    '(',
    ')',
    '+',
    '-',
    '*',
    '/',
    '^',
    ',',
    ' ',
    '=',
    '"',
    '[',
    '.',
    '`',
    '${',
    '\u{1f600}',
  ]
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.constantFrom(...pieces), fc.string()), { maxLength: 30 }), (parts) => {
      const text = parts.join('')
      const parsed = parseFormula(text)
      if (!parsed.ok) return parsed.error.at >= 0 && parsed.error.at <= text.length && parsed.error.message !== ''
      const outcome = calculation(parsed.formula)(() => ({ is: 'score', value: 2 }))
      return outcome.is === 'trouble' || (outcome.is === 'score' && Number.isFinite(outcome.value))
    }),
    { numRuns: 2000 },
  )
})

const formula = (name: string, text: string, ...factors: string[]): OwnFormula => ({
  id: name,
  name,
  text,
  factors: factors.map((factor) => ({ name: factor, asks: '', rubric: [] })),
  method: '',
  rank: '',
  deleted: null,
})

test('a formula with a cycle is found and the circle is named', () => {
  const fit = formula('Fit', 'Pull * 2')
  const pull = formula('Pull', 'weight + Blend', 'weight')
  expect(checkFormula(formula('Blend', 'weight + Fit / 2', 'weight'), [fit, pull])).toEqual({
    at: 9,
    message: 'These formulas need each other in a circle: Blend → Fit → Pull → Blend. Take one of them out.',
  })
  expect(checkFormula(formula('Blend', '2 * blend'), [])).toMatchObject({ at: 4 })
  expect(checkFormula(formula('Blend', 'reach * effort', 'Reach'), [fit])).toBeNull()
})

test('a name that means nothing is said at its character and offered as a factor', () => {
  const typed = formula('Blend', '2 * reach / (rech + effort)', 'reach')
  expect(checkFormula(typed, [])).toEqual({
    at: 13,
    message: 'Nothing here is called “rech”. Add it as a factor, or correct the name.',
  })
  expect(unknownNames(typed, [])).toEqual(['rech'])
})

test('a formula may use another’s score and the item’s own numbers; a circle made while apart is trouble and not the end', () => {
  const [blend, fit] = formulaMethods([
    formula('Blend', 'Customer_fit * value / effort'),
    formula('Customer fit', 'love + need', 'love', 'need'),
  ])
  const input = {
    factorsOf: (id: string) => (id === 'Customer fit' ? { love: 2, need: 4 } : {}),
    numbers: { value: 10, effort: 3, estimate: null },
  }
  expect(blend!.scoreWith(input)).toEqual({ is: 'score', value: 20 })
  expect(blend!.needs).toEqual(['Blend', 'Customer fit'])
  expect(fit!.score({ love: 1 })).toEqual({ is: 'missing', factors: ['need'] })
  for (const method of formulaMethods([formula('A', 'B + 1'), formula('B', 'A + 1'), formula('C', 'A * 2')]))
    expect(method.score({})).toMatchObject({ is: 'trouble' })
})

test('formulas that use one another twice over many steps are calculated once each', () => {
  const chain = Array.from({ length: 60 }, (_, i) =>
    formula(`F${i}`, i === 59 ? 'x + 0' : `F${i + 1} + F${i + 1}`, ...(i === 59 ? ['x'] : [])),
  )
  const outcome = formulaMethods(chain)[0]!.scoreWith({
    factorsOf: () => ({ x: 1 }),
    numbers: { value: null, effort: null, estimate: null },
  })
  expect(outcome).toEqual({ is: 'score', value: 2 ** 59 })
})
