import type * as Y from 'yjs'
import { expect, test } from 'vitest'
import { playLines, portraitOf, takenOutOf } from './play-lines.ts'

/**
 * Restored older folders, crashed windows with undelivered outboxes, two windows, copied folders, cloned machines. However they
 * met: all end the same, and no acknowledged edit is missing from the plan or from the list of what was taken out.
 * `ORDINAL_LINES=5000 npx vitest run --project simulation test/simulation/lines.test.ts` plays more, ORDINAL_SEED begins elsewhere.
 */
const SCHEDULES = Number(process.env.ORDINAL_LINES ?? 100)
const FIRST = Number(process.env.ORDINAL_SEED ?? 1)
const STEPS = 45

test(`${SCHEDULES} schedules of cloned, copied and restored hosts end in one plan`, async () => {
  const seen: Record<string, number> = {}
  for (let seed = FIRST; seed < FIRST + SCHEDULES; seed++) {
    try {
      await one(seed, seen)
    } catch (error) {
      throw new Error(`seed ${seed}: ${error instanceof Error ? error.message : String(error)}`, { cause: error })
    }
  }
  if (process.env.ORDINAL_LINES) console.log(seen)
  // A simulation in which a thing never happens proves nothing about it.
  for (const what of KINDS) expect(seen[what] ?? 0, what).toBeGreaterThan(SCHEDULES < 50 ? -1 : 5)
}, 600_000)

const KINDS = [
  'window edit',
  'host edit',
  'two windows',
  'crashed with edits',
  'part of an exchange',
  'restart',
  'kill',
  'clone',
  'copy',
  'restore',
  'held',
  'taken out',
  'given back',
  'three branches',
  'met in a room',
]

const SET_BACK = [
  'It came under a line that this device never leased.',
  'It builds on an edit that never came here.',
  "The record's update is refused: it does not begin where its line ended.",
  'Another machine wrote under the same line, so nobody can tell what this edit follows.',
]

async function one(seed: number, seen: Record<string, number>): Promise<void> {
  const { hosts, acknowledged, seen: happened } = await playLines(seed, STEPS)
  for (const [what, times] of Object.entries(happened)) seen[what] = (seen[what] ?? 0) + times
  const [first] = hosts as [(typeof hosts)[number]]
  const expected = await portraitOf(first)
  for (const host of hosts) {
    expect(host.faults).toEqual([])
    // A folder that was set back does not know what its windows wrote since; that is kept aside.
    expect(
      host.refusals.filter(
        (why) => (happened.restore === undefined && happened.clone === undefined) || !SET_BACK.includes(why),
      ),
    ).toEqual([])
    expect(await portraitOf(host)).toEqual(expected)
  }
  const plan = await first.plan('plan-lines')
  const { ledger } = plan
  const out = new Map(ledger.out.records().map((record) => [record.change, ledger.out.givenBackBy(record)]))
  const items = plan.plan.doc.getMap<Y.Map<unknown>>('items')
  for (const change of acknowledged) {
    const givenBack = out.get(change)
    if (givenBack === undefined || givenBack !== null) expect(items.has(change), `${change} is gone`).toBe(true)
  }
  seen['taken out'] = (seen['taken out'] ?? 0) + (await takenOutOf(first)).length
  seen['given back'] = (seen['given back'] ?? 0) + [...out.values()].filter((change) => change !== null).length
  for (const fork of ledger.out.forks())
    if (fork.lost.length > 1) seen['three branches'] = (seen['three branches'] ?? 0) + 1
  for (const host of hosts) await host.stop()
}
