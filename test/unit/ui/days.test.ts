import { expect, test } from 'vitest'
import { amount, counted, measured, numberTyped } from '../../../src/ui/amounts.ts'
import { addDays, ago, dayOf, dayTyped, daySpan, daysBetween, workingDays } from '../../../src/ui/days.ts'
import { cssString, pageRules, paperOf } from '../../../src/ui/print/page-rules.ts'

test('days are counted over the change to summer time and over leap days', () => {
  expect(addDays('2027-03-27', 2)).toBe('2027-03-29')
  expect(daysBetween('2028-02-28', '2028-03-01')).toBe(2)
  expect(workingDays('2027-03-05', '2027-03-09')).toEqual(['2027-03-05', '2027-03-08', '2027-03-09'])
})

test('a span of days says the month once, and the year only where it is another one', () => {
  expect(daySpan('2027-03-01', '2027-03-12', '2027-02-01')).toBe('1 to 12 March')
  expect(daySpan('2027-02-22', '2027-03-05', '2027-02-01')).toBe('22 February to 5 March')
  expect(daySpan('2026-12-21', '2027-01-08', '2026-12-01')).toBe('21 December to 8 January 2027')
  expect(daySpan(null, null, '2026-12-01')).toBe('')
})

test('a moment’s day is the one in the plan’s time zone; an unknown zone counts as UTC', () => {
  const ms = Date.parse('2027-03-01T23:30:00Z')
  expect([dayOf(ms, 'UTC'), dayOf(ms, 'Asia/Tokyo'), dayOf(ms, 'Not/AZone')]).toEqual([
    '2027-03-01',
    '2027-03-02',
    '2027-03-01',
  ])
})

test('how long ago something was is said in words', () => {
  const now = Date.parse('2027-03-10T12:00:00Z')
  expect(
    [30e3, 60e3, 12 * 60e3, 90 * 60e3, 5 * 3600e3, 26 * 3600e3, 72 * 3600e3].map((past) => ago(now - past, now)),
  ).toEqual(['just now', 'a minute ago', '12 minutes ago', 'an hour ago', '5 hours ago', 'yesterday', '3 days ago'])
  expect(ago(Date.parse('2026-11-03T12:00:00Z'), now)).toBe('3 November 2026')
})

test('numbers are written as people write them, with point or comma', () => {
  expect([
    numberTyped('41'),
    numberTyped(' 2,5 '),
    numberTyped('-3'),
    numberTyped(''),
    numberTyped('five'),
    numberTyped('1e9'),
  ]).toEqual([41, 2.5, -3, null, undefined, undefined])
  expect([
    amount(1234.567),
    amount(-3),
    counted(1, 'item'),
    counted(2, 'person', 'people'),
    measured(41, '%'),
    measured(null, '%'),
  ]).toEqual(['1,234.57', '−3', '1 item', '2 people', '41\u00a0%', '?'])
})

test('a plan’s name cannot end the page rule that it stands in', () => {
  expect(cssString('a"b\\c</style>\nd')).toBe('"a\\22 b\\5c c\\3c /style\\3e  d"')
  expect(pageRules('A4', 'x"; } body { display: none', '1 May')).not.toContain('x"')
  expect([paperOf('a4'), paperOf('A3'), paperOf(undefined), paperOf('letter')]).toEqual(['A4', 'A3', 'A3', 'A3'])
})

test.each([
  ['2027-03-09', '2027-03-09'],
  ['11 Dec', '2026-12-11'],
  ['3 november', '2027-11-03'],
  ['29 Feb 2028', '2028-02-29'],
  ['1. May', '2027-05-01'],
  ['2027-02-30', undefined],
  ['31 June', undefined],
  ['2027-3-9', undefined],
  ['soon', undefined],
])('a day typed as %s is %s', (typed, day) => {
  expect(dayTyped(typed, '2026-11-22')).toBe(day)
})
