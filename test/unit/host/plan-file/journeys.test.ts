import { afterEach, beforeEach, expect, test } from 'vitest'
import { editItem } from '../../../../src/commands/edit-item.ts'
import { hostsWithFiles, type FileHost, type FileHosts } from './hosts-with-files.ts'

let hosts: FileHosts
let anna: FileHost
let ben: FileHost
let plan = ''
beforeEach(async () => {
  hosts = hostsWithFiles()
  anna = await hosts.start('Anna')
  ben = await hosts.start('Ben')
  plan = (await anna.link.call('plans.create', { name: 'Harbour' })).id
  await anna.add(plan, 'Quay lights', 'Tide table')
})
afterEach(() => hosts.end())

test('a plan that is not here is made by its file, and its id proves who began it', async () => {
  const report = await ben.merge(await anna.share(plan))
  expect(report).toMatchObject({ isNew: true, refused: 0, waiting: 0, aside: 0, strangers: [] })
  expect(report.plan).toMatchObject({ id: plan, name: 'Harbour', items: 2 })
  expect(report.founder).toMatchObject({ name: 'Anna', isProven: true })
  expect(await ben.titles(plan)).toEqual(['Quay lights', 'Tide table'])
  expect(ben.host.faults).toEqual([])
})

test('the same file again changes nothing', async () => {
  const bytes = await anna.share(plan)
  const first = await ben.merge(bytes)
  const before = await ben.link.call('plan.export', { plan, format: 'ordinal-json' })
  const again = await ben.merge(bytes)
  expect(again).toMatchObject({ isNew: false, applied: 0, known: first.applied, refused: 0, aside: 0 })
  expect(await ben.link.call('plan.export', { plan, format: 'ordinal-json' })).toEqual(before)
  expect(await anna.merge(bytes)).toMatchObject({ isNew: false, applied: 0, refused: 0 })
})

test('what a stranger wrote is kept aside, listed, taken by a person, and then counts everywhere', async () => {
  await ben.merge(await anna.share(plan))
  await ben.add(plan, 'Ben’s bell')
  const fromBen = await ben.share(plan)

  const merged = await anna.merge(fromBen)
  expect(merged).toMatchObject({ isNew: false, applied: 0, refused: 0, waiting: 0 })
  expect(merged.aside).toBeGreaterThan(0)
  expect(merged.strangers).toMatchObject([{ name: 'Ben', wasRemoved: false, others: 0 }])
  expect(merged.strangers[0]?.changes.flatMap(({ entries }) => entries.map(({ to }) => to))).toContain('Ben’s bell')
  expect(await anna.titles(plan)).toEqual(['Quay lights', 'Tide table'])
  expect(anna.host.faults).toEqual([])

  anna = await anna.restart()
  const [stranger] = await anna.strangers(plan)
  const accepted = await anna.link.call('planFile.accept', { plan, device: stranger?.device ?? '' })
  expect(accepted).toMatchObject({ name: 'Ben', applied: merged.aside, waiting: 0, refused: 0 })
  expect(await anna.titles(plan)).toEqual(['Quay lights', 'Tide table', 'Ben’s bell'])
  expect(await anna.strangers(plan)).toEqual([])

  const carla = await hosts.start('Carla')
  expect(await carla.merge(await anna.share(plan))).toMatchObject({ isNew: true, aside: 0, refused: 0, waiting: 0 })
  expect(await carla.titles(plan)).toEqual(['Quay lights', 'Tide table', 'Ben’s bell'])
  expect(await ben.merge(await anna.share(plan))).toMatchObject({ refused: 0, aside: 0, waiting: 0 })
  expect(await anna.merge(fromBen)).toMatchObject({ applied: 0, aside: 0 })
})

test('the owner went on meanwhile: both edits of one title are a conflict on both sides', async () => {
  await ben.merge(await anna.share(plan))
  await retitle(ben, 'Tide table', 'Tide table of Ben')
  await retitle(anna, 'Tide table', 'Tide table of Anna')
  const { strangers } = await anna.merge(await ben.share(plan))
  await anna.link.call('planFile.accept', { plan, device: strangers[0]?.device ?? '' })
  await ben.merge(await anna.share(plan))
  const [here, there] = await Promise.all([anna, ben].map((one) => one.link.call('conflicts.list', { plan })))
  expect(here?.open).toHaveLength(1)
  expect(here?.open.map(({ id }) => id)).toEqual(there?.open.map(({ id }) => id))
  expect(await anna.titles(plan)).toEqual(await ben.titles(plan))
})

test('what a stranger writes after it was taken waits for a person again', async () => {
  await ben.merge(await anna.share(plan))
  await ben.add(plan, 'One')
  const first = await anna.merge(await ben.share(plan))
  await anna.link.call('planFile.accept', { plan, device: first.strangers[0]?.device ?? '' })
  await ben.add(plan, 'Two')
  const second = await anna.merge(await ben.share(plan))
  expect(second.strangers[0]?.changes.flatMap(({ entries }) => entries.map(({ to }) => to))).toContain('Two')
  expect(await anna.titles(plan)).toEqual(['Quay lights', 'Tide table', 'One'])
  await anna.link.call('planFile.accept', { plan, device: second.strangers[0]?.device ?? '' })
  expect(await anna.titles(plan)).toEqual(['Quay lights', 'Tide table', 'One', 'Two'])
})

test('an older file of a stranger takes nothing from what is kept of a newer one', async () => {
  await ben.merge(await anna.share(plan))
  await ben.add(plan, 'One')
  const older = await ben.share(plan)
  await ben.add(plan, 'Two')
  const newer = await anna.merge(await ben.share(plan))
  expect((await anna.merge(older)).aside).toBe(newer.aside)
})

test('somebody who does not belong to the room can take nobody in', async () => {
  await ben.merge(await anna.share(plan))
  const carla = await hosts.start('Carla')
  await carla.merge(await anna.share(plan))
  await carla.add(plan, 'Carla’s crane')
  const { strangers } = await ben.merge(await carla.share(plan))
  await expect(ben.link.call('planFile.accept', { plan, device: strangers[0]?.device ?? '' })).rejects.toMatchObject({
    type: 'no-member',
  })
  expect(await ben.titles(plan)).toEqual(['Quay lights', 'Tide table'])
})

test('what nobody wants is deleted, and comes again only with its file', async () => {
  await ben.merge(await anna.share(plan))
  await ben.add(plan, 'One')
  const bytes = await ben.share(plan)
  const { strangers, aside } = await anna.merge(bytes)
  await anna.link.call('planFile.turnAway', { plan, device: strangers[0]?.device ?? '' })
  expect(await anna.strangers(plan)).toEqual([])
  expect((await anna.merge(bytes)).aside).toBe(aside)
})

test('a file with a passphrase opens with it and with no other', async () => {
  const bytes = await anna.share(plan, 'a tide table')
  await expect(ben.merge(bytes)).rejects.toMatchObject({ type: 'passphrase-needed' })
  await expect(ben.merge(bytes, 'a time table')).rejects.toMatchObject({ type: 'wrong-passphrase' })
  expect(await ben.link.call('plans.list', undefined)).toEqual([])
  expect(await ben.merge(bytes, 'a tide table')).toMatchObject({ isNew: true })
})

test('a damaged file leaves everything as it was', async () => {
  const bytes = await anna.share(plan)
  for (const damaged of [bytes.subarray(0, -1), changed(bytes, bytes.length - 30), changed(bytes, 900)])
    await expect(ben.merge(damaged)).rejects.toThrow('Nothing was changed.')
  expect(await ben.link.call('plans.list', undefined)).toEqual([])
  expect(ben.host.faults).toEqual([])
})

async function retitle(host: FileHost, from: string, to: string): Promise<void> {
  const window = await host.host.window(plan)
  const id = window.plan.order.ids.find((one) => window.plan.row('items', one)?.title === from) ?? ''
  window.run(editItem, { id, field: 'title', value: to })
  await window.window.delivered()
  window.die()
}

function changed(bytes: Uint8Array, at: number): Uint8Array {
  const copy = bytes.slice()
  copy[at] = (copy[at] ?? 0) ^ 1
  return copy
}
