import { expect, test } from 'vitest'
import { readPaintRows } from '../../../src/app/paint-rows.ts'

const row = { rank: 1, kind: 'feature', title: 'Hold a berth', goal: '', domain: '', estimate: null }

test('rows of the last first paint are drawn as they were kept, also without the number of open items', () => {
  expect(readPaintRows({ name: 'Harbour', open: 3, rows: [row] })).toEqual({ name: 'Harbour', open: 3, rows: [row] })
  expect(readPaintRows({ name: 'Harbour', rows: [row, { ...row, rank: 2, estimate: 5 }] })?.rows).toHaveLength(2)
})

test('what is no such list is nothing', () => {
  const bad: unknown[] = [
    undefined,
    null,
    'rows',
    { rows: [row] },
    { name: 'Harbour', rows: [] },
    { name: 'Harbour', rows: [null] },
    { name: 'Harbour', rows: [{ ...row, title: {} }] },
    { name: 'Harbour', rows: [{ ...row, rank: 'one' }] },
    { name: 'Harbour', rows: [row, row] },
    { name: 'Harbour', rows: { length: 3 } },
  ]
  for (const one of bad) expect(readPaintRows(one)).toBeNull()
})
