import { expect, test } from 'vitest'
import { generateJiraCsv, generatePlan } from '../../bench/plan-generator.ts'
import { emptyPlan, importInto } from '../../support/import-into.ts'
import { exportPlan } from '../../../src/interchange/export-plan.ts'

test('a generated plan that is imported, exported and imported into an empty plan gives the same bytes', () => {
  const first = emptyPlan(1)
  importInto(first, generatePlan(200).json)
  const bytes = exportPlan(first.plan, 'ordinal-json')
  expect(exportPlan(first.plan, 'ordinal-json')).toBe(bytes)
  const second = emptyPlan(2)
  const report = importInto(second, bytes)
  expect(report.created).toBe(200)
  expect(exportPlan(second.plan, 'ordinal-json')).toBe(bytes)
})

test('a plan that came from Jira keeps its bytes too, source and last imported values included', () => {
  const first = emptyPlan(1)
  importInto(first, generateJiraCsv(300))
  const bytes = exportPlan(first.plan, 'ordinal-json')
  const second = emptyPlan(2)
  importInto(second, bytes)
  expect(exportPlan(second.plan, 'ordinal-json')).toBe(bytes)
})

test('importing the same Ordinal file twice changes nothing the second time', () => {
  const plan = emptyPlan()
  const { json } = generatePlan(60)
  importInto(plan, json)
  const records = plan.envelopes.length
  const again = importInto(plan, json)
  expect(again).toMatchObject({ created: 0, updated: 0, unchanged: 60, missing: 0, conflicts: [] })
  expect(plan.envelopes.length).toBe(records)
})
