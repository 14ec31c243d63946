import { afterEach, beforeEach, expect, test } from 'vitest'
import { createItem } from '../../../../src/commands/create-item.ts'
import { removalWords } from '../../../../src/model/removal-words.ts'
import { roomOfHosts, until, type RoomHost, type RoomOfHosts } from '../../../support/room-of-hosts.ts'

let room: RoomOfHosts
let plan: string
let ada: RoomHost
let ben: RoomHost
beforeEach(async () => {
  room = roomOfHosts()
  ada = await room.start('Ada')
  plan = (await ada.link.call('plans.create', { name: 'Harbour' })).id
  ben = await room.start('Ben')
  await room.join(ada, ben, plan)
})
afterEach(() => room.end())

const newItem = (title: string) => ({ title, at: 'bottom' as const })
const removeBen = async (by: RoomHost): Promise<void> => {
  const { device } = (await by.state(plan)).devices.find(({ name }) => name === 'Ben') as { device: string }
  await by.link.call('room.remove', { plan, device, why: 'left the company' })
}
const wordsAt = async (host: RoomHost): Promise<string> =>
  removalWords((await host.state(plan)).devices, 'Harbour', Date.now())
const faultsOf = (host: RoomHost): string[] => host.host.faults.filter((fault) => !fault.includes('ended'))

test('a device that is removed while it is linked hears by whom, when and why, and calls nobody any more', async () => {
  const there = await ben.window(plan)
  const told = until(async () => (await wordsAt(ben)) || null)
  await removeBen(ada)
  expect(await told).toMatch(
    /^Ada removed this device from the room of Harbour on \d+ \p{L}+: left the company\. Your copy stays/u,
  )
  await until(async () => !(await ben.state(plan)).isOpen)
  expect(await ben.link.call('room.plans', undefined)).toEqual([])
  await expect(ben.link.call('room.open', { plan, port: null })).rejects.toThrow('Ada removed this device')
  // What was on its way when it heard so is over.
  await until(() => room.network.seen.at(-1)?.from !== undefined)
  room.network.seen.length = 0
  there.run(createItem, newItem('after'))
  await new Promise((resolve) => setTimeout(resolve, 1_200))
  expect(room.network.seen.filter(({ from }) => from === ben.address)).toEqual([])
  expect([...faultsOf(ada), ...faultsOf(ben)]).toEqual([])
}, 20_000)

test('whoever is linked with it tells it, not only who removed it', async () => {
  const cleo = await room.start('Cleo')
  await room.join(ada, cleo, plan)
  await until(async () => (await ben.state(plan)).devices.filter(({ state }) => state === 'here').length === 3)
  room.network.cut(ada.address, ben.address)
  await until(async () => (await ada.state(plan)).devices.some(({ state }) => state === 'away'))
  await removeBen(ada)
  expect(await until(async () => (await wordsAt(ben)) || null)).toContain('Ada removed this device')
  expect((await cleo.state(plan)).devices.find(({ name }) => name === 'Ben')?.state).toBe('removed')
}, 20_000)

test('what its person changes from there on stays, also over a restart, and the others get none of it', async () => {
  const [here, there] = [await ada.window(plan), await ben.window(plan)]
  await removeBen(ada)
  await until(async () => (await wordsAt(ben)) || null)
  there.run(createItem, newItem('mine alone'))
  here.run(createItem, newItem('not for Ben'))
  await until(async () => (await ben.link.call('plans.list', undefined))[0]?.items === 1)
  there.die()
  const back = await ben.restart()
  const again = await back.window(plan)
  expect(again.titles()).toEqual(['mine alone'])
  expect(await wordsAt(back)).toContain('Ada removed this device')
  expect(here.titles()).toEqual(['not for Ben'])
}, 20_000)

test('a device that was away when it was removed is not told', async () => {
  room.network.cut(ada.address, ben.address)
  await until(async () => (await ada.state(plan)).devices.some(({ state }) => state === 'away'))
  await removeBen(ada)
  room.network.heal()
  await new Promise((resolve) => setTimeout(resolve, 1_500))
  expect(await wordsAt(ben)).toBe('')
}, 20_000)

const knockAgain = async (again: boolean) =>
  ben.link.call('room.join', { invite: (await ada.state(plan)).invite?.link ?? '', again })

test('a removed device knocks again with a new key, by the invite that its old key is turned away with', async () => {
  await ben.window(plan)
  await removeBen(ada)
  await until(async () => (await wordsAt(ben)) || null)
  expect(await knockAgain(false)).toMatchObject({ state: 'refused', removed: true })
  const joined = knockAgain(true)
  const knock = await until(async () => (await ada.state(plan)).knocks.find(({ digits }) => digits !== ''))
  await ada.link.call('room.admit', { plan, device: knock.device, digits: knock.digits })
  expect(await joined).toEqual({ state: 'in', plan })
  expect(await wordsAt(ben)).toBe('')
  expect((await ben.state(plan)).devices.map(({ name, isThis, state }) => [name, isThis, state])).toEqual([
    ['Ben', true, 'here'],
    ['Ada', false, 'here'],
    ['Ben', false, 'removed'],
  ])
}, 20_000)

test('let in again, it brings along what its person changed meanwhile, and has what the others did', async () => {
  const [here, there] = [await ada.window(plan), await ben.window(plan)]
  there.run(createItem, newItem('before'))
  await until(() => here.titles().includes('before'))
  await removeBen(ada)
  await until(async () => (await wordsAt(ben)) || null)
  there.run(createItem, newItem('by Ben meanwhile'))
  here.run(createItem, newItem('by Ada meanwhile'))
  const joined = knockAgain(true)
  const knock = await until(async () => (await ada.state(plan)).knocks.find(({ digits }) => digits !== ''))
  await ada.link.call('room.admit', { plan, device: knock.device, digits: knock.digits })
  expect(await joined).toEqual({ state: 'in', plan })
  await until(() => here.titles().includes('by Ben meanwhile'))
  const again = await ben.window(plan)
  expect(again.titles().toSorted()).toEqual(['before', 'by Ada meanwhile', 'by Ben meanwhile'])
  again.run(createItem, newItem('after'))
  await until(() => here.titles().includes('after'))
  const back = await (async () => {
    again.die()
    there.die()
    return ben.restart()
  })()
  const last = await back.window(plan)
  here.run(createItem, newItem('last'))
  await until(() => last.titles().includes('last'))
  expect(last.titles()).toEqual(here.titles())
  expect(await wordsAt(back)).toBe('')
  expect([...faultsOf(ada), ...faultsOf(ben), ...faultsOf(back)]).toEqual([])
}, 30_000)

test('it keeps its place in the rooms of its other plans', async () => {
  const other = (await ben.link.call('plans.create', { name: 'Lighthouse' })).id
  const own = async () => (await ben.state(other)).devices.find(({ isThis }) => isThis)
  await ben.link.call('room.open', { plan: other, port: null })
  const before = await own()
  await removeBen(ada)
  await until(async () => (await wordsAt(ben)) || null)
  const joined = knockAgain(true)
  const knock = await until(async () => (await ada.state(plan)).knocks.find(({ digits }) => digits !== ''))
  await ada.link.call('room.admit', { plan, device: knock.device, digits: knock.digits })
  await joined
  expect(await own()).toEqual(before)
  expect((await ben.state(other)).isOpen).toBe(true)
  expect((await ben.state(plan)).devices.find(({ isThis }) => isThis)?.device).not.toBe(before?.device)
}, 20_000)
