import { expect, test } from 'vitest'
import { groupPairs } from '../../../../src/ui/similar/group-pairs.ts'

const pair = (one: string, other: string, score: number) => ({ one, other, score })

test('three copies of one wish are one group, not three pairs', () => {
  expect(groupPairs([pair('a', 'b', 1), pair('x', 'y', 0.9), pair('b', 'c', 0.8), pair('a', 'c', 0.7)])).toEqual([
    { ids: ['a', 'b', 'c'], score: 1 },
    { ids: ['x', 'y'], score: 0.9 },
  ])
})

test('a chain of half likenesses draws nothing in that is not like its other end', () => {
  expect(groupPairs([pair('a', 'b', 1), pair('b', 'c', 0.6)]).map(({ ids }) => ids)).toEqual([
    ['a', 'b'],
    ['b', 'c'],
  ])
})
