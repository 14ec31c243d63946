import { expect, test } from 'vitest'
import { savingWords } from '../../../../src/ui/frame/saving-words.ts'

test('the line on top says how many changes wait, and why they cannot be saved', () => {
  expect(savingWords({ state: 'saved', pending: 0, message: '' }).short).toBe('Saved on this device')
  expect(savingWords({ state: 'saving', pending: 1, message: '' }).short).toBe('Saving 1 change')
  expect(savingWords({ state: 'saving', pending: 1_200, message: '' }).short).toBe('Saving 1,200 changes')
  const full = savingWords({ state: 'not-saved', pending: 14, message: '', reason: 'disk-full' })
  expect(full.short).toBe('Not saved: disk full')
  expect(full.title).toBe('14 changes are not saved yet.')
})

test('every kind of trouble has words of its own, and a lost host is no disk trouble', () => {
  const short = (reason: string): string => savingWords({ state: 'not-saved', pending: 0, message: '', reason }).short
  const all = ['disk-full', 'read-only', 'folder-gone', 'io-error', 'less', 'refusing'].map(short)
  expect(new Set(all).size).toBe(all.length)
  expect(savingWords({ state: 'host-away', pending: 2, message: '', reason: 'away' })).toMatchObject({
    short: 'Not saved: 2 changes',
    title: 'The part of Ordinal that saves does not answer.',
  })
  expect(savingWords({ state: 'not-saved', pending: 0, message: '', reason: 'less' }).title).toMatch(
    /not on this machine/,
  )
})
