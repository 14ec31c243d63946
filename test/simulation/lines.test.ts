import { describe, expect, test } from 'vitest'
import { testSchedules } from './test-schedules.ts'
import { WORLDS } from './worlds.ts'

/**
 * Restored older folders, crashed windows with undelivered outboxes, two windows, copied folders, cloned machines. However they
 * met: all end the same, and no acknowledged edit is missing from the plan or from the list of what was taken out.
 * `npm run simulate -- --world lines --schedules 5000` plays more.
 */
describe('cloned, copied and restored hosts end in one plan', () => {
  testSchedules(WORLDS.lines, 'schedules', { count: 100, parts: 10 })
})

test('20116: an edit on another machine’s branch was refused by everybody, and the one before it was dropped', async () => {
  expect(await WORLDS.lines.play(20116, {})).toEqual([])
})
