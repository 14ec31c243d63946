import { expect, test } from 'vitest'
import { wordDifference } from '../../../../src/ui/history/word-difference.ts'

test('only the words that differ are marked', () => {
  const parts = wordDifference('told within five minutes', 'told within one minute')
  expect(parts.filter((part) => part.is === 'removed').map((part) => part.words.trim())).toEqual(['five', 'minutes'])
  expect(
    parts
      .filter((part) => part.is !== 'removed')
      .map((part) => part.words)
      .join(''),
  ).toBe('told within one minute')
})

test('a long stretch that stayed the same is cut, never what differs', () => {
  const long = 'The harbour master sees it at once. '.repeat(200)
  const parts = wordDifference(`${long}Red.`, `${long}Green.`)
  expect(parts.map((part) => part.words).join('').length).toBeLessThan(400)
  expect(parts.filter((part) => part.is !== 'same').map((part) => part.words)).toEqual(['Red', 'Green'])
})
