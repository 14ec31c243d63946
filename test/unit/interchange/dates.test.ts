import { expect, test } from 'vitest'
import { createDateReader } from '../../../src/interchange/date-columns.ts'
import { orderOf, parseDate } from '../../../src/interchange/dates.ts'
import type { ImportProblem } from '../../../src/model/import-report.ts'

test.each([
  ['11/May/24 03:26 PM', '2024-05-11T15:26:00.000Z'],
  ['12/Mar/26', '2026-03-12T00:00:00.000Z'],
  ['6/21/2025 16:14', '2025-06-21T16:14:00.000Z'],
  ['21/6/2025 16:14', '2025-06-21T16:14:00.000Z'],
  ['21.06.2025', '2025-06-21T00:00:00.000Z'],
  ['2026-01-05T10:00:00.123+02:00', '2026-01-05T08:00:00.123Z'],
  ['2026-01-05 10:00', '2026-01-05T10:00:00.000Z'],
  ['May 11, 2024, 12:05 AM', '2024-05-11T00:05:00.000Z'],
  ['3/Okt/25 9:00 AM', '2025-10-03T09:00:00.000Z'],
])('%s is %s', (text, iso) => {
  expect(new Date(parseDate(text, 'day-first') ?? NaN).toISOString()).toBe(iso)
})

test.each(['', 'soon', '31/Feb/25', '2025-13-01', '32/1/25', '12/Foo/25', '1/1/25 25:00'])('%j is no date', (text) => {
  expect(parseDate(text, 'day-first')).toBeNull()
})

test('one date of a column decides how all of it is read', () => {
  expect(orderOf(['4/5/25', '6/21/25'])).toBe('month-first')
  expect(orderOf(['4/5/25', '21/6/25'])).toBe('day-first')
  expect(orderOf(['4/5/25', '5/4/25'])).toBe('open')
  expect(orderOf(['21/6/25', '6/21/25'])).toBe('mixed')
  expect(orderOf(['11/May/24', '2025-01-01', '4/4/25'])).toBe('none')
})

test('a column that leaves it open follows the other columns, and is asked about if they leave it open too', () => {
  const problems: ImportProblem[] = []
  const follows = createDateReader(
    [
      { name: 'Created', values: ['6/21/2025'] },
      { name: 'Due', values: ['4/5/2025'] },
    ],
    null,
    problems,
  )
  expect(new Date(follows.read('Due', '4/5/2025', 2) ?? 0).toISOString().slice(0, 10)).toBe('2025-04-05')
  expect(problems).toEqual([])
  const open = createDateReader([{ name: 'Due', values: ['4/5/2025'] }], null, problems)
  expect(new Date(open.read('Due', '4/5/2025', 2) ?? 0).toISOString().slice(0, 10)).toBe('2025-05-04')
  expect(problems).toMatchObject([{ row: 0, column: 'Due', value: '4/5/2025' }])
  const chosen = createDateReader([{ name: 'Due', values: ['4/5/2025'] }], 'month-first', [])
  expect(new Date(chosen.read('Due', '4/5/2025', 2) ?? 0).toISOString().slice(0, 10)).toBe('2025-04-05')
})
