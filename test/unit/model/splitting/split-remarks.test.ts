import { expect, test } from 'vitest'
import { SPLIT_PATTERNS } from '../../../../src/model/splitting/patterns.ts'
import { splitRemarks, type PlannedPart } from '../../../../src/model/splitting/split-remarks.ts'

const parts = (...sizes: readonly (number | null)[]): PlannedPart[] =>
  sizes.map((estimate) => ({ estimate, fate: 'do' }))
const said = (...args: Parameters<typeof splitRemarks>) =>
  splitRemarks(...args).map(({ good, says }) => [good, says.split(':')[0]])

test('the nine patterns stand in their order, each with an example and a question about the item', () => {
  expect(SPLIT_PATTERNS.map(({ name }) => name)).toEqual([
    'Workflow steps',
    'Operations',
    'Business-rule variations',
    'Data variations',
    'Data-entry methods',
    'Major effort',
    'Simple and complex',
    'Defer performance',
    'Break out a spike',
  ])
  for (const { ask, example } of SPLIT_PATTERNS) {
    expect(ask('“Berths”')).toMatch(/“Berths”.*\?$/)
    expect(example.parts.length).toBeGreaterThan(1)
  }
})

test('a split that shows work to drop, or parts of equal size, is preferred, and one part that holds nearly all is not', () => {
  expect(said([], 20)).toEqual([])
  expect(said(parts(5, null), 20)).toEqual([])
  expect(said(parts(3, 5, 5), 20)).toEqual([
    [true, 'The parts are of about equal size, so any of them can come first.'],
  ])
  expect(said(parts(13, 1, 2), 20)).toEqual([[false, 'One part holds 13 of 16']])
  expect(said(parts(3, 8), 20)[0]?.[0]).toBe(false)
  expect(said(parts(3, 7, 3), 20)).toEqual([])
  expect(said(parts(40, 21), 20)).toEqual([
    [false, 'A part of 40 is still above 20'],
    [true, 'The parts are of about equal size, so any of them can come first.'],
  ])
  expect(splitRemarks([...parts(5), { estimate: null, fate: 'leave' }], 20).map(({ good }) => good)).toEqual([true])
})
