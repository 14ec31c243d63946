import { expect, test } from 'vitest'
import type { Readiness } from '../../../src/model/readiness.ts'
import { pullsASprint, refineNext, type RefineFacts } from '../../../src/model/refine-next.ts'
import type { Pull, Sprint } from '../../../src/model/sprint.ts'

const READY: Readiness = { ready: true, met: 1, total: 1, checks: [] }
const BARE: Readiness = {
  ready: false,
  met: 0,
  total: 1,
  checks: [{ entry: '', text: 'It says why', lacks: 'no why', met: false, computed: true }],
}
function backlog(count: number, over: Partial<RefineFacts> = {}) {
  const looked = new Set<string>()
  const facts: RefineFacts = {
    order: Array.from({ length: count }, (_, i) => `i${i + 1}`),
    item: () => ({ sprint: null, stage: 'open' }),
    readiness: (id) => (looked.add(id), Number(id.slice(1)) % 2 === 0 ? READY : BARE),
    isPlanned: () => false,
    perSprint: 4,
    ...over,
  }
  return { facts, looked }
}

test('what to refine next is high in the order, not ready, and in no session to come', () => {
  const { facts } = backlog(10, { isPlanned: (id) => id === 'i3' })
  const { next, planned } = refineNext(facts)
  expect(next.map(({ id, place, sprint }) => [id, place, sprint])).toEqual([
    ['i1', 1, 1],
    ['i5', 5, 2],
    ['i7', 7, 2],
    ['i9', 9, 3],
  ])
  expect(next[0]?.lacks).toEqual(['no why'])
  expect(planned.map(({ id }) => id)).toEqual(['i3'])
})

test('of the items that would fill the next two sprints it says how many are ready', () => {
  const { ahead } = refineNext(backlog(7).facts)
  expect(ahead.map(({ ready, items }) => [ready, items.length])).toEqual([
    [2, 4],
    [1, 3],
  ])
})

test('what a team has pulled or begun counts for neither', () => {
  const item = (id: string) => ({ sprint: id === 'i1' ? 's' : null, stage: id === 'i3' ? 'doing' : 'open' })
  const { ahead, next } = refineNext(backlog(5, { item }).facts)
  expect(ahead[0].items.map(({ id }) => id)).toEqual(['i2', 'i4', 'i5'])
  expect(next.map(({ id }) => id)).toEqual(['i5'])
})

test('it looks at no more items of ten thousand than it needs', () => {
  const some = backlog(10_000)
  expect(refineNext(some.facts).next).toHaveLength(20)
  expect(some.looked.size).toBeLessThan(45)
  const allReady = backlog(10_000, {})
  const looked = new Set<string>()
  expect(refineNext({ ...allReady.facts, readiness: (id) => (looked.add(id), READY) }).next).toEqual([])
  expect(looked.size).toBe(200)
})

test('an empty backlog has nothing to refine', () => {
  expect(refineNext(backlog(0).facts)).toEqual({
    ahead: [
      { items: [], ready: 0 },
      { items: [], ready: 0 },
    ],
    next: [],
    planned: [],
  })
})

const sprint = (id: string, team: string, start: string, state = 'finished') =>
  ({ id, team, start, state, createdAt: 0, deleted: null }) as unknown as Sprint
const pulls = (of: string, count: number, over: Partial<Pull> = {}) =>
  Array.from(
    { length: count },
    (_, i) => ({ sprint: of, item: `${of}-${i}`, ifRoom: false, deleted: null, ...over }) as unknown as Pull,
  )

test('what teams take into a sprint is the middle of the last three of each, added up', () => {
  const sprints = [
    sprint('a1', 'blue', '2026-01-05'),
    sprint('a2', 'blue', '2026-01-19'),
    sprint('a3', 'blue', '2026-02-02'),
    sprint('a4', 'blue', '2026-02-16', 'running'),
    sprint('a5', 'blue', '2026-03-02', 'planned'),
    sprint('b1', 'green', '2026-02-16'),
  ]
  const all = [
    ...pulls('a1', 40),
    ...pulls('a2', 9),
    ...pulls('a3', 5),
    ...pulls('a4', 6),
    ...pulls('a4', 3, { ifRoom: true, item: 'maybe' }),
    ...pulls('b1', 2),
    ...pulls('b1', 1),
  ]
  expect(pullsASprint(sprints, all)).toEqual({ items: 8, sprints: 4, teams: 2 })
})

test('a plan without sprints takes a usual number, and says that it did', () => {
  expect(pullsASprint([], [])).toEqual({ items: 7, sprints: 0, teams: 0 })
  expect(pullsASprint([sprint('a', 'blue', '2026-01-05')], [])).toMatchObject({ sprints: 0 })
})
