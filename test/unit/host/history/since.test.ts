import { afterEach, beforeEach, expect, test } from 'vitest'
import { addComment } from '../../../../src/commands/comments.ts'
import { createItem, createItems } from '../../../../src/commands/create-item.ts'
import { addCriterion } from '../../../../src/commands/criteria.ts'
import { editItem, setLabel } from '../../../../src/commands/edit-item.ts'
import { moveItem } from '../../../../src/commands/move-item.ts'
import { beginSeeing, seeAll, seeOne } from '../../../../src/commands/seen.ts'
import type { Since, SinceGroup } from '../../../../src/contract/history-calls.ts'
import { joinPlan } from '../../../../src/host/host-commands.ts'
import { createHistoryCalls } from '../../../../src/host/history/history-calls.ts'
import { createMemoryFiles } from '../../../../src/host/ports/memory-files.ts'
import { SEEN, seenBy } from '../../../../src/model/seen.ts'
import { decodeRecord } from '../../../../src/sync/record.ts'
import { newsOf } from '../../../../src/state/since-words.ts'
import { carriedHost } from '../../../support/carried-hosts.ts'
import { startTestHost } from '../../../support/host-in-process.ts'
import { createMemoryMailServer } from '../../../support/memory-mail-server.ts'
import { until } from '../../../support/room-of-hosts.ts'
import { HostsApart, type HostApart } from '../../../support/hosts-apart.ts'

let hosts: HostsApart
let [laptop, desktop, ben]: HostApart[] = []
const at = (host: HostApart | undefined): HostApart => host as HostApart
let item: string
let other: string

beforeEach(async () => {
  hosts = new HostsApart()
  ;[laptop, desktop, ben] = [await hosts.add('ada'), await hosts.add('ada'), await hosts.add('ben')]
  await at(laptop).run(joinPlan, { person: 'ada', name: 'Ada Berg', role: 'po' })
  item = await at(laptop).run(createItem, { title: 'Hold a berth' })
  other = await at(laptop).run(createItem, { title: 'Pay by link' })
  await hosts.meet(hosts.all, 'first')
  await at(ben).run(joinPlan, { person: 'ben', name: 'Ben Ito', role: 'po' })
  await hosts.meet(hosts.all, 'first')
})
afterEach(() => hosts.stop())

/** As a window of this person asks. */
async function since(host: HostApart | undefined, person = at(host).author.person): Promise<Since> {
  const one = at(host)
  const calls = createHistoryCalls({
    history: one.history,
    plans: one.plans,
    vault: one.vault,
    backs: {} as never,
  })
  const { plan } = await one.host()
  const seen = seenBy(person ?? '', plan.doc.getMap(SEEN).values())
  const asked = { plan: hosts.plan, person, seen: seen?.lines ?? null, apart: seen?.apart ?? {} }
  return (await calls['history.since'](null as never, asked as never)) as Since
}
const begin = async (host: HostApart | undefined) => at(host).run(beginSeeing, { upTo: (await since(host)).upTo })
const markAll = async (host: HostApart | undefined) => {
  const { upTo, changes } = await since(host)
  await at(host).run(seeAll, { upTo, changes })
}
const rename = (host: HostApart | undefined, title: string, id = item) =>
  at(host).run(editItem, { id, field: 'title', value: title })
const told = ({ groups }: Since) =>
  groups.map(({ about, lines }) => [about, ...lines.map(({ entries }) => entries.at(-1)?.to)])

test('the first opening ever tells of nothing: the mark starts there', async () => {
  await rename(ben, 'Before')
  await hosts.meet()
  expect(await since(laptop)).toMatchObject({ changes: 0, groups: [], arriving: false })
  await begin(laptop)
  expect(await since(laptop)).toMatchObject({ changes: 0, groups: [] })
  await rename(ben, 'After')
  await hosts.meet()
  expect(told(await since(laptop))).toEqual([[`items/${item}`, 'After']])
})

test('a newcomer is told of nothing that came in as they joined, and begins to look when all of it is here', async () => {
  await at(ben).run(createItems, { titles: Array.from({ length: 30 }, (_, i) => `Old ${i}`) })
  const cem = await hosts.add('cem')
  const host = async () => (await cem.host()).live
  await hosts.meet([at(ben), cem], 'first')
  ;(await host()).linkUp('ben', 'first')
  expect((await since(cem)).arriving).toBe(true)
  ;(await host()).caughtUp('ben')
  expect((await since(cem)).arriving).toBe(false)
  await begin(cem)
  expect((await since(cem)).groups).toEqual([])
  await rename(ben, 'Since you joined')
  await hosts.meet([at(ben), cem])
  expect(told(await since(cem))).toEqual([[`items/${item}`, 'Since you joined']])
})

test('changes are grouped by item with their parts and reasons, own ones left out', async () => {
  await begin(laptop)
  await hosts.meet()
  await rename(laptop, 'My own')
  await rename(desktop, 'My own on the other device')
  await at(ben).run(moveItem, { id: other, after: null, why: 'the auditor comes in May' })
  await at(ben).run(addCriterion, { item: other, text: 'It rings' })
  await at(ben).run(addComment, { item: other, text: 'I asked the bank.' })
  await hosts.meet()
  const { groups, changes } = await since(laptop)
  expect(changes).toBe(3)
  expect(groups.map(({ about, lines }) => [about, lines.map(({ entries }) => entries[0]?.name)])).toEqual([
    [`items/${other}`, ['comment.add', 'criterion.add', 'item.move']],
  ])
  expect(groups[0]?.lines[2]).toMatchObject({
    author: { person: 'ben' },
    entries: [{ why: 'the auditor comes in May' }],
  })
})

test('a change that was made a week ago on another laptop and arrives today is shown although it is older than the mark', async () => {
  await begin(laptop)
  await rename(ben, 'A week ago')
  hosts.tick(7 * 86_400_000)
  await rename(laptop, 'Today')
  await markAll(laptop)
  await hosts.meet()
  expect(told(await since(laptop))).toEqual([[`items/${item}`, 'A week ago']])
})

test('a person with a laptop and a desktop sees each thing once, whatever was marked on which of them while apart', async () => {
  await begin(laptop)
  await rename(ben, 'One')
  await hosts.meet()
  expect(told(await since(desktop))).toEqual([[`items/${item}`, 'One']])
  await markAll(laptop)
  await rename(ben, 'Two', other)
  await hosts.meet([at(ben), at(desktop)])
  // The desktop has not heard of the laptop's mark and goes further; then they meet.
  await markAll(desktop)
  await rename(ben, 'Three')
  await hosts.meet()
  for (const host of [laptop, desktop]) expect(told(await since(host))).toEqual([[`items/${item}`, 'Three']])
  await markAll(desktop)
  await hosts.meet()
  for (const host of [laptop, desktop]) expect(await since(host)).toMatchObject({ changes: 0, groups: [] })
})

test('one thing can be marked as seen alone, also on two devices apart, and what comes to it later is news again', async () => {
  await begin(laptop)
  await rename(ben, 'One')
  await rename(ben, 'Two', other)
  await hosts.meet()
  const [second, first] = (await since(laptop)).groups
  const seen = (group: typeof first) => ({
    about: group?.about ?? '',
    changes: group?.lines.map((l) => l.change) ?? [],
    name: 'x',
  })
  await at(laptop).run(seeOne, seen(first))
  expect(told(await since(laptop))).toEqual([[`items/${other}`, 'Two']])
  await at(desktop).run(seeOne, seen(second))
  await hosts.meet()
  expect(await since(laptop)).toMatchObject({ changes: 0, groups: [] })
  await rename(ben, 'Again')
  await hosts.meet()
  expect(told(await since(desktop))).toEqual([[`items/${item}`, 'Again']])
})

test('marking as seen can be taken back, and is no change that anybody reads', async () => {
  await begin(laptop)
  await rename(ben, 'One')
  await hosts.meet()
  hosts.tick()
  const { upTo, changes } = await since(laptop)
  const host = await at(laptop).host()
  await host.run(at(laptop).author, seeAll, { upTo, changes })
  expect((await since(laptop)).changes).toBe(0)
  const [mark] = (await at(laptop).records()).slice(-1)
  expect(mark).toBeDefined()
  const record = decodeRecord(mark?.bytes as Uint8Array)
  await host.undo(record.ok ? record.value.change : '', at(laptop).author)
  expect(told(await since(laptop))).toEqual([[`items/${item}`, 'One']])
  await hosts.meet()
  expect((await since(ben, 'ben')).groups).toEqual([])
  const lines = await at(laptop).history.ask(
    { id: hosts.plan, folder: at(laptop).vault.planFolder(hosts.plan), end: Infinity as never },
    'timeline',
    { before: null, limit: 100, record: null, device: null, words: '', sort: null },
  )
  expect(lines.lines.filter(({ entries }) => entries.some(({ record }) => record === 'seen'))).toEqual([])
  expect((await host.conflicts.list()).open).toEqual([])
})

test('what somebody takes back is told as taken back', async () => {
  await begin(laptop)
  await hosts.meet()
  const host = await at(ben).host()
  await rename(ben, 'Wrong')
  const record = (await at(ben).records()).at(-1)
  const decoded = decodeRecord(record?.bytes as Uint8Array)
  const change = decoded.ok ? decoded.value.change : ''
  await host.undo(change, at(ben).author)
  await hosts.meet()
  const { groups } = await since(laptop)
  expect(groups).toHaveLength(1)
  expect(groups[0]?.lines.map(({ undoes, entries }) => [undoes, entries[0]?.to])).toEqual([
    [change, 'Hold a berth'],
    [null, 'Wrong'],
  ])
})

test('after a week offline on both sides, a merge of hundreds of changes is grouped, and one change to many is one line', async () => {
  await begin(laptop)
  await hosts.meet()
  const ids = await at(ben).run(createItems, { titles: Array.from({ length: 40 }, (_, i) => `Item ${i}`) })
  await hosts.meet()
  await markAll(laptop)
  for (let i = 0; i < 150; i++) {
    await rename(ben, `Theirs ${i}`, ids[i % 40] as string)
    if (i % 3 === 0) await rename(laptop, `Mine ${i}`, ids[i % 40] as string)
  }
  await at(ben).run(setLabel, { ids, label: 'summer', on: true })
  hosts.tick(7 * 86_400_000)
  await hosts.meet([at(ben), at(laptop)])
  const news = await since(laptop)
  expect(news.changes).toBe(151)
  expect(news.groups).toHaveLength(41)
  expect(news.groups[0]?.about).toMatch(/^change\//)
  expect(news.groups[0]?.lines[0]?.items).toHaveLength(40)
  await markAll(laptop)
  expect((await since(laptop)).changes).toBe(0)
})

test('somebody whom the plan has no record of has marks all the same', async () => {
  const dora = await hosts.add('dora')
  await hosts.meet([at(ben), dora], 'first')
  await begin(dora)
  await rename(ben, 'Since then')
  await hosts.meet([at(ben), dora])
  expect((await dora.host()).plan.row('people', 'dora')).toBeUndefined()
  expect(told(await since(dora))).toEqual([[`items/${item}`, 'Since then']])
})

test('an import of five hundred items by somebody else is one line', async () => {
  const host = await startTestHost('/data', createMemoryFiles())
  try {
    const { link } = host.connect()
    await link.call('profile.set', { name: 'Ada Berg', role: 'po' })
    const { id: plan } = await link.call('plans.create', { name: 'Harbour' })
    const asked = { plan, person: 'ada', apart: {} }
    const { upTo } = await link.call('history.since', { ...asked, seen: null })
    const rows = Array.from({ length: 500 }, (_, i) => `Item ${i}`)
    await link.call('import.run', {
      job: 'import',
      plan,
      newPlanName: 'Harbour',
      fileName: 'items.csv',
      bytes: new TextEncoder().encode(['Title', ...rows].join('\n')),
      choices: { format: null, mapping: null, kinds: {}, dates: null },
      author: { person: 'ben', role: 'po', forTeam: null },
    })
    const { changes, groups } = await link.call('history.since', { ...asked, seen: upTo })
    expect([changes, groups.length]).toEqual([1, 1])
    expect(newsOf(groups[0] as SinceGroup, String).facts).toEqual(['Imported 500 items from a CSV file'])
  } finally {
    await host.stop()
  }
})

test('what a removed device wrote lies aside and is no news', async () => {
  const ada = await carriedHost(11, 'Ada')
  const lost = await carriedHost(22, 'Ben', ada.plan)
  try {
    await ada.edit('made in the room')
    await ada.letIn(lost)
    const server = createMemoryMailServer()
    ada.connect(server)
    lost.connect(server)
    await until(() => lost.titles().length === ada.titles().length)
    await ada.members.remove(lost.device, 'lost laptop')
    const before = ada.host().ledger.vector()
    await lost.edit('written on the lost laptop')
    await until(() => ada.host().aside().length === 1)
    // The list of news goes as far as this, and no further.
    const [aside] = ada.host().aside()
    const client = String(aside?.client)
    expect(ada.host().ledger.vector()[client]).toEqual(before[client])
  } finally {
    await lost.stop()
    await ada.stop()
  }
})
