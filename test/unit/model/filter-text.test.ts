import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  isInRange,
  MAX_FILTER_LENGTH,
  nearest,
  readDays,
  readFilterLine,
  readNumberRange,
} from '../../../src/model/filter-text.ts'

const shape = (line: string) =>
  readFilterLine(line).terms.map(
    ({ field, not, values }) => `${not ? 'not ' : ''}${field} ${values.map(({ text }) => text).join(' or ')}`,
  )
const problems = (line: string) =>
  readFilterLine(line).problems.map(({ from, to, message }) => `${line.slice(from, to)}: ${message}`)

test('a filter is read as people write it: fields, commas, minus, quotation marks and words, in any order', () => {
  expect(shape('kind:bug domain:checkout -label:later "login"')).toEqual([
    'kind bug',
    'domain checkout',
    'not label later',
    'words login',
  ])
  expect(shape('  waiting  KIND:bug,debt "two words" -"not these" domain:"Patient app",none')).toEqual([
    'words waiting',
    'kind bug or debt',
    'words two words',
    'not words not these',
    'domain Patient app or none',
  ])
  expect(shape('12:30 https://harbour.example/7 a-b - „so auch“')).toEqual([
    'words 12:30',
    'words https://harbour.example/7',
    'words a-b',
    'words -',
    'words so auch',
  ])
})

test('what cannot be understood is named at its place, and the rest counts', () => {
  expect(problems('knid:bug login')).toEqual(['knid:bug: There is no field “knid”. Did you mean kind?'])
  expect(shape('knid:bug login')).toEqual(['words login'])
  expect(problems('quux:1')[0]).toContain('put them into quotation marks')
  expect(problems('kind: bug')).toEqual(['kind:: Say what to look for after “kind:”, such as kind:bug.'])
  expect(problems('label:"a b')).toEqual(['"a b: The quotation that begins here has no end: add "'])
})

test('ten megabytes and thousands of parts get a sentence and are not read', () => {
  const long = 'kind:bug '.repeat(1_200_000)
  const begun = performance.now()
  const { terms, problems } = readFilterLine(long)
  expect(terms).toEqual([])
  expect(problems[0]?.message).toContain('at most 2,000 characters and this one has 10,800,000')
  expect(performance.now() - begun).toBeLessThan(1_000)
  const many = readFilterLine('a '.repeat(900))
  expect(many.terms).toHaveLength(100)
  expect(many.problems[0]?.message).toContain('at most 100 parts')
})

test('numbers are compared, lie between or stand alone', () => {
  const takes = (text: string) => {
    const range = readNumberRange(text)
    return range === null ? null : [1, 3, 5, 8, 13].filter((number) => isInRange(number, range))
  }
  expect(takes('5')).toEqual([5])
  expect(takes('<5')).toEqual([1, 3])
  expect(takes('<=5')).toEqual([1, 3, 5])
  expect(takes('>5')).toEqual([8, 13])
  expect(takes('3..8')).toEqual([3, 5, 8])
  expect(takes('3-8')).toEqual([3, 5, 8])
  expect(takes('..3')).toEqual([1, 3])
  expect(takes('8..')).toEqual([8, 13])
  expect(takes('many')).toBeNull()
  expect([readDays('30d'), readDays('2w'), readDays('7'), readDays('1y'), readDays('soon')]).toEqual([
    30,
    14,
    7,
    365,
    null,
  ])
})

test('a slip of the pen finds the word that was meant, and another word none', () => {
  expect(nearest('bgu', ['feature', 'bug', 'debt'])).toBe('bug')
  expect(nearest('featrue', ['feature', 'bug'])).toBe('feature')
  expect(nearest('harbour', ['feature', 'bug'])).toBeNull()
})

test('any text is read without an error, and every part and problem lies within it', () => {
  const piece = fc.constantFrom(
    'kind:',
    'bug',
    '"',
    ' ',
    '-',
    ',',
    ':',
    'label:a',
    '“',
    '”',
    'x'.repeat(30),
    '<5',
    '\t',
  )
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ maxLength: MAX_FILTER_LENGTH }),
        fc.array(piece).map((all) => all.join('')),
      ),
      (line) => {
        const read = readFilterLine(line)
        let end = 0
        for (const { from, to } of read.terms) {
          expect(from).toBeGreaterThanOrEqual(end)
          expect(to).toBeGreaterThan(from)
          expect(to).toBeLessThanOrEqual(line.length)
          end = to
        }
        for (const { from, to } of read.problems) expect(from >= 0 && to > from && to <= line.length).toBe(true)
      },
    ),
  )
})
