import { expect, test } from 'vitest'
import { placeToText, textToPlace } from '../../../../src/ui/backlog/half-typed-item.ts'

test('the place of a half-typed item is found again, beside its neighbour or without one', () => {
  for (const place of [
    { beside: 'a', edge: 'above' },
    { beside: 'a', edge: 'below' },
    { beside: null, edge: 'below' },
  ] as const)
    expect(textToPlace(placeToText(place), (id) => id === 'a')).toEqual(place)
  expect(textToPlace('below gone', () => false)).toEqual({ beside: null, edge: 'below' })
  expect(textToPlace('', () => true)).toBeNull()
  expect(textToPlace('somewhere a', () => true)).toBeNull()
})
