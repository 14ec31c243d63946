import { expect, test } from 'vitest'
import { removalWords } from '../../../src/model/removal-words.ts'

const at = new Date(2026, 4, 3, 10).getTime()
const ana = { device: 'a', name: 'Ana (laptop)', isThis: false }
const own = (why: string) => ({ device: 'b', name: 'Ben', isThis: true, removed: { by: 'a', at, why } })
const STAYS = 'Your copy stays here as it is; what you change from here on stays with you until you are let in again.'

test('a removed device says by whom, from which room, when and why, and what stays', () => {
  expect(removalWords([own('it was left in the train'), ana], 'Harbour', at)).toBe(
    `Ana (laptop) removed this device from the room of Harbour on 3 May: it was left in the train. ${STAYS}`,
  )
})

test('the year is said where it is another one, and no reason where nobody gave one', () => {
  const nextYear = new Date(2027, 1, 1).getTime()
  expect(removalWords([own(' ')], 'Harbour', nextYear)).toBe(
    `Somebody removed this device from the room of Harbour on 3 May 2026. ${STAYS}`,
  )
})

test('a device that belongs to the room has nothing to say, and neither has one that removed another', () => {
  expect(
    removalWords(
      [
        { ...ana, isThis: true },
        { ...own('why'), isThis: false },
      ],
      'Harbour',
      at,
    ),
  ).toBe('')
  expect(removalWords([], 'Harbour', at)).toBe('')
})
