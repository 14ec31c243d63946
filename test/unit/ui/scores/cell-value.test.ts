import { expect, test } from 'vitest'
import { MOSCOW } from '../../../../src/model/scoring/moscow.ts'
import { RICE } from '../../../../src/model/scoring/rice.ts'
import { readCell, readPaste } from '../../../../src/ui/scores/cell-value.ts'

const factor = (name: string) => RICE.factors.find((one) => one.name === name)!

test('a cell takes numbers as people type them, with the sign of their unit', () => {
  expect(readCell(factor('reach'), ' 1 500 ')).toEqual({ ok: true, value: 1500 })
  expect(readCell(factor('reach'), '1,234,500')).toEqual({ ok: true, value: 1_234_500 })
  expect(readCell(factor('confidence'), '80 %')).toEqual({ ok: true, value: 80 })
  expect(readCell(factor('impact'), '0,5')).toEqual({ ok: true, value: 0.5 })
  expect(readCell(factor('effort'), '')).toEqual({ ok: true, value: null })
  expect(readCell(MOSCOW.factors[0]!, 'M')).toEqual({ ok: true, value: 'must' })
  expect(readCell(MOSCOW.factors[0]!, 'Won’t, not this time')).toEqual({ ok: true, value: 'wont' })
})

test('text in a number cell, and what can be read two ways, gets a clear sentence', () => {
  expect(readCell(factor('reach'), 'many')).toEqual({ ok: false, message: 'Reach takes a number, not “many”.' })
  expect(readCell(factor('reach'), '1,500')).toEqual({
    ok: false,
    message: '“1,500” can be read as 1500 or as 1.500. Write it without the comma.',
  })
  expect(readCell(factor('effort'), '0')).toEqual({ ok: false, message: 'Effort is at least 0.5 person-months.' })
  expect(readCell(MOSCOW.factors[0]!, 'x').ok).toBe(false)
})

test('a pasted block is laid on cells from the one at hand, and what stands beyond the edge is counted', () => {
  const pasted = readPaste('100\t2\n200\t1\r\n300\t3\n', ['a', 'b'], RICE.factors, { row: 0, column: 0 })
  expect(pasted).toMatchObject({ ok: true, over: 2 })
  expect(pasted.ok && pasted.cells.map(({ item, factor: { name }, value }) => [item, name, value])).toEqual([
    ['a', 'reach', 100],
    ['a', 'impact', 2],
    ['b', 'reach', 200],
    ['b', 'impact', 1],
  ])
})

test('one bad line, and a huge paste, leave everything as it was', () => {
  const rows = ['a', 'b', 'c']
  expect(readPaste('1\ntwo\n3', rows, RICE.factors, { row: 0, column: 0 })).toEqual({
    ok: false,
    message: 'Line 2 of what was pasted: Reach takes a number, not “two”. Nothing was pasted.',
  })
  expect(readPaste('1\n'.repeat(6000), rows, RICE.factors, { row: 0, column: 0 })).toEqual({
    ok: false,
    message: 'That is 6,000 lines; one paste takes 5,000. Nothing was pasted; do it in parts.',
  })
  const started = performance.now()
  expect(readPaste('x'.repeat(10_000_000), rows, RICE.factors, { row: 0, column: 0 })).toMatchObject({
    ok: false,
    message: 'That is 10 MB of text, far more than a column of numbers. Nothing was pasted; copy the column alone.',
  })
  expect(performance.now() - started).toBeLessThan(1000)
})
