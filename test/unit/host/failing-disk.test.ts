import { expect, test } from 'vitest'
import { createItem } from '../../../src/commands/create-item.ts'
import { createMemoryFiles, type MemoryFiles } from '../../../src/host/ports/memory-files.ts'
import { memoryCache, startTestHost, type TestHost, type TestWindow } from '../../support/host-in-process.ts'

test('a full disk is said, editing goes on, and saving resumes by itself', async () => {
  const { files, host, plan } = await planOnMemoryDisk()
  const a = await host.window(plan)
  a.run(createItem, { title: 'Before', at: 'bottom' })
  await a.window.delivered()
  files.setFree(0)
  for (let i = 0; i < 5; i++) a.run(createItem, { title: `Unsaved ${i}`, at: 'bottom' })
  await until(() => a.window.saving().state === 'not-saved')
  expect(a.window.saving()).toMatchObject({ state: 'not-saved', pending: 5 })
  expect(a.window.saving().message).toMatch(/full/i)
  expect(a.titles()).toHaveLength(6)
  files.setFree(null)
  await a.window.delivered()
  await until(() => a.window.saving().state === 'saved')
  await host.stop()
  expect(await titlesOnDisk(files, plan)).toEqual(['Before', ...Array.from({ length: 5 }, (_, i) => `Unsaved ${i}`)])
})

test('what said saved is there after a power cut', async () => {
  const { files, host, plan } = await planOnMemoryDisk()
  const a = await host.window(plan)
  for (let i = 0; i < 10; i++) a.run(createItem, { title: `Item ${i}`, at: 'bottom' })
  await a.window.delivered()
  const after = files.afterPowerCut(() => 0.5)
  files.powerOff()
  a.die()
  // The dead host's process is this test's own, which lives: its lock would hold.
  await after.remove('/data/lock')
  const again = await startTestHost('/data', after)
  const b = await again.window(plan)
  expect(b.titles()).toEqual(Array.from({ length: 10 }, (_, i) => `Item ${i}`))
  await again.stop()
})

test('an import whose disk fails in the middle leaves nothing of itself, and the plan goes on', async () => {
  const { files, host, plan } = await planOnMemoryDisk()
  const a = await host.window(plan)
  a.run(createItem, { title: 'Mine', at: 'bottom' })
  await a.window.delivered()
  const rows = Array.from({ length: 1_200 }, (_, i) => `Item ${i},feature`).join('\n')
  const end = files.fault({ on: 'write', path: /staged/, code: 'EIO' })
  const choices = { format: null, mapping: null, kinds: {}, dates: null }
  const asked = {
    job: 'j',
    plan,
    newPlanName: null,
    fileName: 'x.csv',
    bytes: new TextEncoder().encode(`title,kind\n${rows}`),
    choices,
    author: { person: null, role: 'po', forTeam: null },
  }
  await expect(a.link.call('import.run', asked)).rejects.toMatchObject({ type: 'import-failed' })
  end()
  const b = await host.window(plan)
  expect(b.titles()).toEqual(['Mine'])
  expect(await a.link.call('import.run', asked)).toMatchObject({ created: 1_200 })
  b.run(createItem, { title: 'Still writing', at: 'top' })
  await b.window.delivered()
  await host.stop()
  expect(await titlesOnDisk(files, plan)).toHaveLength(1_202)
})

test('a disk that takes no writing still lets a plan be read', async () => {
  const { files, host, plan } = await planOnMemoryDisk()
  const a = await host.window(plan)
  a.run(createItem, { title: 'Readable', at: 'bottom' })
  await a.window.delivered()
  const end = files.fault({ on: ['write', 'open', 'rename'], path: /leases/, code: 'EROFS' })
  const b = await host.window(plan)
  expect(b.titles()).toEqual(['Readable'])
  expect(b.window.readOnly).toMatch(/EROFS/)
  end()
  await host.stop()
})

test.each([
  ['ENOSPC', 'disk-full', /disk is full/],
  ['EROFS', 'read-only', /read-only/],
  ['EIO', 'io-error', /does not answer as it should/],
  ['ENOENT', 'folder-gone', /folder of this plan is gone/],
])(
  'while a disk answers %s the window says so and how much waits, and saving resumes by itself',
  async (code, reason, words) => {
    const { files, host, plan } = await planOnMemoryDisk()
    const a = await host.window(plan)
    a.run(createItem, { title: 'Before', at: 'bottom' })
    await a.window.delivered()
    const end = files.fault({ on: ['write', 'sync'], path: /journal/, code })
    for (let i = 0; i < 3; i++) a.run(createItem, { title: `Waits ${i}`, at: 'bottom' })
    await until(() => a.window.saving().state === 'not-saved')
    expect(a.window.saving()).toMatchObject({ reason, pending: 3, message: expect.stringMatching(words) as string })
    a.run(createItem, { title: 'Typed meanwhile', at: 'bottom' })
    end()
    await until(() => a.window.saving().state === 'saved')
    await host.stop()
    expect(await titlesOnDisk(files, plan)).toEqual(['Before', 'Waits 0', 'Waits 1', 'Waits 2', 'Typed meanwhile'])
  },
)

test('a plan that opened for reading only is written to once the disk takes it, without a reload', async () => {
  const { files, host, plan } = await planOnMemoryDisk()
  const end = files.fault({ on: ['write', 'open', 'rename'], path: /leases/, code: 'EROFS' })
  const a = await host.window(plan)
  const told: (string | null)[] = []
  a.window.onReadOnly((why) => told.push(why))
  expect(a.window.readOnly).toMatch(/EROFS/)
  end()
  await until(() => a.window.readOnly === null, 8_000)
  expect(told).toEqual([null])
  a.run(createItem, { title: 'At last', at: 'bottom' })
  await a.window.delivered()
  await host.stop()
  expect(await titlesOnDisk(files, plan)).toEqual(['At last'])
})

test('what was never saved is not missed: another window’s edits that a failing disk lost are no alarm', async () => {
  const { files, host, plan } = await planOnMemoryDisk()
  const cache = memoryCache()
  const a = await host.window(plan, { cache })
  const end = files.fault({ on: 'sync', path: /journal/, code: 'EIO' })
  a.run(createItem, { title: 'Never on disk', at: 'bottom' })
  await until(() => a.window.saving().state === 'not-saved')
  const b = await host.window(plan)
  expect(b.titles()).toEqual(['Never on disk'])
  const after = files.afterPowerCut()
  files.powerOff()
  end()
  await after.remove('/data/lock')
  const again = await startTestHost('/data', after)
  b.moveTo(again)
  await until(() => b.window.saving().state === 'saved')
  expect(b.window.saving().reason).toBe('')
  const c = await again.window(plan, { cache })
  await until(() => c.titles().length === 1)
  await again.stop()
})

test('a disk that cannot be read when the host starts is said in a sentence; what the plans know anyway is not missed', async () => {
  const { files, host } = await planOnMemoryDisk()
  await host.stop()
  const good = files.fault({ on: 'read', path: /port\.json/, code: 'EIO' })
  await (await startTestHost('/data', files)).stop()
  good()
  const bad = files.fault({ on: 'read', path: /profile/, code: 'EIO' })
  await expect(startTestHost('/data', files)).rejects.toThrow(
    /cannot be read: the disk fails \(EIO\)\. Nothing was changed/,
  )
  bad()
  // It gave the folder back.
  await (await startTestHost('/data', files)).stop()
})

test('a setting that cannot be kept says so and stays what it was', async () => {
  const { files, host } = await planOnMemoryDisk()
  const { link } = host.connect()
  const end = files.fault({ on: ['write', 'open', 'rename'], path: /settings/, code: 'ENOSPC' })
  await expect(link.call('settings.set', { theme: 'dark' })).rejects.toMatchObject({
    type: 'not-kept',
    message: expect.stringContaining('ENOSPC') as string,
  })
  expect((await link.call('host.info', undefined)).settings.theme).toBe('system')
  end()
  expect(await link.call('settings.set', { theme: 'dark' })).toMatchObject({ theme: 'dark' })
  await host.stop()
})

async function planOnMemoryDisk(): Promise<{ files: MemoryFiles; host: TestHost; plan: string }> {
  const files = createMemoryFiles()
  const host = await startTestHost('/data', files)
  const plan = (await host.connect().link.call('plans.create', { name: 'Harbour' })).id
  return { files, host, plan }
}

async function titlesOnDisk(files: MemoryFiles, plan: string): Promise<string[]> {
  const host = await startTestHost('/data', files)
  const window: TestWindow = await host.window(plan)
  const titles = window.titles()
  await host.stop()
  return titles
}

async function until(is: () => boolean, ms = 4_000): Promise<void> {
  for (let i = 0; i < ms / 10 && !is(); i++) await new Promise((resolve) => setTimeout(resolve, 10))
  expect(is()).toBe(true)
}
