import { expect, test } from 'vitest'
import { EVENING } from './play-honest.ts'
import { WORLDS } from './worlds.ts'

/** `npm run simulate -- --world honest --schedules 800` plays a million. */
const OPERATIONS = 50_000

test(`${OPERATIONS.toLocaleString('en')} operations of honest hosts, and not one record refused`, async () => {
  const seen: Record<string, number> = {}
  for (let seed = 1; seed <= OPERATIONS / EVENING; seed++)
    expect(await WORLDS.honest.play(seed, seen), `seed ${seed}`).toEqual([])
  expect(WORLDS.honest.missing(seen)).toEqual([])
})
