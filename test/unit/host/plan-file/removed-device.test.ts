import { afterEach, expect, test } from 'vitest'
import { createItem } from '../../../../src/commands/create-item.ts'
import { mergePlan, sharePlan } from '../../../../src/contract/plan-file-transfer.ts'
import type { MergeReport } from '../../../../src/contract/plan-file-calls.ts'
import { roomOfHosts, until, type RoomHost } from '../../../support/room-of-hosts.ts'

const room = roomOfHosts()
afterEach(() => room.end())

test('what a removed device wrote afterwards comes by file, waits aside, and counts once a person took it', async () => {
  const [anna, ben] = [await room.start('Anna'), await room.start('Ben')]
  const plan = (await anna.link.call('plans.create', { name: 'Harbour' })).id
  await room.join(anna, ben, plan)
  await add(ben, plan, 'Before')
  await until(async () => (await titles(anna, plan)).includes('Before'))
  const device = (await anna.state(plan)).devices.find(({ isThis }) => !isThis)?.device ?? ''
  await anna.link.call('room.remove', { plan, device, why: 'It was lost.' })
  await add(ben, plan, 'Afterwards')

  const merged = await byFile(ben, anna, plan)
  expect(merged).toMatchObject({ refused: 0, strangers: [{ device, name: 'Ben', wasRemoved: true }] })
  expect(await titles(anna, plan)).toEqual(['Before'])
  await anna.link.call('planFile.accept', { plan, device })
  expect(await titles(anna, plan)).toEqual(['Before', 'Afterwards'])
  expect((await anna.state(plan)).devices.find((one) => one.device === device)?.state).toBe('removed')
})

test('a stranger that is let into the room later has nothing aside any more', async () => {
  const [anna, ben] = [await room.start('Anna'), await room.start('Ben')]
  const plan = (await anna.link.call('plans.create', { name: 'Harbour' })).id
  await byFile(anna, ben, plan)
  await add(ben, plan, 'Ben’s bell')
  expect((await byFile(ben, anna, plan)).aside).toBeGreaterThan(0)
  await room.join(anna, ben, plan)
  expect(await anna.link.call('planFile.strangers', { plan })).toEqual([])
  expect(await titles(anna, plan)).toEqual(['Ben’s bell'])
})

async function byFile(from: RoomHost, to: RoomHost, plan: string): Promise<MergeReport> {
  const { pieces } = await sharePlan(from.link, { plan, passphrase: null })
  return mergePlan(to.link, pieces, async () => null)
}

async function add(one: RoomHost, plan: string, title: string): Promise<void> {
  const window = await one.window(plan)
  window.run(createItem, { title, at: 'bottom' })
  await window.window.delivered()
  window.die()
}

async function titles(one: RoomHost, plan: string): Promise<string[]> {
  const { text } = await one.link.call('plan.export', { plan, format: 'ordinal-json' })
  return (JSON.parse(text) as { items: { title: string }[] }).items.map(({ title }) => title)
}
