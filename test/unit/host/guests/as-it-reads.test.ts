import { expect, test } from 'vitest'
import { asItReads } from '../../../../src/host/guests/as-it-reads.ts'

test('a phone shows a description as it reads: words without marks, lists with dashes or numbers, code as it is', () => {
  const text = [
    '# Why',
    '',
    'A **bold** word, `code`, a [link](https://example.org) and *more*.',
    'Next line.',
    '',
    '* one',
    '* two',
    '  1. first',
    '  2. second',
    '',
    '```',
    'a *b*',
    '```',
    '',
    '<b>5 < 6</b>',
  ].join('\n')
  expect(asItReads(text)).toBe(
    [
      'Why',
      '',
      'A bold word, code, a link and more.\nNext line.',
      '',
      '– one',
      '– two',
      '  1. first',
      '  2. second',
      '',
      'a *b*',
      '',
      '<b>5 < 6</b>',
    ].join('\n'),
  )
})

test('plain text stays as it is', () => {
  expect(asItReads('')).toBe('')
  expect(asItReads('Ask the 2*3 clinics, snake_case_word')).toBe('Ask the 2*3 clinics, snake_case_word')
})
