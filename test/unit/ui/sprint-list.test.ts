import { expect, test } from 'vitest'
import type { Pull, Sprint } from '../../../src/model/sprint.ts'
import { sprintList } from '../../../src/ui/review/sprint-list.ts'

const sprint = (n: number, fields: Partial<Sprint> = {}): Sprint => ({
  id: `s${n}`,
  team: 'keel',
  name: `Sprint ${n}`,
  goal: `Goal ${n}`,
  start: `2027-0${n}-01`,
  end: `2027-0${n}-12`,
  capacity: 10,
  capacityFrom: null,
  serves: null,
  state: 'finished',
  startedAt: n,
  finishedAt: n * 100,
  reached: 'yes',
  reachedWhy: '',
  confirmed: [],
  createdAt: n,
  deleted: null,
  ...fields,
})
const pull = (of: number, item: string, fields: Partial<Pull> = {}): Pull => ({
  id: `${of}${item}`,
  item,
  sprint: `s${of}`,
  rankThen: 1,
  estimateThen: 5,
  added: false,
  ifRoom: false,
  by: null,
  confirmedBy: null,
  forTeam: null,
  session: null,
  past: [],
  at: of,
  why: '',
  leftAt: of * 100,
  leftHow: 'done',
  leftWhy: '',
  deleted: null,
  ...fields,
})

test('a team’s sprints stand newest first with what was done in each, an item once, and another team’s nowhere', () => {
  const pulls = [pull(1, 'a'), pull(1, 'b', { leftHow: 'returned' }), pull(2, 'b'), pull(2, 'b', { id: 'again' })]
  const list = sprintList('keel', [sprint(1), sprint(2), sprint(3, { team: 'jib' })], pulls, (item) =>
    item === 'a' ? 3 : null,
  )
  expect(list.sprints.map(({ sprint: { name }, items, points }) => [name, items, points])).toEqual([
    ['Sprint 2', 1, 5],
    ['Sprint 1', 1, 3],
  ])
  expect(list.sprints[1]?.numbers).toMatchObject({ committed: 10, completed: 3, leftOver: 5, carryOver: 0.5 })
})

test('of a team that counts items the range and the figures are of items', () => {
  const all = [1, 2, 3].map((n) => sprint(n))
  const pulls = [pull(1, 'a'), pull(1, 'b'), pull(2, 'c'), pull(3, 'd'), pull(3, 'e', { leftHow: 'returned' })]
  const list = sprintList('keel', all, pulls, () => 6, 'items')
  expect(list.range).toMatchObject({ low: 1, high: 2 })
  expect(list.sprints.at(-1)?.numbers).toMatchObject({ committed: 2, completed: 2 })
})

test('the range is told from three finished sprints on, and below that the reason why it is not', () => {
  const all = [1, 2, 3].map((n) => sprint(n))
  const pulls = [pull(1, 'a'), pull(2, 'b'), pull(3, 'c')]
  expect(sprintList('keel', all, pulls, () => 6).range).toMatchObject({ low: 6, mean: 6, high: 6 })
  const few = sprintList('keel', all.slice(0, 2), pulls, () => 6)
  expect(few.range).toBeNull()
  expect(few.whyNoRange).toMatch(/^This team has finished 2 sprints so far/)
})
