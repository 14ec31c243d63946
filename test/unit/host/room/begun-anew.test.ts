import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createItem } from '../../../../src/commands/create-item.ts'
import { roomOfHosts, until, type RoomHost, type RoomOfHosts } from '../../../support/room-of-hosts.ts'

let room: RoomOfHosts
let plan: string
let ada: RoomHost
beforeEach(async () => {
  room = roomOfHosts()
  ada = await room.start('Ada')
  plan = (await ada.link.call('plans.create', { name: 'Harbour' })).id
  const here = await ada.window(plan)
  here.run(createItem, newItem('of the old machine'))
  await until(async () => (await ada.link.call('plans.list', undefined))[0]?.items === 1)
})
afterEach(() => room.end())

const newItem = (title: string) => ({ title, at: 'bottom' as const })
const open = (host: RoomHost, anew: boolean) => host.link.call('room.open', { plan, port: null, anew })

describe('a plan on another machine, of which no member is left', () => {
  test('its room is begun anew by a word of its own, and whoever joins gets all of it, also over a second one', async () => {
    await ada.stop()
    const copy = await room.startCopy(ada, 'Ada, new laptop')
    await expect(open(copy, false)).rejects.toThrow('begin the room anew')
    const before = await copy.window(plan)
    before.run(createItem, newItem('made before the room'))
    await open(copy, true)
    const ben = await room.start('Ben')
    await room.join(copy, ben, plan)
    const cleo = await room.start('Cleo')
    await room.join(ben, cleo, plan)
    const [here, there, third] = [await copy.window(plan), await ben.window(plan), await cleo.window(plan)]
    third.run(createItem, newItem('by Cleo'))
    const all = ['by Cleo', 'made before the room', 'of the old machine']
    for (const window of [here, there, third]) await until(() => [...window.titles()].sort().join() === all.join())
    for (const host of [copy, ben, cleo])
      expect((await host.state(plan)).devices.map(({ name }) => name).sort()).toEqual([
        'Ada, new laptop',
        'Ben',
        'Cleo',
      ])
    // It stays so after a restart.
    await copy.stop()
    const again = await copy.restart()
    await open(again, false)
    await until(async () => (await again.state(plan)).devices.filter(({ state }) => state === 'here').length === 3)
    expect([...copy.host.faults, ...ben.host.faults, ...cleo.host.faults]).toEqual([])
  }, 60_000)

  test('it can be begun anew once more, and those of before count as far as they were known', async () => {
    await ada.stop()
    const second = await room.startCopy(ada, 'second')
    await open(second, true)
    const here = await second.window(plan)
    here.run(createItem, newItem('of the second machine'))
    await until(async () => (await second.link.call('plans.list', undefined))[0]?.items === 2)
    await second.stop()
    const third = await room.startCopy(second, 'third')
    await expect(open(third, false)).rejects.toThrow('begin the room anew')
    await open(third, true)
    const ben = await room.start('Ben')
    await room.join(third, ben, plan)
    expect((await ben.window(plan)).titles()).toEqual(['of the old machine', 'of the second machine'])
    expect(ben.host.faults).toEqual([])
  }, 60_000)
})

describe('whoever has a copy of a plan and begins its room anew', () => {
  test('takes nobody over: members stay with whoever began the plan, also with an invite in hand', async () => {
    const ben = await room.start('Ben')
    await room.join(ada, ben, plan)
    await ben.stop()
    const thief = await room.startCopy(ben, 'Somebody')
    const back = await ben.restart()
    await back.link.call('room.open', { plan, port: null })
    await open(thief, true)
    const stolen = await thief.window(plan)
    stolen.run(createItem, newItem('by a thief'))
    await expect(room.join(thief, back, plan)).rejects.toThrow('says that somebody else began it')
    const [here, there] = [await ada.window(plan), await back.window(plan)]
    there.run(createItem, newItem('by Ben'))
    await until(() => here.titles().includes('by Ben'))
    expect(here.titles()).not.toContain('by a thief')
    expect(there.titles()).not.toContain('by a thief')
    for (const host of [ada, back])
      expect((await host.state(plan)).devices.map(({ name }) => name).sort()).toEqual(['Ada', 'Ben'])
  }, 60_000)

  test('who began a plan and let in who had begun it anew: both have it all, and one room', async () => {
    await ada.stop()
    const copy = await room.startCopy(ada, 'Ada, new laptop')
    await open(copy, true)
    const there = await copy.window(plan)
    there.run(createItem, newItem('of the new machine'))
    const back = await ada.restart()
    await room.join(back, copy, plan)
    const here = await back.window(plan)
    await until(() => here.titles().includes('of the new machine'))
    expect((await back.state(plan)).devices.map(({ name }) => name)).toHaveLength(2)
  }, 60_000)
})
