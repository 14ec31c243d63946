import { expect, test } from 'vitest'
import { createRowWindow } from '../../../../src/ui/backlog/row-window.svelte.ts'

test('the rows in sight are drawn and some beyond, however far somebody scrolls', () => {
  const rows = createRowWindow({ count: () => 10_000, rowHeight: () => 32 })
  for (const top of [0, 31, 32, 4_321, 160_000, 10_000 * 32 - 640]) {
    rows.see(top, 640)
    expect(rows.first).toBeLessThanOrEqual(Math.floor(top / 32))
    expect(rows.last).toBeGreaterThanOrEqual(Math.min(10_000, Math.ceil((top + 640) / 32)))
    expect(rows.last - rows.first).toBeLessThan(50)
  }
})

test('no two drawn rows share a slot', () => {
  const rows = createRowWindow({ count: () => 10_000, rowHeight: () => 32 })
  for (let top = 0; top < 5_000; top += 37) {
    rows.see(top, 640)
    const slots = Array.from({ length: rows.last - rows.first }, (_, i) => rows.slotOf(rows.first + i))
    expect(new Set(slots).size).toBe(slots.length)
  }
})

test('a list that got shorter than where it is scrolled to shows its last rows', () => {
  let count = 1_000
  const rows = createRowWindow({ count: () => count, rowHeight: () => 32 })
  rows.see(30_000, 640)
  count = 3
  rows.see(0, 640)
  expect([rows.first, rows.last]).toEqual([0, 3])
})

test('a row in sight needs no scrolling; one above or below comes in with two rows around it', () => {
  const rows = createRowWindow({ count: () => 1_000, rowHeight: () => 32 })
  rows.see(3_200, 640)
  expect(rows.scrollFor(105)).toBeNull()
  expect(rows.scrollFor(90)).toBe(88 * 32)
  expect(rows.scrollFor(130)).toBe(133 * 32 - 640)
  expect(rows.scrollFor(0)).toBe(0)
})
