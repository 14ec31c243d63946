import { cp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createItem } from '../../../src/commands/create-item.ts'
import { editItem } from '../../../src/commands/edit-item.ts'
import { canonicalJson } from '../../../src/doc/replica.ts'
import {
  memoryCache,
  PRODUCT_OWNER,
  startTestHost,
  tempFolder,
  type TestHost,
  type TestWindow,
} from '../../support/host-in-process.ts'

let folder: Awaited<ReturnType<typeof tempFolder>>
let host: TestHost
let data = ''
let plan = ''

beforeEach(async () => {
  folder = await tempFolder()
  data = join(folder.path, 'data')
  host = await startTestHost(data)
  plan = (await host.connect().link.call('plans.create', { name: 'Harbour' })).id
})
afterEach(async () => {
  await host.stop()
  await folder.remove()
})

test('what a live window still has is given back as it was, where the folder goes on as the same one', async () => {
  const { a, lost } = await editedAfterACopy()
  await setBack('in place')
  a.moveTo(host)
  await expect.poll(() => a.gaveBack, { timeout: 5_000 }).toEqual([`${lost}, 0 left`])
  expect(a.window.saving()).toMatchObject({ state: 'saved', pending: 0 })
  await sameAsFresh(a)
  const { salvaged, refused } = await a.link.call('health.state', { plan })
  expect([salvaged, refused]).toEqual([0, 0])
  const log = await a.link.call('plan.log', { plan, record: null, before: null, limit: 10 })
  expect(log.map(({ author }) => author.person)).toContain(PRODUCT_OWNER.person)
})

test('where the folder counts as another one, the next opening gives it back as new edits, and says so once', async () => {
  const { a, id } = await editedAfterACopy()
  a.die()
  await setBack('as another')
  a.run(createItem, { title: 'While the host was away', at: 'bottom' })
  a.moveTo(host)
  await expect.poll(() => a.left(), { timeout: 5_000 }).not.toBeNull()
  const b = await host.window(plan, { lost: a.left() })
  a.window.close()
  await expect.poll(() => b.gaveBack).toHaveLength(1)
  expect(b.titles()).toEqual(['Before, renamed', 'After 1', 'After 2', 'While the host was away'])
  expect(b.plan.textOf('items', id, 'description')).toBe('Typed since')
  expect(b.window.saving()).toMatchObject({ state: 'saved', reason: '' })
  await sameAsFresh(b)
  expect((await b.link.call('health.state', { plan })).salvaged).toBe(1)
})

test('what others wrote into the older folder meanwhile stays', async () => {
  const { a, id } = await editedAfterACopy()
  await setBack('as another')
  const early = await host.window(plan)
  early.run(editItem, { id, field: 'title', value: 'Written since' })
  await early.window.delivered()
  a.moveTo(host)
  await expect.poll(() => a.left(), { timeout: 5_000 }).not.toBeNull()
  const b = await host.window(plan, { lost: a.left() })
  await expect.poll(() => b.gaveBack[0]).toMatch(/, 1 left$/)
  expect(b.titles()).toEqual(['Written since', 'After 1', 'After 2'])
})

test('edits of the host itself, which nobody sends again, come back from a window that has them', async () => {
  const { a } = await editedAfterACopy()
  const change = a.run(createItem, { title: 'Undone', at: 'bottom' }).change
  await a.window.delivered()
  await host.stop()
  host = await startTestHost(data)
  a.moveTo(host)
  await a.window.delivered()
  await rm(join(folder.path, 'old'), { recursive: true })
  await host.stop()
  await cp(data, join(folder.path, 'old'), { recursive: true })
  host = await startTestHost(data)
  a.moveTo(host)
  await a.link.call('plan.undo', { plan, change, author: PRODUCT_OWNER })
  await expect.poll(() => a.titles()).not.toContain('Undone')
  a.run(createItem, { title: 'Made on top of it', at: 'bottom' })
  await a.window.delivered()
  await setBack('in place')
  a.moveTo(host)
  await expect.poll(() => a.left(), { timeout: 15_000 }).not.toBeNull()
  const b = await host.window(plan, { lost: a.left() })
  await b.window.delivered()
  expect(b.titles()).not.toContain('Undone')
  expect(b.titles()).toContain('Made on top of it')
})

test('a window that never had it says that this machine holds less, and overwrites nothing', async () => {
  const cache = memoryCache()
  const { a } = await editedAfterACopy(cache)
  await new Promise((resolve) => setTimeout(resolve, 300))
  a.die()
  await setBack('as another')
  const b = await host.window(plan, { cache })
  expect(b.window.saving()).toMatchObject({ state: 'not-saved', reason: 'less' })
  expect(b.titles()).toEqual(['Before'])
})

/** A plan of which a copy of its folder was made, and then edited: an older folder and a window that knows more. */
async function editedAfterACopy(cache = memoryCache()): Promise<{ a: TestWindow; id: string; lost: number }> {
  const a = await host.window(plan, { cache })
  const id = a.run(createItem, { title: 'Before', at: 'bottom' }).value
  await a.window.delivered()
  await host.stop()
  await cp(data, join(folder.path, 'old'), { recursive: true })
  host = await startTestHost(data)
  a.moveTo(host)
  a.run(createItem, { title: 'After 1', at: 'bottom' })
  a.run(editItem, { id, field: 'title', value: 'Before, renamed' })
  a.run(createItem, { title: 'After 2', at: 'bottom' })
  a.plan.text('items', id, 'description')?.insert(0, 'Typed since')
  await a.window.delivered()
  return { a, id, lost: 4 }
}

/** The folder is what it was when it was copied: the same one with older files, or the copy in its place. */
async function setBack(how: 'in place' | 'as another'): Promise<void> {
  await host.stop()
  const old = join(folder.path, 'old')
  if (how === 'as another') {
    await rename(data, join(folder.path, 'gone'))
    await rename(old, data)
  } else await putInPlace(old, data)
  host = await startTestHost(data)
}

/** Contents come back, names and identities of files stay, as a careful tool for copies does it. */
async function putInPlace(from: string, to: string): Promise<void> {
  for (const entry of await readdir(to, { withFileTypes: true }))
    if (!(await readdir(from)).includes(entry.name)) await rm(join(to, entry.name), { recursive: true })
  for (const entry of await readdir(from, { withFileTypes: true })) {
    if (entry.isDirectory()) await putInPlace(join(from, entry.name), join(to, entry.name))
    else if (entry.isFile()) await writeFile(join(to, entry.name), await readFile(join(from, entry.name)))
  }
}

async function sameAsFresh(window: TestWindow): Promise<void> {
  const fresh = await host.window(plan)
  expect(canonicalJson(window.window.doc)).toBe(canonicalJson(fresh.window.doc))
}
