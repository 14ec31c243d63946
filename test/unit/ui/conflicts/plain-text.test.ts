import { expect, test } from 'vitest'
import { bothReadable, withoutMarks } from '../../../../src/ui/conflicts/plain-text.ts'

test('marks around words are left out, and signs that mean something else stay', () => {
  expect(withoutMarks('A **skipper** holds a *berth* for `one` ~~two~~ nights')).toBe(
    'A skipper holds a berth for one two nights',
  )
  for (const text of ['2 * 3 * 4', 'snake_case_name', '* a point\n* another', '**', 'a ** b ** c'])
    expect(withoutMarks(text), text).toBe(text)
})

test('where the marks are all that differs they are shown', () => {
  expect(bothReadable('a berth', 'a **berth**')).toEqual(['a berth', 'a **berth**'])
  expect(bothReadable('a **berth**', 'two **berths**')).toEqual(['a berth', 'two berths'])
  expect(bothReadable('a **berth**', 'a **berth**')).toEqual(['a berth', 'a berth'])
})
