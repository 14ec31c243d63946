import { expect, test } from 'vitest'
import { createRecentEdits } from '../../../src/browser/recent-edits.ts'
import type { Envelope } from '../../../src/model/envelope.ts'

const edit = (client: number, seq: number, bytes = 2): Envelope => ({
  client,
  seq,
  after: {},
  author: { person: null, role: null, forTeam: null },
  time: 0,
  change: `${client}-${seq}`,
  entries: [],
  update: new Uint8Array(bytes),
})
const seqs = (found: readonly Envelope[] | null): number[] | null => found?.map(({ seq }) => seq) ?? null

test('what was acknowledged behind a place is there as it was sent', () => {
  const recent = createRecentEdits()
  recent.keep([edit(7, 1), edit(7, 2), edit(8, 1), edit(7, 3)])
  expect(seqs(recent.behind(7, 1, 3))).toEqual([2, 3])
  expect(seqs(recent.behind(7, 3, 3))).toEqual([])
})

test('a run with a gap, or one that began before it was kept, is none', () => {
  const recent = createRecentEdits()
  recent.keep([edit(7, 2), edit(7, 4)])
  expect(recent.behind(7, 1, 4)).toBeNull()
  expect(recent.behind(7, 0, 2)).toBeNull()
  expect(recent.behind(9, 0, 1)).toBeNull()
})

test('no more is kept than a few megabytes, the newest', () => {
  const recent = createRecentEdits()
  for (let seq = 1; seq <= 20; seq += 1) recent.keep([edit(7, seq, 1024 * 1024)])
  expect(recent.behind(7, 11, 20)).toBeNull()
  expect(seqs(recent.behind(7, 12, 20))).toHaveLength(8)
  for (let seq = 21; seq <= 6_000; seq += 1) recent.keep([edit(7, seq)])
  expect(recent.behind(7, 999, 6_000)).toBeNull()
  expect(seqs(recent.behind(7, 1_000, 6_000))).toHaveLength(5_000)
})
