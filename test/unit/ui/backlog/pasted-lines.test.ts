import { expect, test } from 'vitest'
import { splitLines } from '../../../../src/ui/backlog/pasted-lines.ts'

test('each pasted line is a title, without its bullet, number or tick box', () => {
  expect(splitLines('- One\r\n* Two\n3. Three\n4) Four\n• Five\n- [x] Six\n[ ] Seven\n\n   \n  Eight  ')).toEqual([
    'One',
    'Two',
    'Three',
    'Four',
    'Five',
    'Six',
    'Seven',
    'Eight',
  ])
})

test('what only looks like a bullet stays', () => {
  expect(splitLines('-5 degrees\n3.5 tons\n2026 in review\n*bold* words')).toEqual([
    '-5 degrees',
    '3.5 tons',
    '2026 in review',
    '*bold* words',
  ])
})
