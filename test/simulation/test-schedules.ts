import { expect, test } from 'vitest'
import type { SimulatedWorld } from './worlds.ts'

/**
 * Tests that play the schedules of seeds 1 to `count`, and one that all kinds of trouble came up among them. Each test plays a
 * part, so that a machine with much else to do gets through it in time.
 */
export function testSchedules(world: SimulatedWorld, what: string, { count, parts }: { count: number; parts: number }) {
  const seen: Record<string, number> = {}
  for (let part = 0; part < parts; part++) {
    const [first, last] = [part * (count / parts) + 1, (part + 1) * (count / parts)]
    test(`${what} ${first} to ${last}`, async () => {
      for (let seed = first; seed <= last; seed++) expect(await world.play(seed, seen), `seed ${seed}`).toEqual([])
    })
  }
  test('every kind of trouble really happened', () => {
    expect(world.missing(seen)).toEqual([])
  })
}
