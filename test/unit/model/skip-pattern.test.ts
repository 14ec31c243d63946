import { expect, test } from 'vitest'
import type { Pull, Sprint } from '../../../src/model/sprint.ts'
import { skipPattern } from '../../../src/model/skip-pattern.ts'

const sprint = (id: string, team = 'keel', start = `2026-0${id.slice(1)}-01`) =>
  ({ id, team, start, createdAt: 0, deleted: null }) as Sprint
let at = 0
const pull = (of: string, past: readonly string[], why: string) =>
  ({ sprint: of, past, why, at: ++at, deleted: null }) as Pull
const items: Readonly<Record<string, object>> = {
  tides: { id: 'tides', stage: 'open', sprint: null, parked: false, deleted: null },
  fees: { id: 'fees', stage: 'open', sprint: null, parked: false, deleted: null },
  done: { id: 'done', stage: 'done', sprint: null, parked: false, deleted: null },
}
const itemOf = (id: string) => items[id] as never

test('what was passed over in several sprints stands first, with its reasons, the newest first', () => {
  const sprints = [sprint('s1'), sprint('s2'), sprint('s3', 'jib')]
  const pulls = [
    pull('s1', ['tides', 'fees', 'done'], 'Too vague'),
    pull('s2', ['tides'], 'Nobody knows tides'),
    pull('s2', ['tides'], 'Nobody knows tides'),
    pull('s3', ['fees'], 'Another team'),
  ]
  expect(skipPattern('keel', sprints, pulls, itemOf)).toEqual([
    { item: 'tides', sprints: 2, reasons: ['Nobody knows tides', 'Too vague'] },
    { item: 'fees', sprints: 1, reasons: ['Too vague'] },
  ])
})

test('over all teams the last sprints of each are looked at', () => {
  const sprints = [sprint('s1'), sprint('s2', 'jib'), ...['s4', 's5', 's6', 's7', 's8', 's9'].map((id) => sprint(id))]
  const pulls = [pull('s1', ['tides'], 'Long ago'), pull('s2', ['fees'], 'Too vague'), pull('s9', ['fees'], 'No time')]
  expect(skipPattern(null, sprints, pulls, itemOf)).toEqual([
    { item: 'fees', sprints: 2, reasons: ['No time', 'Too vague'] },
  ])
})

test('only the last six sprints of the team are looked at', () => {
  const sprints = ['s1', 's2', 's3', 's4', 's5', 's6', 's7'].map((id) => sprint(id))
  expect(skipPattern('keel', sprints, [pull('s1', ['tides'], 'Long ago')], itemOf)).toEqual([])
})
