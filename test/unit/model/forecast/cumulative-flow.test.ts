import fc from 'fast-check'
import { expect, test } from 'vitest'
import { cumulativeFlow } from '../../../../src/model/forecast/cumulative-flow.ts'
import { flowItem } from './flow-items.ts'

test('items per state at the end of each day', () => {
  const items = [
    flowItem(2, 4, { created: 1 }),
    flowItem(3, null, { created: 1 }),
    flowItem(null, null, { created: 2 }),
    flowItem(null, 5, { created: 3 }),
  ]
  expect(cumulativeFlow(items, { first: 1, last: 5 })).toEqual({
    first: 1,
    open: [2, 2, 2, 2, 1],
    doing: [0, 1, 2, 1, 1],
    done: [0, 0, 0, 1, 2],
    without: 0,
  })
})

test('what came before the days looked at stands there from the first on, what came after not at all', () => {
  const items = [flowItem(1, 2), flowItem(30, 31), flowItem(9, 20)]
  expect(cumulativeFlow(items, { first: 10, last: 11 })).toMatchObject({ open: [0, 0], doing: [1, 1], done: [1, 1] })
})

test('dropped items and those without days are left out and counted', () => {
  const items = [
    flowItem(1, 2, { stage: 'dropped' }),
    flowItem(null, null, { created: null }),
    // In progress, but an import did not say since when: it is not open.
    flowItem(null, null, { created: 1, stage: 'doing' }),
  ]
  expect(cumulativeFlow(items, { first: 1, last: 2 })).toMatchObject({ without: 3, open: [0, 0], doing: [0, 0] })
})

test('no state ever holds fewer than none, whatever the clocks of several machines wrote', () => {
  const day = fc.option(fc.integer({ min: 0, max: 30 }))
  const anItem = fc
    .record({ created: day, started: day, finished: day, stage: fc.constantFrom('open', 'doing', 'done', 'dropped') })
    .map((row) => flowItem(row.started, row.finished, row))
  fc.assert(
    fc.property(fc.array(anItem, { maxLength: 30 }), (items) => {
      const flow = cumulativeFlow(items, { first: 5, last: 25 })
      expect(Math.min(...flow.open, ...flow.doing, ...flow.done)).toBeGreaterThanOrEqual(0)
      const there = flow.open.map((open, i) => open + (flow.doing[i] ?? 0) + (flow.done[i] ?? 0))
      expect(there).toEqual([...there].sort((a, b) => a - b))
    }),
  )
})
