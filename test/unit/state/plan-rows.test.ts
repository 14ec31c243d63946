import * as fc from 'fast-check'
import { flushSync } from 'svelte'
import { expect, test } from 'vitest'
import { createPlanRows, type ListedTable, type PlanRows } from '../../../src/state/plan-rows.svelte.ts'
import { inMemoryPlan } from '../../support/in-memory-plan.ts'
import { rootEffect } from '../../support/root-effect.svelte.ts'
import { editAtRandom, KINDS_OF_EDIT } from '../doc/random-edits.ts'

const TABLES: readonly ListedTable[] = ['items', 'epics', 'goals', 'people', 'pulls']

test('what a screen has read is what a fresh read would give, after any local and remote edits', () => {
  const step = fc.record({
    who: fc.nat(1),
    kind: fc.constantFrom(...KINDS_OF_EDIT),
    number: fc.nat(1_000_000),
    meet: fc.nat(4),
  })
  fc.assert(
    fc.property(fc.array(step, { minLength: 5, maxLength: 40 }), fc.integer(), (steps, seed) => {
      const here = inMemoryPlan({ client: 1, seed })
      const there = inMemoryPlan({ client: 2, seed, from: here })
      const rows = createPlanRows(here.plan)
      /** Kept by effects alone, one a thing: a signal that was missed shows as an old value. */
      const seen = {
        order: [] as readonly string[],
        open: 0,
        name: '',
        tables: {} as Record<string, [string, unknown][]>,
        items: {} as Record<string, unknown>,
      }
      const read = (from: PlanRows, id: string) => ({
        get row() {
          return from.row('items', id)
        },
        get rank() {
          return from.rankOf(id)
        },
        get text() {
          return from.textOf('items', id, 'description')
        },
        get parts() {
          return (['criteria', 'tasks', 'comments', 'links'] as const).map((part) => from.partsOf(part, id))
        },
      })
      const stops = [
        rootEffect(() => {
          seen.order = rows.order
        }),
        rootEffect(() => {
          seen.open = rows.openCount
        }),
        rootEffect(() => {
          seen.name = rows.facts.name
        }),
        ...TABLES.map((table) =>
          rootEffect(() => {
            seen.tables[table] = [...rows.table(table)]
          }),
        ),
      ]
      const watched = new Set<string>()
      const watchNewItems = () => {
        for (const id of here.plan.rows('items').keys()) {
          if (watched.has(id)) continue
          watched.add(id)
          for (const part of ['row', 'rank', 'text', 'parts'] as const)
            stops.push(
              rootEffect(() => {
                seen.items[`${id} ${part}`] = read(rows, id)[part]
              }),
            )
        }
      }
      for (const { who, kind, number, meet } of steps) {
        editAtRandom(who === 0 ? here : there, kind, number)
        if (meet === 0) here.hear(there)
        if (meet === 1) there.hear(here)
        watchNewItems()
        flushSync()
      }
      const fresh = createPlanRows(here.plan)
      expect({ order: seen.order, open: seen.open, name: seen.name }).toEqual({
        order: fresh.order,
        open: fresh.openCount,
        name: fresh.facts.name,
      })
      for (const table of TABLES) expect(new Map(seen.tables[table])).toEqual(new Map(fresh.table(table)))
      for (const id of watched) {
        const now = read(fresh, id)
        for (const part of ['row', 'rank', 'text', 'parts'] as const)
          expect(seen.items[`${id} ${part}`]).toEqual(now[part])
      }
      stops.forEach((stop) => stop())
      rows.stop()
      fresh.stop()
    }),
    { numRuns: 60 },
  )
})

test('an edit of one of 500 items wakes one of 500 rows', () => {
  const at = inMemoryPlan()
  for (let i = 0; i < 500; i++) editAtRandom(at, 'create', i)
  const rows = createPlanRows(at.plan)
  let runs = 0
  for (const id of rows.order)
    rootEffect(() => {
      void rows.row('items', id)?.title
      void rows.partsOf('criteria', id)
      runs++
    })
  flushSync()
  expect(runs).toBe(500)
  editAtRandom(at, 'title', 123)
  flushSync()
  expect(runs).toBe(501)
  editAtRandom(at, 'criterion', 123)
  flushSync()
  expect(runs).toBeLessThanOrEqual(503)
})
