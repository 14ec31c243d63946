import { describe, expect, test } from 'vitest'
import { FAILING_SEEDS } from './failing-seeds.ts'
import { shrink } from './shrink.ts'
import { testSchedules } from './test-schedules.ts'
import { WORLDS } from './worlds.ts'

/**
 * A host and its windows on a disk that fails, fills up, loses power and tears writes, and processes that die at any call.
 * Whatever happened: nothing that was said to be saved is missing, and disk, windows and records say the same.
 * `npm run simulate -- --schedules 100000 --seed 1` plays more of them.
 */
describe('a host on a failing disk loses nothing that it said was saved', () => {
  testSchedules(WORLDS.disk, 'schedules', { count: 1_000, parts: 20 })
})

describe('schedules that once failed', () => {
  for (const { seed, found } of FAILING_SEEDS)
    test(`${seed}: ${found}`, async () => {
      const wrong = await WORLDS.disk.play(seed, {})
      expect(wrong, `npm run simulate -- --seed ${seed} --schedules 1 shrinks it`).toEqual([])
    })
  test('shrinking leaves out what does not matter', async () => {
    const steps = Array.from({ length: 40 }, (_, i) => i)
    expect(await shrink(steps, async (some) => some.includes(7) && some.includes(30))).toEqual([7, 30])
  })
})
