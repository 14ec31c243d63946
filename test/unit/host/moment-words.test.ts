import { expect, test } from 'vitest'
import { toMoment } from '../../../src/host/cli/moment-words.ts'

test('a moment is read as people and programs write it', () => {
  const now = 1_700_000_000_000
  expect(toMoment('now', now)).toBe(now)
  expect(toMoment('2 hours ago', now)).toBe(now - 7_200_000)
  expect(toMoment('An hour ago', now)).toBe(now - 3_600_000)
  expect(toMoment('yesterday', now)).toBe(now - 86_400_000)
  expect(toMoment('3 weeks ago', now)).toBe(now - 3 * 7 * 86_400_000)
  expect(toMoment('2026-03-14T09:26:53.589Z', now)).toBe(Date.UTC(2026, 2, 14, 9, 26, 53, 589))
  expect(toMoment('1700000000000.0009765625', now)).toBe(1_700_000_000_000 + 2 ** -10)
  expect(() => toMoment('the day before', now)).toThrow('2 hours ago')
})
