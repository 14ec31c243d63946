import { describe, expect, test } from 'vitest'
import { FAILING_SEEDS } from './failing-seeds.ts'
import type { Seen } from './play-schedule.ts'
import { shrink } from './shrink.ts'
import { WORLDS } from './worlds.ts'

/**
 * A host and its windows on a disk that fails, fills up, loses power and tears writes, and processes that die at any call.
 * Whatever happened: nothing that was said to be saved is missing, and disk, windows and records say the same.
 * `npm run simulate -- --schedules 100000 --seed 1` plays more of them.
 */
const SCHEDULES = 1_000
const PARTS = 4

describe('a host on a failing disk loses nothing that it said was saved', () => {
  const seen: Seen = {}
  const size = SCHEDULES / PARTS
  for (let part = 0; part < PARTS; part++) {
    const first = part * size + 1
    test(`schedules ${first} to ${first + size - 1}`, async () => {
      for (let seed = first; seed < first + size; seed++) await mustPass(seed, seen)
    })
  }
  test('every kind of trouble really happened', () => {
    expect(WORLDS.disk.missing(seen)).toEqual([])
  })
})

describe('schedules that once failed', () => {
  for (const { seed, found } of FAILING_SEEDS) test(`${seed}: ${found}`, () => mustPass(seed, {}))
  test('shrinking leaves out what does not matter', async () => {
    const steps = Array.from({ length: 40 }, (_, i) => i)
    expect(await shrink(steps, async (some) => some.includes(7) && some.includes(30))).toEqual([7, 30])
  })
})

async function mustPass(seed: number, seen: Seen): Promise<void> {
  const wrong = await WORLDS.disk.play(seed, seen)
  expect(wrong, `seed ${seed}; npm run simulate -- --seed ${seed} --schedules 1 shrinks it`).toEqual([])
}
