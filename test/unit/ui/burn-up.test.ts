import { expect, test } from 'vitest'
import type { Pull } from '../../../src/model/sprint.ts'
import { burnUp, type BurnSources } from '../../../src/ui/sprint/burn-up.ts'

const at = (day: string, hour = 10): number => Date.parse(`${day}T${String(hour).padStart(2, '0')}:00:00Z`)
let next = 0
function pull(item: string, day: string, left: Partial<Pull> = {}): Pull {
  return {
    id: `pull${next++}`,
    item,
    sprint: 's',
    rankThen: 1,
    estimateThen: 3,
    added: false,
    ifRoom: false,
    by: null,
    confirmedBy: null,
    forTeam: null,
    session: null,
    at: at(day),
    why: '',
    past: [],
    leftAt: null,
    leftHow: null,
    leftWhy: '',
    deleted: null,
    ...left,
  }
}
const sprint = { start: '2027-03-01', end: '2027-03-12', capacity: 20 }
const estimates: Readonly<Record<string, number | null>> = { a: 5, b: 3, c: 8, d: null }
const sizeOf = (item: string) => estimates[item] ?? null
/** On a day at ten in the morning; points in UTC, and nothing split, where nothing else is said. */
const burnOn = (day: string, pulls: readonly Pull[], more: Partial<BurnSources> = {}) =>
  burnUp({ sprint, pulls, splits: [], counts: 'points', estimateOf: sizeOf, now: at(day), timeZone: 'UTC', ...more })

test('scope and done are counted day by day, from when each item came and how it left', () => {
  const burn = burnOn('2027-03-05', [
    pull('a', '2027-02-26', { leftAt: at('2027-03-03'), leftHow: 'done' }),
    pull('b', '2027-02-26', { leftAt: at('2027-03-02'), leftHow: 'returned' }),
    pull('c', '2027-03-04'),
  ])
  expect(burn?.days).toHaveLength(10)
  expect(burn?.today).toBe(4)
  expect(burn?.scope.map((point) => point.value)).toEqual([8, 5, 5, 13, 13])
  expect(burn?.done.map((point) => point.value)).toEqual([0, 0, 5, 5, 5])
})

test('what a split took off counts up to the day on which it did', () => {
  const pulls = [pull('a', '2027-02-26'), pull('b', '2027-02-26')]
  const splits = [{ item: 'a', at: at('2027-03-03'), by: 2 }]
  const burn = burnOn('2027-03-04', pulls, { splits })
  expect(burn?.scope.map((point) => point.value)).toEqual([10, 10, 8, 8])
})

test('what was not done when the sprint was finished stays on the scope line', () => {
  const finishedAt = at('2027-03-10')
  const pulls = [
    pull('a', '2027-02-26', { leftAt: at('2027-03-03'), leftHow: 'done' }),
    pull('b', '2027-02-26', { leftAt: finishedAt, leftHow: 'returned' }),
    pull('c', '2027-02-26', { leftAt: at('2027-03-04'), leftHow: 'returned' }),
  ]
  const burn = burnOn('2027-03-20', pulls, { sprint: { ...sprint, finishedAt } })
  expect(burn?.scope.at(0)?.value).toBe(16)
  expect(burn?.scope.at(-1)?.value).toBe(8)
})

test('a day belongs to the plan’s time zone: late in the evening in Lisbon is not tomorrow', () => {
  const pulls = [pull('a', '2027-03-01', { leftAt: at('2027-03-01', 23), leftHow: 'done' })]
  expect(burnOn('2027-03-03', pulls, { timeZone: 'Europe/Lisbon' })?.done[0]?.value).toBe(5)
  expect(burnOn('2027-03-03', pulls, { timeZone: 'Asia/Tokyo' })?.done[0]?.value).toBe(0)
})

test('what was finished on the weekend counts on the next working day, and nothing is lost after the end', () => {
  const pulls = [pull('a', '2027-03-01', { leftAt: at('2027-03-06'), leftHow: 'done' })]
  expect(burnOn('2027-03-20', pulls)?.done.map((point) => point.value)).toEqual([0, 0, 0, 0, 5, 5, 5, 5, 5, 5])
})

test('where nothing is estimated, items are counted and capacity is left out', () => {
  const burn = burnOn('2027-03-02', [pull('d', '2027-03-01', { estimateThen: null })])
  expect(burn).toMatchObject({ unit: 'items', capacity: null })
  expect(burn?.scope.at(-1)?.value).toBe(1)
})

test('of a team that counts items, items are counted although they are estimated, and its capacity is one of items', () => {
  const burn = burnOn('2027-03-02', [pull('a', '2027-03-01')], { sprint: { ...sprint, capacity: 3 }, counts: 'items' })
  expect(burn).toMatchObject({ unit: 'items', capacity: 3, top: 3 })
  expect(burn?.scope.at(-1)?.value).toBe(1)
})

test('a sprint without days, or one that ends before it starts, has no picture', () => {
  expect(burnOn('2027-03-02', [], { sprint: { ...sprint, start: null } })).toBeNull()
  expect(burnOn('2027-03-02', [], { sprint: { ...sprint, end: '2027-02-01' } })).toBeNull()
})
