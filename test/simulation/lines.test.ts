import { expect, test } from 'vitest'
import { WORLDS } from './worlds.ts'

/**
 * Restored older folders, crashed windows with undelivered outboxes, two windows, copied folders, cloned machines. However they
 * met: all end the same, and no acknowledged edit is missing from the plan or from the list of what was taken out.
 * `npm run simulate -- --world lines --schedules 5000` plays more.
 */
const SCHEDULES = 100

test(`${SCHEDULES} schedules of cloned, copied and restored hosts end in one plan`, async () => {
  const seen: Record<string, number> = {}
  for (let seed = 1; seed <= SCHEDULES; seed++) expect(await WORLDS.lines.play(seed, seen), `seed ${seed}`).toEqual([])
  expect(WORLDS.lines.missing(seen)).toEqual([])
})

test('20116: an edit on another machine’s branch was refused by everybody, and the one before it was dropped', async () => {
  expect(await WORLDS.lines.play(20116, {})).toEqual([])
})
