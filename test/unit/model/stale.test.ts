import { expect, test } from 'vitest'
import { editPlanFact } from '../../../src/commands/plan-facts.ts'
import { staleDays } from '../../../src/model/stale.ts'
import { inMemoryPlan } from '../../support/in-memory-plan.ts'

const DAY = 24 * 60 * 60 * 1_000

test('an item is stale once nothing happened for as many days as the plan says', () => {
  expect(staleDays(null, 100 * DAY, 90)).toBeNull()
  expect(staleDays(10 * DAY + 1, 100 * DAY, 90)).toBeNull()
  expect(staleDays(10 * DAY, 100 * DAY, 90)).toBe(90)
  expect(staleDays(0, 99.5 * DAY, 30)).toBe(99)
  const at = inMemoryPlan()
  at.must(editPlanFact, { field: 'staleAfter', value: 30 })
  expect(at.plan.facts.staleAfter).toBe(30)
  for (const value of [0, 1.5, -3]) expect(at.run(editPlanFact, { field: 'staleAfter', value }).ok).toBe(false)
  at.must(editPlanFact, { field: 'staleAfter', value: null })
  expect(at.plan.facts.staleAfter).toBeNull()
})
