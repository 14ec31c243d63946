import { expect, test } from 'vitest'
import { sprintStays, sprintVelocities } from '../../../../src/model/forecast/sprint-history.ts'
import { sprintNumbers } from '../../../../src/model/forecast/sprint-numbers.ts'

const sprint = { id: 's', name: 'Sprint 1', team: 'keel', end: '2026-11-27', state: 'finished', deleted: null }
interface Part {
  readonly item: string
  readonly then: number | null
  readonly added?: boolean
  readonly ifRoom?: boolean
  readonly leftAt?: number | null
  readonly leftHow?: string | null
}
const pull = ({ item, then, added = false, ifRoom = false, leftAt = 50, leftHow = 'done' }: Part) => ({
  item,
  sprint: 's',
  estimateThen: then,
  added,
  ifRoom,
  leftAt,
  leftHow,
  deleted: null,
})
const estimates = (of: Readonly<Record<string, number>>) => (item: string) => of[item] ?? null

test('Jira’s numbers of a sprint: scope change, carry-over and completion by hand', () => {
  const pulls = [
    pull({ item: 'a', then: 8 }),
    pull({ item: 'b', then: 5, leftHow: 'returned', leftAt: 40 }),
    pull({ item: 'c', then: 7, leftHow: 'moved', leftAt: 100 }),
    pull({ item: 'd', then: 3, added: true }),
    pull({ item: 'e', then: 4, added: true, leftHow: null, leftAt: null }),
  ]
  const found = sprintNumbers(sprintStays(pulls, 100, 'points', estimates({})))
  expect(found).toMatchObject({ committed: 20, added: 7, removed: 5, completed: 11, leftOver: 11 })
  expect(found).toMatchObject({ scopeChange: 0.1, carryOver: 0.55, completion: 0.55 })
  expect(sprintNumbers(sprintStays(pulls, 100, 'items', estimates({})))).toMatchObject({ committed: 3, completed: 2 })
})

test('what was taken only if there is room is no commitment: done it counts as added, and else for nothing', () => {
  const pulls = [
    pull({ item: 'a', then: 8 }),
    pull({ item: 'b', then: 5, ifRoom: true }),
    pull({ item: 'c', then: 3, ifRoom: true, leftHow: 'returned', leftAt: 100 }),
  ]
  const found = sprintNumbers(sprintStays(pulls, 100, 'points', estimates({})))
  expect(found).toMatchObject({ committed: 8, added: 5, completed: 13, leftOver: 0 })
})

test('of a split item the part that was done counts, although more was committed', () => {
  const found = sprintNumbers(sprintStays([pull({ item: 'a', then: 8 })], 100, 'points', estimates({ a: 5 })))
  expect(found).toMatchObject({ committed: 8, completed: 5, completion: 0.625 })
})

test('what a split took off went out of the sprint: something added for as much changes the scope by nothing', () => {
  const pulls = [pull({ item: 'a', then: 10 }), pull({ item: 'b', then: 5, added: true })]
  const splits = [{ item: 'a', at: 20, by: 5 }]
  const of = estimates({ a: 5 })
  expect(sprintNumbers(sprintStays(pulls, 100, 'points', of, splits))).toMatchObject({ removed: 5, scopeChange: 0 })
  expect(sprintNumbers(sprintStays(pulls, 100, 'items', of, splits))).toMatchObject({ removed: 0, scopeChange: 1 })
  // Taken out whole afterwards, it counts once, with what it came in with.
  const out = [pull({ item: 'a', then: 10, leftHow: 'returned', leftAt: 40 })]
  expect(sprintNumbers(sprintStays(out, 100, 'points', of, splits)).removed).toBe(10)
})

test('where nothing was committed there are no shares', () => {
  const found = sprintNumbers(sprintStays([pull({ item: 'a', then: 8, added: true })], 100, 'points', estimates({})))
  expect(found).toMatchObject({ committed: 0, scopeChange: null, carryOver: null, completion: null })
})

test('a finished sprint’s velocity counts each done item once, with the estimate that it has', () => {
  const pulls = [
    pull({ item: 'a', then: 8 }),
    pull({ item: 'a', then: 8, leftHow: 'returned' }),
    pull({ item: 'b', then: 3 }),
    pull({ item: 'b', then: 3 }),
    pull({ item: 'c', then: null }),
    pull({ item: 'd', then: 13, leftHow: 'moved' }),
  ]
  const others = [
    { ...sprint, id: 'running', state: 'running' },
    { ...sprint, id: 'gone', deleted: { by: null, at: 0, why: '' } },
  ]
  const found = sprintVelocities([sprint, ...others], pulls, estimates({ a: 5 }))
  expect(found).toEqual([{ id: 's', name: 'Sprint 1', team: 'keel', end: 20784, points: 8, items: 3 }])
})
