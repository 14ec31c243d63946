import { expect, test } from 'vitest'
import { calendarOf, dayNumber } from '../../../../src/model/forecast/calendar.ts'
import { historySpan, throughputPerDay } from '../../../../src/model/forecast/throughput.ts'
import { flowItem } from './flow-items.ts'

test('throughput counts items, not points, and days with none are days with zero, weekends too', () => {
  const friday = dayNumber('2026-11-06') ?? 0
  const items = [flowItem(friday - 3, friday), flowItem(friday, friday), flowItem(friday, friday + 3)]
  expect(throughputPerDay(items, { first: friday, last: friday + 4 })).toEqual([2, 0, 0, 1, 0])
})

test('what was finished and opened again, or is outside of the days looked at, does not count', () => {
  const items = [flowItem(1, 5, { stage: 'open' }), flowItem(1, 2), flowItem(1, 9)]
  expect(throughputPerDay(items, { first: 3, last: 8 })).toEqual([0, 0, 0, 0, 0, 0])
})

test('history ends yesterday, since today is not over, and begins with the first work', () => {
  const items = [flowItem(90, 95), flowItem(null, 97), flowItem(null, null)]
  expect(historySpan(items, 100, 90)).toEqual({ first: 90, last: 99 })
  expect(historySpan(items, 100, 5)).toEqual({ first: 95, last: 99 })
  expect(historySpan([flowItem(100, null)], 100, 90)).toBeNull()
  expect(historySpan([], 100, 90)).toBeNull()
})

test('an item counts on the day on which it was finished in the plan’s time zone', () => {
  const moment = Date.parse('2026-11-06T23:30:00Z')
  const [utc, berlin] = [calendarOf('UTC')(moment), calendarOf('Europe/Berlin')(moment)]
  const span = { first: utc, last: utc + 1 }
  expect(throughputPerDay([flowItem(null, utc)], span)).toEqual([1, 0])
  expect(throughputPerDay([flowItem(null, berlin)], span)).toEqual([0, 1])
})
