import { afterEach, beforeEach, expect, test } from 'vitest'
import { createItem } from '../../../../src/commands/create-item.ts'
import { createTeam } from '../../../../src/commands/people.ts'
import { beginPlanning, endPlanning } from '../../../../src/commands/planning.ts'
import { pullItem } from '../../../../src/commands/pull-item.ts'
import { settleConflict } from '../../../../src/commands/settle-conflict.ts'
import { createSprint } from '../../../../src/commands/sprints.ts'
import type { Author } from '../../../../src/model/envelope.ts'
import { HostsApart, type HostApart } from '../../../support/hosts-apart.ts'

let hosts: HostsApart
let [keel, jib]: [HostApart, HostApart] = [null as never, null as never]
let [berth, fees]: [string, string] = ['', '']
let teams: readonly [string, string]
let sprints: readonly [string, string]
const developer = (team: number): Author => ({ person: null, role: 'developer', forTeam: teams[team] ?? '' })

/** Two teams, each with a laptop, plan sprints of overlapping dates from the one backlog. */
beforeEach(async () => {
  hosts = new HostsApart()
  ;[keel, jib] = [await hosts.add('ada'), await hosts.add('ben')]
  berth = await keel.run(createItem, { title: 'Hold a berth', at: 'bottom' })
  fees = await keel.run(createItem, { title: 'Harbour fees', at: 'bottom' })
  teams = [await keel.run(createTeam, { name: 'Keel' }), await keel.run(createTeam, { name: 'Jib' })]
  sprints = [
    await keel.run(createSprint, { team: teams[0], name: 'Keel 1', start: '2026-05-18', end: '2026-05-29' }),
    await keel.run(createSprint, { team: teams[1], name: 'Jib 1', start: '2026-05-25', end: '2026-06-05' }),
  ]
  await hosts.meet(hosts.all, 'first')
})
afterEach(async () => {
  await hosts.stop()
  expect(hosts.all.flatMap(({ faults }) => faults)).toEqual([])
})

const sprintOf = async (host: HostApart, item: string) => (await host.host()).plan.row('items', item)?.sprint
const openStays = async (host: HostApart, item: string) =>
  (await host.host()).plan
    .partsOf('pulls', item)
    .filter(({ leftAt }) => leftAt === null)
    .map(({ sprint }) => sprint)
const pull = (host: HostApart, team: 0 | 1, item: string) =>
  host.run(pullItem, { item, sprint: sprints[team] }, developer(team))

test('two teams plan from the one backlog at the same time without taking the same item twice', async () => {
  const ours = await keel.run(beginPlanning, { sprint: sprints[0] })
  const theirs = await jib.run(beginPlanning, { sprint: sprints[1] })
  await pull(keel, 0, berth)
  await hosts.meet()
  await expect(pull(jib, 1, berth)).rejects.toThrow('This item is in “Keel 1” of another team. They return it first.')
  await pull(jib, 1, fees)
  await hosts.meet()
  for (const host of [keel, jib]) {
    expect(await sprintOf(host, berth)).toBe(sprints[0])
    expect(await sprintOf(host, fees)).toBe(sprints[1])
    expect((await (await host.host()).conflicts.list()).open).toEqual([])
  }
  await keel.run(endPlanning, { session: ours, here: [], start: true })
  await jib.run(endPlanning, { session: theirs, here: [], start: true })
  await hosts.meet()
  const titles = async (session: string) =>
    (await jib.host()).plan.row('sessions', session)?.planned?.pulled.map(({ title }) => title)
  expect(await titles(ours)).toEqual(['Hold a berth'])
  expect(await titles(theirs)).toEqual(['Harbour fees'])
})

test.each([0, 1] as const)(
  'two teams that pulled the same item while apart see a conflict, and settling it for team %i ends the other stay',
  async (winner) => {
    await pull(keel, 0, berth)
    await pull(jib, 1, berth)
    await hosts.meet()
    const lists = await Promise.all([keel, jib].map(async (host) => (await host.host()).conflicts.list()))
    const [conflict, same] = lists.map(({ open }) => open[0])
    expect(lists.map(({ open }) => open.length)).toEqual([1, 1])
    expect(conflict).toMatchObject({ record: `items/${berth}`, key: 'sprint' })
    expect(same?.id).toBe(conflict?.id)
    expect(await sprintOf(keel, berth)).toBe(await sprintOf(jib, berth))
    // Nothing of either side is lost before somebody decides.
    expect((await openStays(keel, berth)).sort()).toEqual([...sprints].sort())
    const { id, kind, record, key, path } = conflict!
    const settle = (value: string, by: Author) =>
      jib.run(
        settleConflict,
        { conflict: { conflict: id, kind, record, key, path }, choice: { is: 'value', value } },
        by,
      )
    const other = await jib.run(createTeam, { name: 'Bosun' })
    const outsider: Author = { person: null, role: 'developer', forTeam: other }
    await expect(settle(sprints[winner], outsider)).rejects.toThrow('You pull for your own team.')
    await settle(sprints[winner], developer(1))
    await hosts.meet()
    for (const host of [keel, jib]) {
      expect((await (await host.host()).conflicts.list()).open).toEqual([])
      expect(await sprintOf(host, berth)).toBe(sprints[winner])
      expect(await openStays(host, berth)).toEqual([sprints[winner]])
    }
  },
)
