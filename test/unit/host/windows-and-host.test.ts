import { afterEach, beforeEach, expect, test } from 'vitest'
import { createItem } from '../../../src/commands/create-item.ts'
import { editItem } from '../../../src/commands/edit-item.ts'
import { moveItem } from '../../../src/commands/move-item.ts'
import { canonicalJson } from '../../../src/doc/replica.ts'
import { SimulatedBrowser } from '../../simulation/simulated-browser.ts'
import {
  memoryCache,
  memoryStorage,
  startTestHost,
  tempFolder,
  type TestHost,
  type TestWindow,
} from '../../support/host-in-process.ts'

let folder: Awaited<ReturnType<typeof tempFolder>>
let host: TestHost
let plan = ''

beforeEach(async () => {
  folder = await tempFolder()
  host = await startTestHost(folder.path)
  const { link } = host.connect()
  await link.call('profile.set', { name: 'Sample Owner', role: 'po' })
  plan = (await link.call('plans.create', { name: 'Harbour' })).id
})
afterEach(async () => {
  await host.stop()
  await folder.remove()
})

test('an edit in one window is in the other once it is saved, and both documents are equal', async () => {
  const [a, b] = [await host.window(plan), await host.window(plan)]
  const { value: id } = a.run(createItem, { title: 'Hold a berth', at: 'top' })
  await a.window.delivered()
  b.run(editItem, { id, field: 'estimate', value: 5 })
  b.run(createItem, { title: 'Waiting list', at: 'bottom' })
  await b.window.delivered()
  await settled(a, b)
  expect(a.titles()).toEqual(['Hold a berth', 'Waiting list'])
  expect(a.plan.row('items', id)?.estimate).toBe(5)
  expect(canonicalJson(a.window.doc)).toBe(canonicalJson(b.window.doc))
  expect(host.faults).toEqual([])
})

test('what was saved is there after the host ended without a word', async () => {
  const a = await host.window(plan)
  for (let i = 0; i < 30; i++) a.run(createItem, { title: `Item ${i}`, at: 'bottom' })
  await a.window.delivered()
  expect(a.window.saving()).toMatchObject({ state: 'saved', pending: 0 })
  a.die()
  await host.stop()
  host = await startTestHost(folder.path)
  const again = await host.window(plan)
  expect(again.titles()).toEqual(Array.from({ length: 30 }, (_, i) => `Item ${i}`))
})

test('edits of a window that died before the host had them are delivered by the next one', async () => {
  const cache = memoryCache()
  const a = await host.window(plan, { cache })
  a.run(createItem, { title: 'Saved', at: 'bottom' })
  await a.window.delivered()
  a.die()
  a.run(createItem, { title: 'Only in the cache', at: 'bottom' })
  await new Promise((resolve) => setTimeout(resolve, 10))
  expect(cache.outbox.size).toBe(1)
  const b = await host.window(plan, { cache })
  expect(b.titles()).toEqual(['Saved', 'Only in the cache'])
  expect(cache.outbox.size).toBe(0)
  expect(host.faults).toEqual([])
})

test('a window that comes back writes under the line it had, also after a reload', async () => {
  const tab = memoryStorage()
  const browser = new SimulatedBrowser()
  const first = {}
  const a = await host.window(plan, { tab, locks: browser.locksOf(first) })
  a.run(createItem, { title: 'Before', at: 'bottom' })
  await a.window.delivered()
  const line = a.window.writer.lease.client
  a.die()
  browser.release(first)
  const b = await host.window(plan, { tab, locks: browser.locksOf({}) })
  expect(b.window.writer.lease.client).toBe(line)
  b.run(createItem, { title: 'After', at: 'bottom' })
  await b.window.delivered()
  expect(b.titles()).toEqual(['Before', 'After'])
})

test('undo and redo go through the host, name their change, and leave alone what changed since', async () => {
  const a = await host.window(plan)
  const { value: id } = a.run(createItem, { title: 'Berth', at: 'top' })
  const edit = a.run(editItem, { id, field: 'title', value: 'Berth for a night' })
  a.run(editItem, { id, field: 'estimate', value: 8 })
  await a.window.delivered()
  const undone = await a.link.call('plan.undo', {
    plan,
    change: edit.change,
    author: { person: 'po1', role: 'po', forTeam: null },
  })
  await settled(a)
  expect(a.plan.row('items', id)).toMatchObject({ title: 'Berth', estimate: 8 })
  await a.link.call('plan.undo', { plan, change: undone.change, author: { person: 'po1', role: 'po', forTeam: null } })
  await settled(a)
  expect(a.plan.row('items', id)?.title).toBe('Berth for a night')
  const log = await a.link.call('plan.log', { plan, record: `items/${id}`, before: null, limit: 20 })
  expect(log.map((line) => line.undoes)).toEqual([undone.change, edit.change, null, null, null])
})

test('a second edit between a change and its undo stays, and the answer lists it', async () => {
  const a = await host.window(plan)
  const { value: id } = a.run(createItem, { title: 'One', at: 'top' })
  const first = a.run(editItem, { id, field: 'title', value: 'Two' })
  a.run(editItem, { id, field: 'title', value: 'Three' })
  await a.window.delivered()
  await expect(
    a.link.call('plan.undo', { plan, change: first.change, author: { person: 'po1', role: 'po', forTeam: null } }),
  ).rejects.toMatchObject({ type: 'nothing-to-undo' })
  expect(a.plan.row('items', id)?.title).toBe('Three')
})

test('undo works on changes from before a restart and a snapshot', async () => {
  const a = await host.window(plan)
  const { value: id } = a.run(createItem, { title: 'First', at: 'top' })
  const { value: other } = a.run(createItem, { title: 'Second', at: 'bottom' })
  const move = a.run(moveItem, { id: other, after: null })
  await a.window.delivered()
  await host.stop()
  host = await startTestHost(folder.path)
  const b = await host.window(plan)
  expect(b.titles()).toEqual(['Second', 'First'])
  await b.link.call('plan.undo', { plan, change: move.change, author: { person: 'po1', role: 'po', forTeam: null } })
  await settled(b)
  expect(b.titles()).toEqual(['First', 'Second'])
  expect(b.plan.row('items', id)?.title).toBe('First')
})

test('an import is one change that one undo takes back, and its file may not be half of one', async () => {
  const { link } = host.connect()
  const bytes = new TextEncoder().encode('title,kind,estimate\nHold a berth,feature,5\nDouble booking,bug,3\n')
  const choices = { format: null, mapping: null, kinds: {}, dates: null }
  const dry = await link.call('import.preview', { job: 'j', plan, fileName: 'b.csv', bytes, choices })
  expect(dry).toMatchObject({ created: 2, dryRun: true, change: '' })
  const report = await link.call('import.run', {
    job: 'j',
    plan,
    newPlanName: null,
    fileName: 'b.csv',
    bytes,
    choices,
    author: { person: null, role: 'po', forTeam: null },
  })
  expect(report).toMatchObject({ created: 2, updated: 0, plan })
  const a = await host.window(plan)
  expect(a.titles()).toEqual(['Hold a berth', 'Double booking'])
  await link.call('plan.undo', { plan, change: report.change, author: { person: null, role: 'po', forTeam: null } })
  await settled(a)
  expect(a.titles()).toEqual([])
})

test('an import into a new plan that fails leaves no plan behind', async () => {
  const { link } = host.connect()
  const choices = { format: null, mapping: null, kinds: {}, dates: null }
  await expect(
    link.call('import.run', {
      job: 'j',
      plan: null,
      newPlanName: 'New',
      fileName: 'x.csv',
      bytes: new Uint8Array([0x50, 0x4b, 3, 4, 0]),
      choices,
      author: { person: null, role: 'po', forTeam: null },
    }),
  ).rejects.toThrow(/Excel/)
  expect((await link.call('plans.list', undefined)).map((one) => one.name)).toEqual(['Harbour'])
})

test('windows see who else is here and what they look at', async () => {
  const a = await host.window(plan)
  let here: readonly { screen: string; item: string | null }[] = []
  a.window.onPresence((news) => {
    here = news
  })
  const b = await host.window(plan)
  await b.link.call('plan.presence', { plan, screen: 'backlog', item: 'x', role: 'developer' })
  await settled(a, b)
  expect(here).toHaveLength(2)
  expect(here.find((one) => one.item === 'x')).toMatchObject({
    screen: 'backlog',
    role: 'developer',
    name: 'Sample Owner',
  })
  b.die()
  await settled(a)
  expect(here).toHaveLength(1)
})

test('edits under a line that was never leased are kept aside, not taken', async () => {
  const a = await host.window(plan)
  const forged = {
    client: 12345,
    seq: 1,
    after: {},
    author: { person: 'x', role: 'po', forTeam: null },
    time: 1,
    change: 'c',
    entries: [],
    update: new Uint8Array([0, 0]),
  }
  const answer = await a.link.call('plan.push', { plan, envelopes: [forged] })
  expect(answer.saved).toEqual([])
  expect(answer.refused).toHaveLength(1)
})

test('after a refused edit the window is told to open anew, and nothing that builds on it is taken', async () => {
  const a = await host.window(plan)
  a.run(createItem, { title: 'Good', at: 'top' })
  a.window.doc.getMap('items').set('x', 'k'.repeat(300_000))
  a.run(createItem, { title: 'After it', at: 'bottom' })
  for (let i = 0; i < 50 && !host.faults.includes('window broken'); i++)
    await new Promise((resolve) => setTimeout(resolve, 10))
  expect(host.faults).toContain('window broken')
  const b = await host.window(plan)
  expect(b.titles()).toEqual(['Good'])
})

test('the sample plan and a copy of it hold the same, under another name', async () => {
  const { link } = host.connect()
  const sample = await link.call('plans.sample', undefined)
  const copy = await link.call('plans.duplicate', { plan: sample.id, name: 'Second harbour' })
  expect(copy).toMatchObject({ name: 'Second harbour', items: sample.items })
  const [one, two] = await Promise.all(
    [sample.id, copy.id].map(async (id) => (await link.call('plan.export', { plan: id, format: 'ordinal-json' })).text),
  )
  expect(two?.replace('Second harbour', sample.name)).toBe(one)
})

test('a removed plan leaves a proven copy behind', async () => {
  const { link } = host.connect()
  const { copy } = await link.call('plans.remove', { plan })
  expect(copy).toContain('removed')
  expect(await link.call('plans.list', undefined)).toEqual([])
})

/** Lets messages that are under way arrive. */
async function settled(...windows: TestWindow[]): Promise<void> {
  for (const { window } of windows) await window.delivered()
  for (let i = 0; i < 20; i++) await new Promise((resolve) => setTimeout(resolve, 2))
}

test('a window that leaves in order gives its line back, and the next one writes on under it', async () => {
  const a = await host.window(plan)
  a.run(createItem, { title: 'First', at: 'bottom' })
  const line = a.window.writer.lease.client
  await a.window.delivered()
  a.window.close()
  await settled(a)
  const b = await host.window(plan)
  expect(b.window.writer.lease.client).toBe(line)
  b.run(createItem, { title: 'Second', at: 'bottom' })
  await b.window.delivered()
  expect(b.titles()).toEqual(['First', 'Second'])
})

test('a text edit that nobody announced is taken like any other', async () => {
  const a = await host.window(plan)
  const { value: id } = a.run(createItem, { title: 'Words', at: 'bottom' })
  a.plan.text('items', id, 'description')?.insert(0, 'typed after the editor closed')
  await new Promise((resolve) => setTimeout(resolve, 60))
  await a.window.delivered()
  expect(host.faults).toEqual([])
  const b = await host.window(plan)
  expect(b.plan.textOf('items', id, 'description')).toBe('typed after the editor closed')
})
