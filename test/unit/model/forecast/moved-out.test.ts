import fc from 'fast-check'
import { expect, test } from 'vitest'
import { movedOut } from '../../../../src/model/forecast/moved-out.ts'
import { ranksAfterDrop } from '../../../../src/ui/backlog/drag-math.ts'

const IDS = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']
/** What leaves the first so many if these are dropped before the item of that rank. */
function out(first: number, moving: readonly string[], before: number): string[] {
  const ranks = moving.map((id) => IDS.indexOf(id) + 1).sort((a, b) => a - b)
  return movedOut(IDS, first, new Set(moving), ranksAfterDrop(ranks, before).of)
}

test('every yes is a no: an item that is raised above the line moves the last one there below it', () => {
  expect(out(3, ['g'], 1)).toEqual(['c'])
  expect(out(3, ['g', 'h'], 2)).toEqual(['b', 'c'])
  expect(out(3, ['g'], 3)).toEqual(['c'])
})

test('a move on one side of the line, or down below it, moves nothing out', () => {
  expect(out(3, ['c'], 1)).toEqual([])
  expect(out(3, ['g'], 5)).toEqual([])
  expect(out(3, ['a'], 7)).toEqual([])
  expect(out(0, ['g'], 1)).toEqual([])
})

test('those named are exactly those of the first so many that are not there any more', () => {
  const some = fc.uniqueArray(fc.constantFrom(...IDS), { minLength: 1, maxLength: 5 })
  fc.assert(
    fc.property(some, fc.integer({ min: 1, max: 9 }), fc.integer({ min: 0, max: 8 }), (moving, before, first) => {
      const at = (id: string): number => IDS.indexOf(id) + 1
      const inOrder = [...moving].sort((a, b) => at(a) - at(b))
      const rest = IDS.filter((id) => !moving.includes(id))
      const above = rest.filter((id) => at(id) < before)
      const after = [...above, ...inOrder, ...rest.filter((id) => !above.includes(id))]
      const gone = IDS.slice(0, first).filter((id) => !moving.includes(id) && !after.slice(0, first).includes(id))
      expect(out(first, moving, before)).toEqual(gone)
    }),
  )
})
