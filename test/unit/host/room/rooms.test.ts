import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createItem } from '../../../../src/commands/create-item.ts'
import { editItem } from '../../../../src/commands/edit-item.ts'
import type { JoinState } from '../../../../src/contract/room-calls.ts'
import { roomOfHosts, until, type RoomHost, type RoomOfHosts } from '../../../support/room-of-hosts.ts'

let room: RoomOfHosts
let plan: string
let ada: RoomHost
beforeEach(async () => {
  room = roomOfHosts()
  ada = await room.start('Ada')
  plan = (await ada.link.call('plans.create', { name: 'Harbour' })).id
})
afterEach(() => room.end())

const newItem = (title: string) => ({ title, at: 'bottom' as const })

describe('a room', () => {
  test('a device joins by invite and digits, gets the plan, and edits go both ways', async () => {
    const here = await ada.window(plan)
    here.run(createItem, newItem('made before'))
    const ben = await room.start('Ben')
    await room.join(ada, ben, plan)
    const there = await until(async () => {
      const plans = await ben.link.call('plans.list', undefined)
      return plans.some(({ id }) => id === plan) ? ben.window(plan) : undefined
    })
    await until(() => there.titles().includes('made before'))
    there.run(createItem, newItem('made by Ben'))
    await until(() => here.titles().includes('made by Ben'))
    here.run(createItem, newItem('made by Ada'))
    await until(() => there.titles().includes('made by Ada'))
    expect(there.titles()).toEqual(here.titles())
    expect((await ada.state(plan)).devices.map(({ name, state }) => [name, state])).toEqual([
      ['Ada', 'here'],
      ['Ben', 'here'],
    ])
    expect(ada.host.faults).toEqual([])
    expect(ben.host.faults).toEqual([])
  })

  test('whoever joins is in once the plan is here, and is told meanwhile how much of it came', async () => {
    const here = await ada.window(plan)
    for (let n = 0; n < 300; n++) here.run(createItem, newItem(`item ${n}`))
    const ben = await room.start('Ben')
    const told: JoinState[] = []
    ben.link.on('join.changed', ({ state }) => told.push(state))
    await room.join(ada, ben, plan)
    expect(await ben.link.call('plans.list', undefined)).toMatchObject([{ id: plan, name: 'Harbour', items: 300 }])
    await until(() => told.at(-1)?.state === 'in')
    expect(told.map(({ state }) => state).filter((state, at, all) => state !== all[at - 1])).toEqual([
      'calling',
      'waiting',
      'coming',
      'in',
    ])
  }, 20_000)

  test('people see who knocks: the name, the person and the letters of the device’s key', async () => {
    const ben = await room.start('Ben')
    const { person } = (await ben.link.call('host.info', undefined)).profile as { person: string }
    const { invite } = await ada.link.call('room.open', { plan, port: null })
    const joined = ben.link.call('room.join', { invite: invite?.link ?? '' })
    const knock = await until(async () => (await ada.state(plan)).knocks.find(({ digits }) => digits !== ''))
    expect(knock).toMatchObject({ name: 'Ben', person })
    await ada.link.call('room.admit', { plan, device: knock.device, digits: knock.digits })
    await joined
    const { fingerprint } = (await ben.state(plan)).devices.find(({ isThis }) => isThis) as { fingerprint: string }
    expect(knock.fingerprint).toBe(fingerprint)
  }, 20_000)

  test('a device joins by a machine’s name that a person typed; of a name that nobody has, it says what to type', async () => {
    const ben = await room.start('Ben')
    const { invite } = await ada.link.call('room.open', { plan, port: 4711 })
    const code = invite?.code.split(' ')[1] ?? ''
    expect(await ben.link.call('room.join', { invite: `mini-pc.local:4711 ${code}` })).toEqual({
      state: 'refused',
      why: 'This machine knows no other by the name “mini-pc.local”. Type the numbers of its address instead; they look like 192.168.1.20:4711 and stand on the room’s screen over there.',
    })
    room.network.name('mini-pc.local', ['fd00::7', ada.address])
    const joined = ben.link.call('room.join', { invite: `mini-pc.local:4711 ${code}` })
    const knock = await until(async () => (await ada.state(plan)).knocks.find(({ digits }) => digits !== ''))
    await ada.link.call('room.admit', { plan, device: knock.device, digits: knock.digits })
    expect(await joined).toMatchObject({ state: 'in' })
    // Where it is called for later is an address.
    room.network.name('mini-pc.local', [])
    const back = await ben.restart()
    await back.window(plan)
    await until(async () => (await back.state(plan)).devices.every(({ state }) => state === 'here'))
  }, 20_000)

  test('wrong digits turn a device away, and its invite is good no more', async () => {
    const ben = await room.start('Ben')
    const { invite } = await ada.link.call('room.open', { plan, port: null })
    const joined = ben.link.call('room.join', { invite: invite?.link ?? '' })
    const knock = await until(async () => (await ada.state(plan)).knocks.find(({ digits }) => digits !== ''))
    const wrong = knock.digits === '000000' ? '000001' : '000000'
    await expect(ada.link.call('room.admit', { plan, device: knock.device, digits: wrong })).rejects.toThrow(
      'not the digits',
    )
    expect(await joined).toMatchObject({ state: 'refused' })
    expect((await ada.state(plan)).knocks).toEqual([])
    expect(await ben.link.call('room.join', { invite: invite?.link ?? '' })).toMatchObject({ state: 'refused' })
  }, 20_000)

  test('what was edited apart comes together after the link was cut and healed', async () => {
    const ben = await room.start('Ben')
    await room.join(ada, ben, plan)
    const [here, there] = [await ada.window(plan), await ben.window(plan)]
    here.run(createItem, newItem('shared'))
    await until(() => there.titles().includes('shared'))
    const item = there.plan.order.ids[0] as string
    room.network.cut(ada.address, ben.address)
    await until(async () => (await ada.state(plan)).devices.some(({ state }) => state === 'away'))
    here.run(editItem, { id: item, field: 'title', value: 'by Ada' })
    there.run(editItem, { id: item, field: 'title', value: 'by Ben' })
    there.run(createItem, newItem('apart'))
    room.network.heal()
    await until(() => here.titles().includes('apart') && here.titles().join() === there.titles().join())
    expect(ada.host.faults.filter((fault) => !fault.includes('ended'))).toEqual([])
  }, 20_000)

  test('who began it may leave: the others go on, and it comes back by itself', async () => {
    const [ben, cleo] = [await room.start('Ben'), await room.start('Cleo')]
    await room.join(ada, ben, plan)
    await room.join(ada, cleo, plan)
    await until(async () => (await cleo.state(plan)).devices.filter(({ state }) => state === 'here').length === 3)
    await ada.stop()
    const [there, third] = [await ben.window(plan), await cleo.window(plan)]
    there.run(createItem, newItem('without Ada'))
    await until(() => third.titles().includes('without Ada'))
    const back = await ada.restart()
    const again = await back.window(plan)
    await until(() => again.titles().includes('without Ada'))
  }, 30_000)

  test('a room whose port another program took meanwhile opens again on another one, says so, and is found by its devices', async () => {
    const { port } = await ada.link.call('room.open', { plan, port: 5_000 })
    expect(port).toBe(5_000)
    const ben = await room.start('Ben')
    await room.join(ada, ben, plan)
    await ada.stop()
    const other = await room.network
      .machine(ada.address)
      .listen(5_000, { pipe: () => undefined, page: async () => null })
    const back = await ada.restart()
    await back.window(plan)
    const state = await until(async () => {
      const now = await back.state(plan)
      return now.isOpen && now
    })
    expect(state.port).toBe(47_600)
    expect(state.trouble).toMatch(/open on port 47600 and not on 5000: another program uses that port/)
    await until(async () => (await ben.state(plan)).devices.every((one) => one.state === 'here'))
    // Who asks for a port wants that one.
    await back.link.call('room.close', { plan })
    await expect(back.link.call('room.open', { plan, port: 5_000 })).rejects.toThrow('Port 5000 is used')
    if (other.ok) await other.value.close()
    expect(await back.link.call('room.open', { plan, port: null })).toMatchObject({ port: 47_600, trouble: '' })
  }, 20_000)

  test('people see why a room that was left open did not open again, until it does', async () => {
    await ada.link.call('room.open', { plan, port: 5_000 })
    await ada.stop()
    room.network.break(ada.address, 'The network cannot be used (EACCES).')
    const back = await ada.restart()
    await back.window(plan)
    await until(async () => (await back.state(plan)).trouble.includes('(EACCES)'))
    room.network.break(ada.address, '')
    const open = await back.link.call('room.open', { plan, port: null })
    expect(open).toMatchObject({ isOpen: true, port: 5_000, trouble: '' })
  }, 20_000)

  test('a removed device meets silence, what it wrote stays, and what it writes later does not count', async () => {
    const ben = await room.start('Ben')
    await room.join(ada, ben, plan)
    const [here, there] = [await ada.window(plan), await ben.window(plan)]
    there.run(createItem, newItem('before'))
    await until(() => here.titles().includes('before'))
    const { device } = (await ada.state(plan)).devices.find(({ name }) => name === 'Ben') as { device: string }
    await ada.link.call('room.remove', { plan, device, why: 'left the company' })
    there.run(createItem, newItem('after'))
    await new Promise((resolve) => setTimeout(resolve, 1_500))
    expect(here.titles()).toEqual(['before'])
    const devices = (await ada.state(plan)).devices
    expect(devices.map(({ name, state }) => [name, state])).toEqual([
      ['Ada', 'here'],
      ['Ben', 'removed'],
    ])
    expect(devices[0]?.removed).toBeUndefined()
    expect(devices[1]?.removed).toMatchObject({ by: devices[0]?.device, why: 'left the company', aside: 0 })
    expect(Math.abs((devices[1]?.removed?.at ?? 0) - Date.now())).toBeLessThan(60_000)
  }, 20_000)
})
