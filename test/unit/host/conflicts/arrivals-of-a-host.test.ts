import { afterEach, beforeEach, expect, test } from 'vitest'
import { createItem, createItems } from '../../../../src/commands/create-item.ts'
import { editItem } from '../../../../src/commands/edit-item.ts'
import type { Arrivals } from '../../../../src/contract/conflict-calls.ts'
import { joinPlan } from '../../../../src/host/host-commands.ts'
import { HostsApart, type HostApart } from '../../../support/hosts-apart.ts'

let hosts: HostsApart
let [ada, ben, cem]: HostApart[] = []
const at = (host: HostApart | undefined): HostApart => host as HostApart
let item: string
beforeEach(async () => {
  hosts = new HostsApart()
  ;[ada, ben, cem] = [await hosts.add('ada'), await hosts.add('ben'), await hosts.add('cem')]
  await at(ada).run(joinPlan, { person: 'ada', name: 'Ada Berg', role: 'po' })
  item = await at(ada).run(createItem, { title: 'Hold a berth' })
  await hosts.meet(hosts.all, 'first')
  await at(ben).run(joinPlan, { person: 'ben', name: 'Ben Ito', role: 'po' })
  await at(cem).run(joinPlan, { person: 'cem', name: 'Cem Ak', role: 'po' })
  await hosts.meet(hosts.all, 'first')
})
afterEach(() => hosts.stop())

const rename = (host: HostApart | undefined, title: string) =>
  at(host).run(editItem, { id: item, field: 'title', value: title })
const listOf = async (host: HostApart | undefined): Promise<Arrivals> => (await at(host).host()).arrivals.list()
const wordsOf = ({ lines }: Arrivals): unknown[] => lines.map(({ author, entries }) => [author.person, entries[0]?.to])

test('joining a plan is no news, nor is what one did oneself', async () => {
  await rename(ada, 'Mine')
  for (const host of hosts.all) expect(await listOf(host)).toEqual({ since: null, lines: [], others: 0, upTo: {} })
})

test('after a meeting each sees what the others did meanwhile, newest first, also what came over a third', async () => {
  await rename(ben, 'By Ben')
  await hosts.meet([at(ben), at(cem)])
  await rename(cem, 'By Cem')
  await hosts.meet([at(cem), at(ada)])
  expect(wordsOf(await listOf(ada))).toEqual([
    ['cem', 'By Cem'],
    ['ben', 'By Ben'],
  ])
  expect((await listOf(ada)).since).toBe(hosts.now)
  expect(wordsOf(await listOf(cem))).toEqual([['ben', 'By Ben']])
  expect(wordsOf(await listOf(ben))).toEqual([])
  await expect
    .poll(
      () =>
        at(ada)
          .news.filter(({ event }) => event === 'arrivals.changed')
          .at(-1)?.news,
    )
    .toEqual({ plan: hosts.plan, count: 2 })
})

test('it is there after a restart until it was seen; what comes later stays', async () => {
  await rename(ben, 'One')
  await hosts.meet([at(ben), at(ada)])
  await at(ada).stop()
  await at(ada).start()
  const first = await listOf(ada)
  expect(wordsOf(first)).toEqual([['ben', 'One']])
  await rename(ben, 'Two')
  await hosts.meet([at(ben), at(ada)])
  await (await at(ada).host()).arrivals.seen(first.upTo)
  expect(wordsOf(await listOf(ada))).toEqual([['ben', 'Two']])
  await (await at(ada).host()).arrivals.seen((await listOf(ada)).upTo)
  await at(ada).stop()
  await at(ada).start()
  expect(await listOf(ada)).toEqual({ since: null, lines: [], others: 0, upTo: {} })
})

test('what comes while people are connected and a window shows the plan is no news; without a window it is', async () => {
  const host = await at(ada).host()
  await rename(ben, 'Nobody looks')
  await hosts.meet([at(ben), at(ada)], 'live')
  expect(wordsOf(await listOf(ada))).toEqual([['ben', 'Nobody looks']])
  await host.arrivals.seen((await listOf(ada)).upTo)
  await host.meet(
    { id: 'w', kind: 'window', send: () => undefined },
    { plan: hosts.plan, lease: null, acknowledged: {}, stateVector: new Uint8Array([0]) },
  )
  await rename(ben, 'Somebody looks')
  await hosts.meet([at(ben), at(ada)], 'live')
  expect(wordsOf(await listOf(ada))).toEqual([])
  await rename(ben, 'While away')
  await hosts.meet([at(ben), at(ada)])
  expect(wordsOf(await listOf(ada))).toEqual([['ben', 'While away']])
})

test('a thousand changes are listed up to a limit and all counted', async () => {
  for (let i = 0; i < 520; i++)
    await (await at(ben).host()).run(at(ben).author, editItem, { id: item, field: 'title', value: `T${i}` })
  await at(ben).run(createItems, { titles: Array.from({ length: 300 }, (_, i) => `New ${i}`) })
  await hosts.meet([at(ben), at(ada)])
  const list = await listOf(ada)
  expect([list.lines.length, list.others]).toEqual([500, 21])
  await (await at(ada).host()).arrivals.seen(list.upTo)
  expect((await listOf(ada)).lines).toEqual([])
})

test('a note that was edited by hand is read as nothing and replaced', async () => {
  await at(ada).stop()
  await at(ada).start()
  await at(ada).vault.writeNote(`arrivals-${hosts.plan}`, { v: 1, since: 'x', runs: [[1, 'a']] })
  expect(await listOf(ada)).toMatchObject({ lines: [] })
  await rename(ben, 'One')
  await hosts.meet([at(ben), at(ada)])
  expect(wordsOf(await listOf(ada))).toEqual([['ben', 'One']])
})
