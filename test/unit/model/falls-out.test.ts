import { expect, test } from 'vitest'
import { fallsOut, reachOf } from '../../../src/model/falls-out.ts'

const item = (id: string, estimate: number | null, pulled = false) => ({ id, estimate, pulled })
const order = [item('a', 3, true), item('b', 5), item('c', 2), item('d', 8), item('e', 2)]

test('every yes is a no: what would have fitted from the top and no longer does is named', () => {
  expect(fallsOut(order, 7, 'e')).toEqual(['c'])
  expect(fallsOut(order, 7, 'd')).toEqual(['b', 'c'])
})

test('what was next anyway moves nothing out, nor does what is pulled or gone', () => {
  expect(fallsOut(order, 7, 'b')).toEqual([])
  expect(fallsOut(order, 7, 'a')).toEqual([])
  expect(fallsOut(order, 7, 'z')).toEqual([])
})

test('the order is not looked past the first that does not fit', () => {
  expect(fallsOut([item('big', 13), item('small', 1), item('x', 2)], 5, 'x')).toEqual([])
})

test('a capacity ends behind as many of the first as fit; what another sprint has is passed by', () => {
  const order = [item('a', 3), { ...item('b', 5), pulled: true }, item('c', 2), item('d', 1), item('e', 4)]
  expect(reachOf(order, 5)).toBe(3)
  expect(reachOf(order, 6)).toBe(4)
  expect(reachOf(order, 2)).toBe(0)
  // It does not end: everything fits, or nothing is estimated.
  expect(reachOf(order, 10)).toBeNull()
  expect(reachOf([item('x', null), item('y', null)], 5)).toBeNull()
})
