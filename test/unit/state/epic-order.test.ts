import { expect, test } from 'vitest'
import { createItem } from '../../../src/commands/create-item.ts'
import { createEpic } from '../../../src/commands/epics.ts'
import { moveItem } from '../../../src/commands/move-item.ts'
import { setStage } from '../../../src/commands/pull-item.ts'
import { epicsInOrder } from '../../../src/state/epic-order.ts'
import { inMemoryPlan } from '../../support/in-memory-plan.ts'

test('an epic stands where its first open item stands, and goes on from there when that is done', () => {
  const at = inMemoryPlan()
  const [late, early, empty] = ['Late', 'Early', 'Empty'].map((title) => at.must(createEpic, { title })) as [
    string,
    string,
    string,
  ]
  const a = at.must(createItem, { title: 'A', fields: { epic: early } })
  at.must(createItem, { title: 'x' })
  const b = at.must(createItem, { title: 'B', fields: { epic: late } })
  at.must(createItem, { title: 'C', fields: { epic: early } })
  const standing = () => epicsInOrder(at.plan).map(({ epic, rank, open }) => [epic.title, rank, open])
  expect(standing()).toEqual([
    ['Early', 1, 2],
    ['Late', 3, 1],
    ['Empty', 0, 0],
  ])
  at.must(setStage, { item: a, stage: 'done' })
  expect(standing()).toEqual([
    ['Late', 2, 1],
    ['Early', 3, 1],
    ['Empty', 0, 0],
  ])
  at.must(moveItem, { id: b, after: null })
  expect(standing()[0]).toEqual(['Late', 1, 1])
  expect(empty).not.toBe(late)
})
