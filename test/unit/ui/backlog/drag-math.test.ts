import fc from 'fast-check'
import { expect, test } from 'vitest'
import { edgeScroll, gapAt, ranksAfterDrop } from '../../../../src/ui/backlog/drag-math.ts'

const place = { rowHeight: 32, liftHeight: 66, rows: 20 }

test('what hangs in the list keeps its gap while the pointer is on it, and changes it half a row beyond', () => {
  expect(gapAt({ ...place, y: 5 * 32 + 40, gap: 5 })).toBe(5)
  expect(gapAt({ ...place, y: 4 * 32 + 10, gap: 5 })).toBe(4)
  expect(gapAt({ ...place, y: 4 * 32 + 20, gap: 5 })).toBe(5)
  expect(gapAt({ ...place, y: 5 * 32 + 66 + 20, gap: 5 })).toBe(6)
  expect(gapAt({ ...place, y: -500, gap: 5 })).toBe(0)
  expect(gapAt({ ...place, y: 50_000, gap: 5 })).toBe(20)
})

test('a pointer that rests never makes the gap go back and forth', () => {
  fc.assert(
    fc.property(fc.integer({ min: -100, max: 900 }), fc.integer({ min: 0, max: 20 }), (y, gap) => {
      const once = gapAt({ ...place, y, gap })
      expect(gapAt({ ...place, y, gap: once })).toBe(once)
    }),
  )
})

test('the ranks shown during a drag are those that the list has after the drop', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 30 }),
      fc.array(fc.nat(29), { minLength: 1, maxLength: 6 }),
      fc.nat(30),
      (rows, picked, at) => {
        const order = Array.from({ length: rows }, (_, i) => i + 1)
        const moving = [...new Set(picked.map((one) => (one % rows) + 1))].sort((a, b) => a - b)
        const gap = at % (rows + 1)
        const staying = order.filter((rank) => !moving.includes(rank))
        const above = staying.filter((rank) => rank < gap + 1)
        const after = [...above, ...moving, ...staying.slice(above.length)]
        const shown = ranksAfterDrop(moving, gap + 1)
        for (const rank of staying) expect(shown.of(rank)).toBe(after.indexOf(rank) + 1)
        expect(shown.first).toBe(after.indexOf(moving[0] as number) + 1)
      },
    ),
  )
})

test('the list scrolls by itself only near its edges, and faster the nearer', () => {
  expect(edgeScroll(300, 600)).toBe(0)
  expect(edgeScroll(30, 600)).toBeLessThan(0)
  expect(edgeScroll(2, 600)).toBeLessThan(edgeScroll(30, 600))
  expect(edgeScroll(598, 600)).toBeGreaterThan(0)
})
