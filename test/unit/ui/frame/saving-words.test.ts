import { expect, test } from 'vitest'
import { savingWords } from '../../../../src/ui/frame/saving-words.ts'

test('the line on top says how many changes wait, and why they cannot be saved', () => {
  expect(savingWords({ state: 'saved', pending: 0, message: '' }).short).toBe('Saved on this device')
  expect(savingWords({ state: 'saving', pending: 1, message: '' }).short).toBe('Saving 1 change')
  expect(savingWords({ state: 'saving', pending: 1_200, message: '' }).short).toBe('Saving 1,200 changes')
  const full = savingWords({ state: 'not-saved', pending: 14, message: 'The disk is full. Free some space.' })
  expect(full.short).toBe('Not saved: disk full')
  expect(full.title).toBe('14 changes are not saved yet.')
})
