import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { keyBetween, keysBetween } from '../../../src/doc/order-keys.ts'
import { seededRandom } from '../../support/in-memory-plan.ts'

test('a key between two others is between them, wherever keys were put before', () => {
  fc.assert(
    fc.property(fc.integer(), fc.array(fc.nat(), { minLength: 1, maxLength: 120 }), (seed, places) => {
      const random = seededRandom(seed)
      const keys: string[] = []
      for (const place of places) {
        const at = place % (keys.length + 1)
        const key = keyBetween(keys[at - 1] ?? null, keys[at] ?? null, random)
        expect(key).not.toBeNull()
        keys.splice(at, 0, key as string)
      }
      expect(keys).toEqual([...keys].sort())
      expect(new Set(keys).size).toBe(keys.length)
    }),
  )
})

test('a run is in order, in its gap, and shares one beginning that the key after the gap does not have', () => {
  fc.assert(
    fc.property(
      fc.integer(),
      fc.integer({ min: 1, max: 700 }),
      fc.integer({ min: 0, max: 40 }),
      (seed, count, before) => {
        const random = seededRandom(seed)
        let low: string | null = null
        let high: string | null = null
        for (let i = 0; i < before; i++) {
          const key = keyBetween(low, high, random) as string
          if (random() < 0.5) low = key
          else high = key
        }
        const run = keysBetween(low, high, count, random) as string[]
        expect(run).toHaveLength(count)
        expect(run).toEqual([...new Set(run)].sort())
        if (low !== null) expect(run[0]! > low).toBe(true)
        if (high !== null) expect(run.at(-1)! < high).toBe(true)
      },
    ),
  )
})

test('two people who put a run into the same gap get two runs, one after the other', () => {
  let mingled = 0
  for (let seed = 0; seed < 200; seed++) {
    const mine = keysBetween('a1', 'a2', 40, seededRandom(seed)) as string[]
    const yours = keysBetween('a1', 'a2', 40, seededRandom(seed + 10_000)) as string[]
    const first = mine[0]! < yours[0]! ? [mine, yours] : [yours, mine]
    if (first[0]!.at(-1)! > first[1]![0]!) mingled++
  }
  expect(mingled).toBe(0)
})

test('two people who choose the same gap rarely choose the same key', () => {
  const keys = Array.from({ length: 2_000 }, (_, seed) => keyBetween('a1', 'a2', seededRandom(seed)))
  expect(keys.length - new Set(keys).size).toBeLessThan(30)
})

test('the same randomness gives the same key', () => {
  expect(keyBetween('a1', 'a2', seededRandom(7))).toBe(keyBetween('a1', 'a2', seededRandom(7)))
})

test('where there is no room, none is made up', () => {
  const random = seededRandom(1)
  expect(keyBetween('a1', 'a1', random)).toBeNull()
  expect(keyBetween('a2', 'a1', random)).toBeNull()
  expect(keyBetween('not a key!', null, random)).toBeNull()
  expect(keysBetween('a1', 'a1', 3, random)).toBeNull()
})

test('always moving to the same place makes keys grow slowly', () => {
  const random = seededRandom(3)
  let high = keyBetween('a1', null, random) as string
  let moves = 0
  while (high.length <= 50) {
    high = keyBetween('a1', high, random) as string
    moves++
  }
  expect(moves).toBeGreaterThan(150)
})
