import { expect, test } from 'vitest'
import { createItem } from '../../../src/commands/create-item.ts'
import { moveItem } from '../../../src/commands/move-item.ts'
import { scoreItem } from '../../../src/commands/scores.ts'
import { exportPlan } from '../../../src/interchange/export-plan.ts'
import { readImport } from '../../../src/interchange/read-import.ts'
import { STANDARD_METHODS } from '../../../src/model/scoring/methods.ts'
import { explainedOrder } from '../../../src/state/explained-order.ts'
import { NO_CHOICES } from '../../support/import-into.ts'
import { inMemoryPlan } from '../../support/in-memory-plan.ts'

test('an order that can be explained item by item is handed over: Markdown and CSV say the reason and the scores', () => {
  const at = inMemoryPlan()
  const [a = '', b = ''] = ['Berths', 'Law | rules'].map((title) => at.must(createItem, { title }))
  at.must(scoreItem, { item: a, method: 'value-effort', factors: { value: 8, effort: 2 } })
  at.must(moveItem, { id: b, after: null, why: 'The law goes before' })
  expect(exportPlan(at.plan, 'markdown')).toContain('*Why it stands here:* The law goes before')
  expect(exportPlan(at.plan, 'markdown')).toContain('*Scores:* Value / effort 4')
  const csv = exportPlan(at.plan, 'csv')
  expect(csv.split('\n')[0]).toContain('why it stands there,scores,parked because')
  expect(csv).toContain('The law goes before')
  expect(csv).toContain('Value / effort 4')
  const read = readImport(new TextEncoder().encode(csv), 'plan.csv', NO_CHOICES)
  expect(read.ok).toBe(true)
  const method = STANDARD_METHODS.find(({ id }) => id === 'value-effort')!
  const page = explainedOrder(at.plan, method, 1, String, new Set([at.plan.open.ids[0] ?? '']))
  expect(page).toContain('the first 1 and why they stand there')
  expect(page).toContain('| 1 | Law \\| rules (')
  expect(page).toContain('|  |  | The law goes before |')
  expect(page).not.toContain('Berths')
  const second = at.plan.open.ids[1] ?? ''
  const line = (agree: readonly string[]) =>
    explainedOrder(at.plan, method, 2, String, new Set(agree))
      .split('\n')
      .find((one) => one.startsWith('| 2 '))
  expect(line([second])).toMatch(/\| where its score puts it \|$/)
  expect(line([])).not.toContain('score puts it')
})
