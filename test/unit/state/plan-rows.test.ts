import * as fc from 'fast-check'
import { flushSync } from 'svelte'
import { expect, test } from 'vitest'
import { createPlanRows, type ListedTable } from '../../../src/state/plan-rows.svelte.ts'
import { inMemoryPlan } from '../../support/in-memory-plan.ts'
import { rootEffect } from '../../support/root-effect.svelte.ts'
import { editAtRandom, KINDS_OF_EDIT } from '../doc/random-edits.ts'

const TABLES: readonly ListedTable[] = ['items', 'epics', 'goals', 'people', 'pulls']

test('what a screen has read is what a fresh read would give, after any local and remote edits', () => {
  const step = fc.record({ who: fc.nat(1), kind: fc.constantFrom(...KINDS_OF_EDIT), number: fc.nat(1_000_000), meet: fc.nat(4) })
  fc.assert(fc.property(fc.array(step, { minLength: 5, maxLength: 40 }), fc.integer(), (steps, seed) => {
    const here = inMemoryPlan({ client: 1, seed })
    const there = inMemoryPlan({ client: 2, seed, from: here })
    const rows = createPlanRows(here.plan)
    /** Kept by effects alone: a signal that was missed shows as an old value. */
    const seen = { order: [] as readonly string[], open: 0, name: '', tables: {} as Record<string, unknown>, parts: {} as Record<string, unknown>, ranks: {} as Record<string, unknown>, texts: {} as Record<string, unknown> }
    const stops = [
      rootEffect(() => { seen.order = rows.order }),
      rootEffect(() => { seen.open = rows.openCount }),
      rootEffect(() => { seen.name = rows.facts.name }),
      ...TABLES.map((table) => rootEffect(() => { seen.tables[table] = [...rows.table(table)] })),
      rootEffect(() => { seen.parts = Object.fromEntries(rows.order.map((id) => [id, (['criteria', 'tasks', 'comments', 'links'] as const).map((part) => rows.partsOf(part, id))])) }),
      rootEffect(() => { seen.ranks = Object.fromEntries(rows.order.map((id) => [id, rows.rankOf(id)])) }),
      rootEffect(() => { seen.texts = Object.fromEntries(rows.order.map((id) => [id, rows.textOf('items', id, 'description')])) }),
    ]
    flushSync()
    for (const { who, kind, number, meet } of steps) {
      editAtRandom(who === 0 ? here : there, kind, number)
      if (meet === 0) here.hear(there)
      if (meet === 1) there.hear(here)
    }
    flushSync()
    const fresh = createPlanRows(here.plan)
    expect(seen).toEqual({
      order: fresh.order, open: fresh.openCount, name: fresh.facts.name,
      tables: Object.fromEntries(TABLES.map((table) => [table, expect.arrayContaining([...fresh.table(table)]) as unknown])),
      parts: Object.fromEntries(fresh.order.map((id) => [id, (['criteria', 'tasks', 'comments', 'links'] as const).map((part) => fresh.partsOf(part, id))])),
      ranks: Object.fromEntries(fresh.order.map((id) => [id, fresh.rankOf(id)])),
      texts: Object.fromEntries(fresh.order.map((id) => [id, fresh.textOf('items', id, 'description')])),
    })
    for (const table of TABLES) expect((seen.tables[table] as unknown[]).length).toBe(fresh.table(table).size)
    stops.forEach((stop) => stop())
    rows.stop()
    fresh.stop()
  }), { numRuns: 60 })
})

test('an edit of one of 500 items wakes one of 500 rows', () => {
  const at = inMemoryPlan()
  for (let i = 0; i < 500; i++) editAtRandom(at, 'create', i)
  const rows = createPlanRows(at.plan)
  let runs = 0
  for (const id of rows.order) rootEffect(() => { void rows.row('items', id)?.title; void rows.partsOf('criteria', id); runs++ })
  flushSync()
  expect(runs).toBe(500)
  editAtRandom(at, 'title', 123)
  flushSync()
  expect(runs).toBe(501)
  editAtRandom(at, 'criterion', 123)
  flushSync()
  expect(runs).toBeLessThanOrEqual(503)
})
