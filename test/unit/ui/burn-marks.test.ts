import { expect, test } from 'vitest'
import type { SprintChange } from '../../../src/model/sprint-change.ts'
import { burnFan, burnFlags, flagRows, scopeWords } from '../../../src/ui/sprint/burn-marks.ts'
import { sprintFigures } from '../../../src/ui/sprint/sprint-figures.ts'

const items = (...estimates: (number | null)[]) =>
  estimates.map((estimate, i) => ({ item: `i${i}`, title: 'An item', estimate }))
const card = (kind: SprintChange['kind'], ins: (number | null)[], outs: (number | null)[]) => ({
  kind,
  ins: items(...ins),
  outs: items(...outs),
})

test('each change card says on the scope line what came and what left', () => {
  expect(scopeWords(card('swap', [3], [2]), 'points')).toBe('+3 −2')
  expect(scopeWords(card('add', [3, 5], []), 'points')).toBe('+8')
  expect(scopeWords(card('remove', [], [2]), 'points')).toBe('−2')
  expect(scopeWords(card('split', [5], [3]), 'points')).toBe('−3')
  expect(scopeWords(card('split', [5], [null]), 'points')).toBe('split')
  expect(scopeWords(card('reorder', [5], []), 'points')).toBe('order')
  expect(scopeWords(card('add', [null, null], []), 'points')).toBe('+2 items')
  expect(scopeWords(card('swap', [null], [null]), 'points')).toBe('swap')
})

test('of a team that counts items a card says how many more or fewer, whatever they are estimated', () => {
  expect(scopeWords(card('add', [3, 5], []), 'items')).toBe('+2 items')
  expect(scopeWords(card('swap', [8], [2]), 'items')).toBe('swap')
  expect(scopeWords(card('split', [5], [3]), 'items')).toBe('split')
})

test('a flag stands on the working day of its card; one of a weekend on the Friday before', () => {
  const days = ['2027-03-04', '2027-03-05', '2027-03-08']
  const at = (day: string) =>
    ({ ...card('add', [3], []), id: day, at: Date.parse(`${day}T10:00:00Z`) }) as unknown as SprintChange
  const flags = burnFlags(
    ['2027-03-01', '2027-03-05', '2027-03-06', '2027-03-08'].map((day, i) => ({
      what: 'card',
      at: at(day).at,
      number: i + 1,
      card: at(day),
    })),
    { days, unit: 'points' },
    'UTC',
  )
  expect(flags.map(({ number, day }) => [number, day])).toEqual([
    [1, 0],
    [2, 1],
    [3, 1],
    [4, 2],
  ])
})

test('flags that would cover each other stand one above the other', () => {
  expect(flagRows([0, 30, 60, 100], 50)).toEqual([0, 1, 0, 1])
  expect(flagRows([0, 0, 0], 50)).toEqual([0, 1, 2])
})

const burn = {
  days: ['a', 'b', 'c'],
  today: 1,
  unit: 'points' as const,
  scope: [{ day: 1, value: 20 }],
  done: [{ day: 1, value: 8 }],
  capacity: null,
  top: 20,
}
test('the forecast counts finished items at the size of what is left, and never more than is in the sprint', () => {
  expect(burnFan(burn, { 50: 3, 85: 2 }, [4, 2])).toEqual({ 50: 17, 85: 14 })
  expect(burnFan(burn, { 50: 9, 85: 2 }, [4, 2])).toEqual({ 50: 20, 85: 14 })
  expect(burnFan({ ...burn, unit: 'items' }, { 50: 3, 85: 2 }, [4, 2])).toEqual({ 50: 11, 85: 10 })
  expect(burnFan(burn, null, [4])).toBeNull()
  expect(burnFan(burn, { 50: 3, 85: 2 }, [])).toBeNull()
  expect(burnFan({ ...burn, today: 3 }, { 50: 3, 85: 2 }, [4])).toBeNull()
})

const stay = (estimateThen: number, added: boolean, leftHow: string | null, leftAt: number | null = null) => ({
  id: `${estimateThen}`,
  item: 'none',
  sprint: 's',
  rankThen: null,
  estimateThen,
  added,
  ifRoom: false,
  by: null,
  confirmedBy: null,
  forTeam: null,
  session: null,
  at: 1,
  why: '',
  leftAt,
  leftHow,
  leftWhy: '',
  past: [],
  deleted: null,
})
test('Jira’s numbers stand beside it; what is carried over is said when the sprint is finished', () => {
  const pulls = [stay(10, false, 'done', 5), stay(6, false, null), stay(4, true, null)]
  const said = (state: string, finishedAt: number | null) =>
    sprintFigures({ state, finishedAt }, pulls, 'points', () => null).map(({ name, words }) => `${name} ${words}`)
  expect(said('running', null)).toEqual(['Scope change +25 %', 'Completed so far 63 %'])
  expect(said('finished', 9)).toEqual(['Scope change +25 %', 'Carried over 63 %', 'Completed 63 %'])
})
