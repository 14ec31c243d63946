import { describe, expect, test } from 'vitest'
import { WORLDS } from './worlds.ts'

/** `npm run simulate -- --world network --schedules 100000` plays more. */
const SCHEDULES = 1_000
const PARTS = 4

describe('evenings on a bad network all end with one plan on all hosts', () => {
  const seen: Record<string, number> = {}
  const size = SCHEDULES / PARTS
  for (let part = 0; part < PARTS; part++) {
    const first = part * size + 1
    test(`evenings ${first} to ${first + size - 1}`, async () => {
      for (let seed = first; seed < first + size; seed++)
        expect(await WORLDS.network.play(seed, seen), `seed ${seed}`).toEqual([])
    })
  }
  test('every kind of trouble really happened', () => {
    expect(WORLDS.network.missing(seen)).toEqual([])
  })
})
