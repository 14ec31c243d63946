import { expect, test } from 'vitest'
import { savingOf, type SavingFacts } from '../../../src/browser/saving.ts'

const WELL: SavingFacts = {
  pending: 0,
  up: true,
  isKept: true,
  isLess: false,
  disk: { ok: true, reason: '', message: '' },
  trouble: '',
}
const FULL = { ok: false, reason: 'disk-full', message: 'The disk is full.' }

test('it is saved when nothing waits, and being saved while something does', () => {
  expect(savingOf(WELL)).toEqual({ state: 'saved', pending: 0, message: '', reason: '' })
  expect(savingOf({ ...WELL, pending: 2 })).toEqual({ state: 'saving', pending: 2, message: '', reason: '' })
})

test('while the host is away it says where the edits are', () => {
  expect(savingOf({ ...WELL, up: false, pending: 1 }).message).toMatch(/kept in this window/)
  expect(savingOf({ ...WELL, up: false, pending: 1, isKept: false }).message).toMatch(/Keep this window open/)
})

test('of several troubles the gravest is said: the host is away, it holds less, its disk fails, it refuses', () => {
  const all = { ...WELL, pending: 3, up: false, isLess: true, disk: FULL, trouble: 'Not taken.' }
  const reasons = [
    all,
    { ...all, up: true },
    { ...all, up: true, isLess: false },
    { ...all, up: true, isLess: false, disk: WELL.disk },
  ].map((facts) => savingOf(facts))
  expect(reasons.map(({ reason }) => reason)).toEqual(['away', 'less', 'disk-full', 'refusing'])
  expect(reasons.map(({ pending }) => pending)).toEqual([3, 3, 3, 3])
  expect(reasons[2]?.message).toBe(FULL.message)
  expect(reasons[3]?.message).toBe('Not taken.')
})
