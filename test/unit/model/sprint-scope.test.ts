import { expect, test } from 'vitest'
import type { Pull } from '../../../src/model/sprint.ts'
import { countedStays, scopeInSprint } from '../../../src/model/sprint-scope.ts'

const stay = (item: string, more: Partial<Pull> = {}) =>
  ({
    id: item,
    item,
    sprint: 's',
    at: 10,
    ifRoom: false,
    added: false,
    leftAt: null,
    leftHow: null,
    deleted: null,
    ...more,
  }) as Pull
const items: Readonly<Record<string, object>> = {
  sure: { stage: 'open', startedAt: null, estimate: 8, sprint: 's', deleted: null },
  waits: { stage: 'open', startedAt: null, estimate: 5, sprint: 's', deleted: null },
  begun: { stage: 'doing', startedAt: 30, estimate: 3, sprint: 's', deleted: null },
  done: { stage: 'done', startedAt: null, estimate: 2, sprint: 's', deleted: null },
}
const itemOf = (id: string) => items[id] as never
const stays = [
  stay('sure'),
  stay('waits', { ifRoom: true }),
  stay('begun', { ifRoom: true }),
  stay('done', { ifRoom: true, leftAt: 40, leftHow: 'done' }),
]

test('what is taken only if there is room takes no capacity before it is begun', () => {
  expect(scopeInSprint(stays, itemOf, 's', 'points')).toBe(8 + 3 + 2)
  expect(scopeInSprint(stays, itemOf, 's', 'items')).toBe(3)
})

test('it comes into the scope line as an addition when it is begun, and not at all while it waits', () => {
  expect(countedStays(stays, itemOf).map(({ item, at, added }) => [item, at, added])).toEqual([
    ['sure', 10, false],
    ['begun', 30, true],
    ['done', 40, true],
  ])
})
