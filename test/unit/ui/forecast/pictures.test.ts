import { expect, test } from 'vitest'
import { dayNumber } from '../../../../src/model/forecast/calendar.ts'
import { FARTHEST } from '../../../../src/model/forecast/monte-carlo.ts'
import { apart, countAxis, dayAxis, linear } from '../../../../src/ui/forecast/axis.ts'
import { dayChoices, usualDay } from '../../../../src/ui/forecast/day-choices.ts'
import { endDay, howManyWords, shortEnd, whenDoneWords } from '../../../../src/ui/forecast/outcome-words.ts'
import { perWeek } from '../../../../src/ui/forecast/per-week.ts'

const day = (text: string): number => dayNumber(text) ?? 0

test('an axis of counts has whole numbers and ends at one of them', () => {
  expect(countAxis(1)).toEqual({ top: 1, values: [0, 1] })
  expect(countAxis(3)).toEqual({ top: 3, values: [0, 1, 2, 3] })
  expect(countAxis(23)).toEqual({ top: 25, values: [0, 5, 10, 15, 20, 25] })
  expect(countAxis(0).top).toBe(1)
})

test('days below a picture are Mondays, as many as have room', () => {
  const [first, last] = [day('2026-09-30'), day('2026-12-30')]
  expect(dayAxis(first, last, 400, 60).map(({ words }) => words)).toEqual(['5 Oct', '2 Nov', '30 Nov', '28 Dec'])
  expect(dayAxis(first, last, 2_000, 60)).toHaveLength(13)
})

test('values lie evenly, and labels keep a line’s height', () => {
  expect([0, 5, 10].map(linear(0, 10, 100, 0))).toEqual([100, 50, 0])
  expect(apart([{ y: 30 }, { y: 20 }, { y: 22 }], 16).map(({ y }) => y)).toEqual([20, 36, 52])
})

test('days become weeks from Monday on', () => {
  const thursday = day('2026-11-05')
  expect(perWeek([1, 0, 0, 2, 3, 1], thursday)).toEqual([
    { first: thursday, days: 4, count: 3 },
    { first: day('2026-11-09'), days: 2, count: 4 },
  ])
})

test('sentences name the share, and say so where nothing can be promised', () => {
  const today = day('2026-11-21')
  expect(howManyWords(6, '2026-12-11')).toBe('6 items or more will be done by 11 December 2026, with 85 %.')
  expect(howManyWords(1, '2026-12-11')).toBe('1 item or more will be done by 11 December 2026, with 85 %.')
  expect(howManyWords(0, '2026-11-22')).toContain('nothing is done for sure')
  expect(whenDoneWords(10, 14, today)).toBe('The first 10 items will be done on or before 4 December 2026, with 85 %.')
  expect(whenDoneWords(1, 1, today)).toBe('The first item will be done on or before 21 November 2026, with 85 %.')
  expect(whenDoneWords(900, FARTHEST, today)).toContain('hardly be done within twenty years')
  expect(endDay(0, today)).toBe('2026-11-21')
  expect([shortEnd(2, today), shortEnd(400, today)]).toEqual(['22 Nov', '25 Dec 2027'])
})

test('days worth asking for are ends of sprints and goals that are not over, the nearest first', () => {
  const sprint = (id: string, end: string | null, state: string) => ({ id, name: id, end, state }) as never
  const goal = (id: string, due: string | null) => ({ id, title: id, due }) as never
  const sprints = [
    sprint('S15', '2026-12-11', 'planned'),
    sprint('S14', '2026-11-27', 'running'),
    sprint('S13', '2026-11-25', 'finished'),
  ]
  const goals = [goal('Book ahead', '2026-12-01'), goal('Over', '2026-11-01'), goal('Some day', null)]
  expect(dayChoices(sprints, goals, '2026-11-21').map(({ name }) => name)).toEqual([
    '27 Nov, end of S14',
    '1 Dec, Book ahead',
    '11 Dec, end of S15',
  ])
  expect(usualDay(sprints, '2026-11-21')).toBe('2026-12-11')
  expect(usualDay([...sprints, sprint('S16', '2026-12-24', 'planned')], '2026-11-21')).toBe('2026-12-11')
  expect(usualDay(sprints.slice(1), '2026-11-21')).toBe('2026-11-27')
  expect(usualDay([], '2026-11-21')).toBe('2026-12-19')
})
