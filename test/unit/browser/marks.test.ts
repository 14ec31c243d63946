import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Marks } from '../../../src/browser/marks.ts'
import type { Knowledge } from '../../../src/model/envelope.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const MINE = new Set([7])

test('a host that holds less than was saved once is noticed, and no more once all of it came back', () => {
  const marks = new Marks({ 3: [5, 50] }, () => undefined)
  marks.meet({ 3: [4, 40] }, true)
  expect(marks.isLess).toBe(true)
  marks.confirm(3, 5, 50)
  expect(marks.isLess).toBe(false)
})

test('what a host with a failing disk tells of does not count as saved', () => {
  const marks = new Marks({}, () => undefined)
  marks.meet({ 3: [5, 50] }, false)
  marks.meet({}, true)
  expect(marks.isLess).toBe(false)
  expect(marks.missing({ 3: [5, 50] }, MINE)).toEqual({ lost: false, neverSaved: true })
})

test('of what others wrote and the host does not hold, what was saved is told from what never was', () => {
  const marks = new Marks({ 3: [5, 50], 4: [2, 20] }, () => undefined)
  marks.meet({ 4: [2, 20] }, true)
  expect(marks.missing({ 3: [5, 50], 4: [2, 20], 7: [9, 90] }, MINE)).toEqual({ lost: true, neverSaved: false })
  expect(marks.missing({ 4: [3, 30] }, MINE)).toEqual({ lost: false, neverSaved: true })
  expect(marks.missing({ 3: [5, 50], 4: [3, 30] }, MINE)).toEqual({ lost: true, neverSaved: true })
  expect(marks.missing({ 4: [2, 20] }, MINE)).toEqual({ lost: false, neverSaved: false })
})

test('what is here again under another line is not missed any more, and what the document did not know still is', () => {
  const marks = new Marks({ 3: [5, 50], 4: [8, 80] }, () => undefined)
  marks.meet({ 3: [1, 10] }, true)
  marks.lower({ 3: [5, 50], 4: [6, 60] })
  expect(marks.saved).toEqual({ 3: [1, 10], 4: [8, 80] })
  expect(marks.isLess).toBe(true)
})

test('what was told is noted once for many edits, with the last of them', () => {
  const noted: Knowledge[] = []
  const marks = new Marks({}, (saved) => noted.push(saved))
  for (let seq = 1; seq <= 20; seq += 1) marks.confirm(3, seq, seq)
  expect(noted).toEqual([])
  vi.advanceTimersByTime(1_000)
  expect(noted).toEqual([{ 3: [20, 20] }])
  marks.confirm(3, 20, 20)
  vi.advanceTimersByTime(1_000)
  expect(noted).toHaveLength(1)
})
