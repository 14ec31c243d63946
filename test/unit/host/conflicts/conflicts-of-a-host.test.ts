import { afterEach, beforeEach, expect, test } from 'vitest'
import { createItem } from '../../../../src/commands/create-item.ts'
import { raiseDecision } from '../../../../src/commands/decisions.ts'
import { deleteItems } from '../../../../src/commands/delete-item.ts'
import { editItem, setDescription } from '../../../../src/commands/edit-item.ts'
import { moveItem } from '../../../../src/commands/move-item.ts'
import { settleConflict } from '../../../../src/commands/settle-conflict.ts'
import type { Conflict, ConflictList } from '../../../../src/contract/conflict-calls.ts'
import { joinPlan } from '../../../../src/host/host-commands.ts'
import { HostsApart, type HostApart } from '../../../support/hosts-apart.ts'

let hosts: HostsApart
let [ada, ben]: [HostApart, HostApart] = [null as never, null as never]
let ids: string[]
beforeEach(async () => {
  hosts = new HostsApart()
  ;[ada, ben] = [await hosts.add('ada'), await hosts.add('ben')]
  await ada.run(joinPlan, { person: 'ada', name: 'Ada Berg', role: 'po' })
  ids = []
  for (const title of ['Hold a berth', 'Pay by link', 'Waiting list', 'Tide tables', 'Refund', 'Harbour map'])
    ids.push(await ada.run(createItem, { title, at: 'bottom', description: 'A skipper holds a berth for a night.' }))
  await hosts.meet(hosts.all, 'first')
  await ben.run(joinPlan, { person: 'ben', name: 'Ben Ito', role: 'po' })
  await hosts.meet(hosts.all, 'first')
})
afterEach(async () => {
  await hosts.stop()
  expect(hosts.all.flatMap(({ faults }) => faults)).toEqual([])
})

const listOf = async (host: HostApart): Promise<ConflictList> => (await host.host()).conflicts.list()
const aboutOf = ({ id, kind, record, key, path }: Conflict) => ({ conflict: id, kind, record, key, path })
const idAt = (at: number): string => ids[at] as string

/** A field, a place, a delete against an edit, and a text, changed apart. */
async function onTwoTrains(): Promise<void> {
  await ada.run(editItem, { id: idAt(0), field: 'title', value: 'Hold a berth for a night' })
  await ben.run(editItem, { id: idAt(0), field: 'title', value: 'Reserve a berth' })
  await ada.run(moveItem, { id: idAt(5), after: null })
  await ben.run(moveItem, { id: idAt(5), after: idAt(2) })
  await ada.run(deleteItems, { ids: [idAt(3)], why: 'twice' })
  await ben.run(editItem, { id: idAt(3), field: 'estimate', value: 5 })
  await ada.run(setDescription, { id: idAt(4), value: 'A skipper holds a berth for two nights.' })
  await ben.run(setDescription, { id: idAt(4), value: 'A guest holds a berth for a night.' })
}

test('a plan that nobody changed apart has none, and asking reads nothing', async () => {
  await ada.run(editItem, { id: idAt(0), field: 'title', value: 'A' })
  await hosts.meet()
  await ben.run(editItem, { id: idAt(0), field: 'title', value: 'B' })
  await hosts.meet()
  ada.asked.length = 0
  expect(await listOf(ada)).toEqual({ open: [], overruled: [], others: 0 })
  expect(ada.asked).toEqual([])
})

test('both sides of each, with who, when and what the text said to each, are the same list on both hosts', async () => {
  await onTwoTrains()
  await hosts.meet()
  const [mine, theirs] = [await listOf(ada), await listOf(ben)]
  expect(mine).toEqual(theirs)
  expect(mine.others).toBe(0)
  const shown = mine.open.map(({ kind, item, key, sides }) => [
    kind,
    ids.indexOf(item as string),
    key,
    sides.map(({ person, value, rank, text }) => [person, rank ?? text ?? value]).sort(),
  ])
  expect(shown).toEqual([
    [
      'text',
      4,
      'description',
      [
        ['ada', 'A skipper holds a berth for two nights.'],
        ['ben', 'A guest holds a berth for a night.'],
      ],
    ],
    [
      'deletion',
      3,
      'deleted',
      [
        ['ada', expect.objectContaining({ by: 'ada', why: 'twice' })],
        ['ben', 5],
      ],
    ],
    [
      'place',
      5,
      'rank',
      [
        ['ada', 1],
        ['ben', 4],
      ],
    ],
    [
      'field',
      0,
      'title',
      [
        ['ada', 'Hold a berth for a night'],
        ['ben', 'Reserve a berth'],
      ],
    ],
  ])
  expect(mine.open[0]?.base).toBe('A skipper holds a berth for a night.')
  for (const { sides, quiet } of mine.open) {
    expect(quiet).toBe(false)
    for (const { time, change, device } of sides)
      expect([time > 0, change !== '', device !== '']).toEqual([true, true, true])
  }
})

test('three people, one of whom meets only one other: three sides, and what the text said to each although all went on meanwhile', async () => {
  const cem = await hosts.add('cem')
  await hosts.meet(hosts.all, 'first')
  const said = [
    'A skipper holds two berths for a night.',
    'A guest holds a berth for a night.',
    'A skipper holds a berth.',
  ]
  for (const [i, host] of [ada, ben, cem].entries()) {
    await host.run(setDescription, { id: idAt(4), value: said[i] as string })
    await host.run(editItem, { id: idAt(2), field: 'estimate', value: i + 1 })
  }
  await hosts.meet([ada, ben])
  // Now both know each other's words, and their lines go on elsewhere.
  for (const host of [ada, ben])
    await host.run(editItem, { id: idAt(host === ada ? 0 : 1), field: 'kind', value: 'bug' })
  const later = [0, 1, 3, 5]
  for (const n of later)
    for (const host of [ada, ben])
      await host.run(setDescription, { id: idAt(n), value: `${host.author.person} on ${n}` })
  await hosts.meet([ada, ben])
  await hosts.meet([ben, cem])
  await hosts.meet([ada, ben])
  const lists = await Promise.all([ada, ben, cem].map(listOf))
  expect(lists[1]).toEqual(lists[0])
  expect(lists[2]).toEqual(lists[0])
  const of = (n: number, name: string): Conflict | undefined =>
    lists[0]?.open.find(({ key, item }) => key === name && item === idAt(n))
  const [estimate, text] = [of(2, 'estimate'), of(4, 'description')]
  for (const n of later)
    expect(
      of(n, 'description')
        ?.sides.map((side) => side.text)
        .sort(),
    ).toEqual([`ada on ${n}`, `ben on ${n}`])
  expect(estimate?.sides.map(({ value }) => value).sort()).toEqual([1, 2, 3])
  expect(text?.sides.map((side) => side.text).sort()).toEqual([...said].sort())
  expect(text?.base).toBe('A skipper holds a berth for a night.')
})

test('what one settles is settled for the other, also after both started again; undo opens it again for both', async () => {
  await onTwoTrains()
  await hosts.meet()
  const before = await listOf(ada)
  for (const one of before.open) {
    const choice =
      one.kind === 'deletion'
        ? ({ is: 'value', value: null } as const)
        : one.kind === 'text'
          ? ({ is: 'value', value: 'A guest holds a berth for two nights.' } as const)
          : ({ is: 'value', value: one.sides[0]?.value } as const)
    await ada.run(settleConflict, { conflict: aboutOf(one), choice, why: 'we called' })
  }
  await hosts.meet()
  for (const host of hosts.all) {
    expect(await listOf(host)).toMatchObject({ open: [], overruled: [], others: 0 })
    await host.stop()
    await host.start()
    expect(await listOf(host)).toMatchObject({ open: [], overruled: [], others: 0 })
  }
  const log = await (await ben.host()).log({ record: null, before: null, limit: 4 })
  for (const { change } of log) await (await ben.host()).undo(change, ben.author)
  await hosts.meet()
  for (const host of hosts.all) {
    const after = await listOf(host)
    expect(after.open.map(({ id }) => id).sort()).toEqual(before.open.map(({ id }) => id).sort())
    expect(after.overruled).toEqual([])
  }
})

test('a value that somebody wrote over is told to all, with what went, until it is settled', async () => {
  await ada.run(editItem, { id: idAt(1), field: 'estimate', value: 3 })
  await ben.run(editItem, { id: idAt(1), field: 'estimate', value: 8 })
  await hosts.meet()
  await ben.run(editItem, { id: idAt(1), field: 'estimate', value: 13 })
  await hosts.meet()
  for (const host of hosts.all) {
    const { open, overruled } = await listOf(host)
    expect(open).toEqual([])
    expect(overruled).toMatchObject([{ key: 'estimate', by: { person: 'ben', value: 13 } }])
    expect(overruled[0]?.sides.map(({ person, value }) => [person, value]).sort()).toEqual([
      ['ada', 3],
      ['ben', 8],
    ])
  }
  const [gone] = (await listOf(ada)).overruled
  await ada.run(settleConflict, { conflict: aboutOf(gone as Conflict), choice: { is: 'value', value: 3 } })
  await hosts.meet()
  for (const host of hosts.all) expect(await listOf(host)).toEqual({ open: [], overruled: [], others: 0 })
})

test('one that became a decision is open no more, and stands in the plan', async () => {
  await onTwoTrains()
  await hosts.meet()
  const one = (await listOf(ben)).open.find(({ key }) => key === 'title') as Conflict
  const options = one.sides.map(({ value }) => ({ words: String(value), value }))
  await ben.run(raiseDecision, {
    conflict: aboutOf(one),
    question: 'Which title?',
    options,
    decider: 'ada',
    due: null,
    why: '',
  })
  await hosts.meet()
  for (const host of hosts.all) {
    expect((await listOf(host)).open.map(({ id }) => id)).not.toContain(one.id)
    expect([...(await host.host()).plan.rows('decisions').values()]).toMatchObject([{ decider: 'ada', options }])
  }
})

test('the same words cut from a text on both sides leave nothing to choose', async () => {
  for (const host of [ada, ben]) await host.run(setDescription, { id: idAt(4), value: 'A skipper holds a berth.' })
  await hosts.meet()
  for (const host of hosts.all) expect((await listOf(host)).open).toEqual([])
})

test('writes of connected people within five seconds are quiet; the same while apart are not', async () => {
  const host = await ben.host()
  await ada.run(editItem, { id: idAt(0), field: 'title', value: 'A' })
  const now = hosts.now
  await host.run(ben.author, editItem, { id: idAt(0), field: 'title', value: 'B' })
  await hosts.meet(hosts.all, 'live')
  await ada.run(editItem, { id: idAt(1), field: 'title', value: 'A' })
  expect(hosts.now).toBe(now + 60_000)
  await host.run(ben.author, editItem, { id: idAt(1), field: 'title', value: 'B' })
  await hosts.meet()
  const told = (): number => ben.news.filter(({ event }) => event === 'conflicts.changed').length
  await expect.poll(told).toBeGreaterThan(0)
  const quiet = (await listOf(ben)).open.map((one) => [ids.indexOf(one.item as string), one.quiet])
  expect(quiet.sort()).toEqual([
    [0, true],
    [1, false],
  ])
})

test('windows are told once of however many came in, and not of edits that change nothing about it', async () => {
  await onTwoTrains()
  ben.news.length = 0
  await hosts.meet()
  const told = () => ben.news.filter(({ event }) => event === 'conflicts.changed').map(({ news }) => news)
  await expect.poll(told).toEqual([{ plan: hosts.plan, open: 4 }])
  for (let i = 0; i < 30; i++) await ben.run(editItem, { id: idAt(2), field: 'title', value: `Waiting list ${i}` })
  await new Promise((resolve) => setTimeout(resolve, 400))
  expect(told()).toHaveLength(1)
})

test('what people here saw as open and somebody else settled is told, until it was looked at, also after a restart', async () => {
  await onTwoTrains()
  await hosts.meet()
  const { open } = await listOf(ada)
  const title = open.find(({ key }) => key === 'title') as Conflict
  await ben.run(settleConflict, {
    conflict: aboutOf(title),
    choice: { is: 'value', value: 'Reserve a berth' },
    why: 'skippers say it',
  })
  await hosts.meet()
  const told = {
    id: title.id,
    kind: 'field',
    item: idAt(0),
    record: `items/${idAt(0)}`,
    key: 'title',
    value: 'Reserve a berth',
    why: 'skippers say it',
    isDecision: false,
  }
  expect((await listOf(ada)).settled).toMatchObject([told])
  await ada.stop()
  await ada.start()
  expect((await listOf(ada)).settled).toMatchObject([told])
  // Nobody at Ben's ever saw it as open.
  expect((await listOf(ben)).settled).toBeUndefined()
  await (await ada.host()).conflicts.settledSeen([title.id])
  expect((await listOf(ada)).settled).toBeUndefined()
})
