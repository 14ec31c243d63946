import type * as Y from 'yjs'
import { canonicalJson } from '../../src/sync/canonical-json.ts'
import { PLAN, playLines, portraitOf, takenOutOf } from './play-lines.ts'

const SET_BACK = [
  'It came under a line that this device never leased.',
  'It builds on an edit that never came here.',
  "The record's update is refused: it does not begin where its line ended.",
  'Another machine wrote under the same line, so nobody can tell what this edit follows.',
]

const STEPS = 45

/** Plays a schedule of cloned, copied and restored hosts and answers what went wrong; it counts in `seen` what happened. */
export async function judgeLines(seed: number, seen: Record<string, number>): Promise<readonly string[]> {
  const { hosts, acknowledged, seen: happened } = await playLines(seed, STEPS)
  for (const [what, times] of Object.entries(happened)) seen[what] = (seen[what] ?? 0) + times
  const wrong: string[] = []
  const [first] = hosts as [(typeof hosts)[number]]
  const expected = canonicalJson((await portraitOf(first)) as never)
  // A folder that was set back does not know what its windows wrote since; that is kept aside.
  const wasSetBack = happened.restore !== undefined || happened.clone !== undefined
  for (const host of hosts) {
    wrong.push(...host.faults)
    for (const why of host.refusals)
      if (!wasSetBack || !SET_BACK.includes(why)) wrong.push(`${host.name} refused: ${why}`)
    if (canonicalJson((await portraitOf(host)) as never) !== expected)
      wrong.push(`${host.name} differs from ${first.name}`)
  }
  const plan = await first.plan(PLAN)
  const { ledger } = plan
  const out = new Map(ledger.out.records().map((record) => [record.change, ledger.out.givenBackBy(record)]))
  const items = plan.plan.doc.getMap<Y.Map<unknown>>('items')
  for (const change of acknowledged) {
    const givenBack = out.get(change)
    if ((givenBack === undefined || givenBack !== null) && !items.has(change)) wrong.push(`${change} is gone`)
  }
  seen['taken out'] = (seen['taken out'] ?? 0) + (await takenOutOf(first)).length
  seen['given back'] = (seen['given back'] ?? 0) + [...out.values()].filter((change) => change !== null).length
  for (const fork of ledger.out.forks())
    if (fork.lost.length > 1) seen['three branches'] = (seen['three branches'] ?? 0) + 1
  for (const host of hosts) await host.stop()
  return wrong
}
