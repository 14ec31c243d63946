import fc from 'fast-check'
import { expect, test } from 'vitest'
import { calendarOf, dayNumber, dayText } from '../../../../src/model/forecast/calendar.ts'

const dayIn = (zone: string, moment: string): string => dayText(calendarOf(zone)(Date.parse(moment)))

test.each([
  ['UTC', '2026-03-29T23:59:59Z', '2026-03-29'],
  ['Europe/Berlin', '2026-03-28T22:59:59Z', '2026-03-28'],
  ['Europe/Berlin', '2026-03-28T23:00:00Z', '2026-03-29'],
  ['Europe/Berlin', '2026-03-29T21:59:59Z', '2026-03-29'],
  ['Europe/Berlin', '2026-03-29T22:00:00Z', '2026-03-30'],
  ['Europe/Berlin', '2026-10-25T22:59:59Z', '2026-10-25'],
  ['America/New_York', '2026-03-08T04:59:00Z', '2026-03-07'],
  ['Asia/Kathmandu', '2026-03-29T18:14:00Z', '2026-03-29'],
  ['Asia/Kathmandu', '2026-03-29T18:15:00Z', '2026-03-30'],
  ['Pacific/Auckland', '2026-04-04T12:30:00Z', '2026-04-05'],
  ['No/Such_Zone', '2026-03-29T23:00:00Z', '2026-03-29'],
])('in %s the moment %s is on %s', (zone, moment, day) => {
  expect(dayIn(zone, moment)).toBe(day)
})

test('a span over a change of clocks has as many days as the calendar says', () => {
  const day = calendarOf('Europe/Berlin')
  const from = day(Date.parse('2026-03-28T23:30:00+01:00'))
  const to = day(Date.parse('2026-03-30T00:10:00+02:00'))
  expect(to - from).toBe(2)
  expect((dayNumber('2026-10-26') ?? 0) - (dayNumber('2026-10-24') ?? 0)).toBe(2)
})

test('what is no day is none', () => {
  expect(dayNumber('2026-02-31x')).toBeNull()
  expect(dayNumber('soon')).toBeNull()
  expect(dayText(dayNumber('2028-02-29') ?? 0)).toBe('2028-02-29')
})

test('what is remembered of one moment never answers for another day', () => {
  for (const zone of ['Europe/Berlin', 'Asia/Kathmandu', 'America/St_Johns', 'Australia/Lord_Howe', 'Pacific/Apia']) {
    const day = calendarOf(zone)
    fc.assert(
      fc.property(fc.integer({ min: Date.UTC(2020, 0), max: Date.UTC(2030, 0) }), (ms) => {
        for (const moment of [ms, ms + 3_600_000, ms + 43_200_000]) expect(day(moment)).toBe(calendarOf(zone)(moment))
      }),
      { numRuns: 30 },
    )
  }
})
