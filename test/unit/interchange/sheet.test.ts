import { expect, test } from 'vitest'
import { parseSheet } from '../../../src/interchange/sheet.ts'

test('quoted line breaks stay in their cell and do not count as rows', () => {
  const sheet = parseSheet('title,note\r\n"A\r\nB","say ""hi"""\r\nC,\r\n')
  expect(sheet.ok && sheet.value.rows).toEqual([
    { row: 2, cells: ['A\r\nB', 'say "hi"'] },
    { row: 3, cells: ['C', ''] },
  ])
})

test('a row with more cells than the header is warned about and nothing is shifted', () => {
  const sheet = parseSheet('a,b\r\n1,2,3\r\n4,5\r\n')
  expect(sheet.ok && sheet.value.rows.map((r) => r.cells)).toEqual([
    ['1', '2'],
    ['4', '5'],
  ])
  expect(sheet.ok && sheet.value.problems).toMatchObject([{ row: 2, value: '3' }])
})

test('semicolons and tabs separate cells as commas do, and a comma in a quoted header does not count', () => {
  const semicolons = parseSheet('"a, or b";c\n1;2\n')
  expect(semicolons.ok && semicolons.value.header).toEqual(['a, or b', 'c'])
  const tabs = parseSheet('a\tb\n1\t2,3\n')
  expect(tabs.ok && tabs.value.rows[0]?.cells).toEqual(['1', '2,3'])
})

test('the guard against formulas is taken off, other apostrophes stay', () => {
  const sheet = parseSheet("a\n'=1+1\n'tis\n'-5\n''@x\n")
  expect(sheet.ok && sheet.value.rows.map((r) => r.cells[0])).toEqual(['=1+1', "'tis", '-5', "'@x"])
})

test('a quotation mark that never closes is reported', () => {
  const sheet = parseSheet('a,b\n1,"open\n2,3\n')
  expect(sheet.ok && sheet.value.problems.length).toBeGreaterThan(0)
})
