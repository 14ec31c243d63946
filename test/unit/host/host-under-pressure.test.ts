import { afterEach, beforeEach, expect, test } from 'vitest'
import { createItem } from '../../../src/commands/create-item.ts'
import { createMemoryFiles, type MemoryFiles } from '../../../src/host/ports/memory-files.ts'
import type { Files } from '../../../src/host/ports/files.ts'
import { createJsonFile } from '../../../src/host/vault/json-file.ts'
import { startTestHost, tempFolder, type TestHost } from '../../support/host-in-process.ts'

const CHOICES = { format: null, mapping: null, kinds: {}, dates: null }
const NOBODY = { person: null, role: null, forTeam: null }

let files: MemoryFiles
let host: TestHost
let plan = ''

beforeEach(async () => {
  files = createMemoryFiles()
  host = await startTestHost('/data', files)
  plan = (await host.connect().link.call('plans.create', { name: 'Harbour' })).id
})
afterEach(() => host.stop())

test('a window that went while its plan was opened holds no line of it', async () => {
  const { link, end } = host.connect()
  const asked = link
    .call('plan.open', { plan, lease: null, acknowledged: {}, stateVector: new Uint8Array([0]) })
    .catch(() => undefined)
  await new Promise((resolve) => setImmediate(resolve))
  end()
  await asked
  await pause(50)
  expect(await host.connect().link.call('plans.remove', { plan })).toMatchObject({
    copy: expect.stringContaining('removed') as string,
  })
})

test('edits made while a failed import is thrown away are saved, and the plan stays whole', async () => {
  await host.stop()
  const disk = slowlyFailing(files)
  host = await startTestHost('/data', disk.files)
  const a = await host.window(plan)
  const other = host.connect().link
  disk.fail = true
  const failing = expect(a.link.call('import.run', importOf(1_500))).rejects.toMatchObject({ type: 'import-failed' })
  const renamed: Promise<unknown>[] = []
  let done = false
  const writing = (async () => {
    for (let i = 0; !done; i++) {
      a.run(createItem, { title: `Mine ${i}`, at: 'bottom' })
      renamed.push(other.call('plans.rename', { plan, name: `Name ${i}` }).catch(() => undefined))
      await pause(3)
    }
  })()
  await failing
  disk.fail = false
  await pause(150)
  done = true
  await writing
  await Promise.all(renamed)
  expect(await Promise.race([a.window.delivered().then(() => true), pause(6_000).then(() => false)])).toBe(true)
  const titles = a.titles()
  expect(titles.length).toBeGreaterThan(10)
  await host.stop()
  expect(host.faults).toEqual([])
  host = await startTestHost('/data', files)
  const b = await host.window(plan)
  expect(b.window.readOnly).toBe(null)
  expect(b.titles()).toEqual(titles)
})

test('while the disk is full, neither a check nor the log nor an import keeps a plan from being opened', async () => {
  const a = await host.window(plan)
  a.run(createItem, { title: 'Saved', at: 'bottom' })
  await a.window.delivered()
  files.setFree(0)
  a.run(createItem, { title: 'Waiting', at: 'bottom' })
  await pause(50)
  const other = host.connect().link
  const log = other.call('plan.log', { plan, record: null, before: null, limit: 10 })
  const verify = other.call('host.verify', undefined)
  await expect(other.call('import.preview', { ...importOf(3), plan })).resolves.toMatchObject({ created: 3 })
  await expect(other.call('import.run', importOf(3))).rejects.toMatchObject({
    message: expect.stringMatching(/full/) as string,
  })
  const b = await Promise.race([host.window(plan), pause(8_000).then(() => null)])
  expect(b?.titles()).toEqual(['Saved', 'Waiting'])
  // That it was begun, and two items.
  expect(await log).toHaveLength(3)
  expect((await verify).plans[0]?.damage).toEqual([])
  files.setFree(null)
})

test('a command whose disk is full says so instead of waiting for ever', async () => {
  const { link } = host.connect()
  files.setFree(0)
  await expect(link.call('plans.rename', { plan, name: 'Longer than the room there is' })).rejects.toMatchObject({
    message: expect.stringMatching(/full.*as long as Ordinal runs/) as string,
  })
  await expect(link.call('plans.rename', { plan, name: 'Again' })).rejects.toMatchObject({
    message: expect.stringMatching(/full.*Nothing was changed/) as string,
  })
  files.setFree(null)
})

test('a person who was never in a plan can read it on a disk that takes no writing', async () => {
  await host.connect().link.call('profile.set', { name: 'Sample Owner', role: 'po' })
  const end = files.fault({ on: ['write', 'open', 'rename'], path: /plans/, code: 'EROFS' })
  const a = await Promise.race([host.window(plan), pause(5_000).then(() => null)])
  expect(a?.window.readOnly).toMatch(/EROFS/)
  end()
  host.faults.length = 0
})

test('dry runs and imports use one line again and again', async () => {
  const { link } = host.connect()
  for (let i = 0; i < 3; i++) await link.call('import.preview', importOf(2))
  for (let i = 0; i < 3; i++) await link.call('import.run', importOf(2, `Round ${i}`))
  const saved = (await createJsonFile(files, `/data/plans/${plan}/leases.json`).read()) as { lines: object }
  expect(Object.keys(saved.lines).length).toBeLessThanOrEqual(2)
})

test('a sample or a copy that cannot be written leaves no plan behind', async () => {
  const { link } = host.connect()
  const end = files.fault({ on: 'write', path: /staged/, code: 'EIO' })
  await expect(link.call('plans.sample', undefined)).rejects.toMatchObject({ type: 'import-failed' })
  await expect(link.call('plans.duplicate', { plan, name: null })).rejects.toMatchObject({ type: 'import-failed' })
  end()
  expect((await link.call('plans.list', undefined)).map((one) => one.name)).toEqual(['Harbour'])
})

test('an import that is cancelled before it writes leaves nothing', async () => {
  // A real disk takes its time between making the plan and filling it.
  const folder = await tempFolder()
  const slow = await startTestHost(folder.path)
  const { link } = slow.connect()
  const running = link.call('import.run', { ...importOf(300), plan: null, newPlanName: 'New' }).then(
    () => 'imported',
    (error: { type: string }) => error.type,
  )
  await link.call('import.cancel', { job: 'j' })
  expect(await running).toBe('cancelled')
  expect(await link.call('plans.list', undefined)).toEqual([])
  await slow.stop()
  await folder.remove()
})

test('a plan that is removed while a file is imported into it stays removed, and the import says so', async () => {
  const { link } = host.connect()
  const importing = link.call('import.run', importOf(3_000)).then(
    () => 'imported',
    (error: Error) => error.message,
  )
  await pause(5)
  const removing = link.call('plans.remove', { plan }).then(
    () => 'removed',
    (error: Error) => error.message,
  )
  const [imported, removed] = await Promise.all([importing, removing])
  expect([imported, removed]).toContainEqual(expect.not.stringContaining('Something went wrong'))
  expect(imported).not.toContain('Something went wrong')
  expect(await link.call('plans.list', undefined)).toHaveLength(removed === 'removed' ? 0 : 1)
})

test('one file imported twice at the same moment is in the plan once', async () => {
  const { link } = host.connect()
  const bytes = new TextEncoder().encode('Issue key,Issue id,Summary,Issue Type\nH-1,1,Berth,Story\n')
  const asked = { ...importOf(1), fileName: 'jira.csv', bytes }
  const both = await Promise.allSettled([
    link.call('import.run', { ...asked, job: 'one' }),
    link.call('import.run', { ...asked, job: 'two' }),
  ])
  expect(both.filter((one) => one.status === 'fulfilled').length).toBeGreaterThan(0)
  expect((await host.window(plan)).titles()).toEqual(['Berth'])
})

test('two windows that take the same change back at once take it back once', async () => {
  const a = await host.window(plan)
  const b = await host.window(plan)
  const { change } = a.run(createItem, { title: 'Once', at: 'bottom' })
  await a.window.delivered()
  const both = await Promise.allSettled(
    [a, b].map(({ link }) => link.call('plan.undo', { plan, change, author: NOBODY })),
  )
  expect(both.map((one) => one.status)).toEqual(['fulfilled', 'rejected'])
  await pause(20)
  expect([a.titles(), b.titles()]).toEqual([[], []])
})

test('a name in any script keeps its letters in the name of an export', async () => {
  const { link } = host.connect()
  for (const [name, file] of [
    ['a/b\\c:"d"', 'abcd.json'],
    ['हिन्दी', 'हिन्दी.json'],
    ['🚢', 'plan.json'],
    ['../..', 'plan.json'],
    ['מרינה', 'מרינה.json'],
  ] as const) {
    await link.call('plans.rename', { plan, name })
    expect((await link.call('plan.export', { plan, format: 'ordinal-json' })).fileName).toBe(file)
  }
})

test('a description of 100 kB is an edit like any other', async () => {
  const a = await host.window(plan)
  const { value: id } = a.run(createItem, { title: '🚢 מרינה', at: 'bottom' })
  a.window.writer.typing({
    author: NOBODY,
    change: 'typed',
    entry: { name: 'item.text', record: `items/${id}`, field: 'description', from: null, to: null, why: '' },
  })
  a.plan.text('items', id, 'description')?.insert(0, 'é🚢'.repeat(33_334))
  await a.window.delivered()
  expect(host.faults).toEqual([])
  const b = await host.window(plan)
  expect(b.plan.textOf('items', id, 'description')).toHaveLength(100_002)
  expect(host.faults).toEqual([])
})

/** A disk that takes a moment for everything, and on which a stage fails at its end while `fail` is set. */
function slowlyFailing(files: MemoryFiles) {
  const disk = {
    fail: false,
    files: {
      ...files,
      async open(path, how) {
        await pause(1)
        const file = await files.open(path, how)
        return {
          ...file,
          async write(bytes, at) {
            await pause(disk.fail && path.includes('staged') ? 60 : 2)
            if (disk.fail && path.includes('staged')) throw Object.assign(new Error('EIO'), { code: 'EIO' })
            await file.write(bytes, at)
          },
        }
      },
    } satisfies Files as Files,
  }
  return disk
}

function importOf(rows: number, title = 'Item') {
  const bytes = new TextEncoder().encode(
    `title,kind\n${Array.from({ length: rows }, (_, i) => `${title} ${i},feature`).join('\n')}`,
  )
  return { job: 'j', plan, newPlanName: null, fileName: 'x.csv', bytes, choices: CHOICES, author: NOBODY }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
