import { expect, test } from 'vitest'
import { createOrderIndex } from '../../../src/doc/order-index.ts'
import { createSortedIds } from '../../../src/doc/sorted-ids.ts'
import { seededRandom } from '../../support/in-memory-plan.ts'

function orderOf(keys: Record<string, string>) {
  const sorted = createSortedIds(Object.entries(keys))
  const order = createOrderIndex(sorted)
  return {
    order,
    place(run: string[], after: string | null) {
      const keysByNow = order.place(run, after, seededRandom(5))
      sorted.set(keysByNow)
      return [...keysByNow.keys()]
    },
    ids: () => order.ids.join(''),
  }
}

test('an item that is placed gets a key of its own and no other item is touched', () => {
  const { place, ids } = orderOf({ A: 'a1', B: 'a2', C: 'a3' })
  expect(place(['C'], 'A')).toEqual(['C'])
  expect(ids()).toBe('ACB')
  expect(place(['C'], null)).toEqual(['C'])
  expect(ids()).toBe('CAB')
  expect(place(['C'], 'B')).toEqual(['C'])
  expect(ids()).toBe('ABC')
})

test('between neighbours with equal keys the shortest run gets new ones', () => {
  const { place, ids } = orderOf({ A: 'a1', B: 'a2', C: 'a2', D: 'a2', E: 'a2', X: 'a9' })
  expect(ids()).toBe('ABCDEX')
  const touched = place(['X'], 'B')
  expect(ids()).toBe('ABXCDE')
  expect(touched).toEqual(['B', 'X'])
})

test('the shortest run may lie behind the gap', () => {
  const { place, ids } = orderOf({ A: 'a1', B: 'a2', C: 'a2', D: 'a2', E: 'a2', X: 'a9' })
  expect(place(['X'], 'D')).toEqual(['X', 'E'])
  expect(ids()).toBe('ABCDXE')
})

test('keys that would grow over 50 characters are replaced by short ones, on both sides of the gap if need be', () => {
  const long = `a1${'0'.repeat(47)}`
  const { place, ids, order } = orderOf({ A: 'a1', B: `${long}1`, C: `${long}2`, D: 'a5', X: 'a9' })
  const touched = place(['X'], 'B')
  expect(ids()).toBe('ABXCD')
  expect(touched.length).toBeLessThanOrEqual(2)
  for (const id of touched) expect(order.keyOf(id)!.length).toBeLessThan(20)
})

test('a key that is no key is passed over and does not stop a move', () => {
  const { place, ids } = orderOf({ A: 'a1', B: '~broken', X: 'Zz' })
  expect(ids()).toBe('XAB')
  place(['X'], 'A')
  expect(ids()).toBe('AXB')
  place(['X'], 'B')
  expect(ids()).toBe('ABX')
})

test('a run moves behind an item with its own members left out as neighbours', () => {
  const { place, ids } = orderOf({ A: 'a1', B: 'a2', C: 'a3', D: 'a4' })
  place(['B', 'C'], 'D')
  expect(ids()).toBe('ADBC')
})
