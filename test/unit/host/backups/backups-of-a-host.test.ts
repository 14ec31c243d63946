import { fileURLToPath } from 'node:url'
import { afterEach, expect, test } from 'vitest'
import type { HostLink } from '../../../../src/contract/calls.ts'
import { createLink } from '../../../../src/browser/socket-link.ts'
import type { Channel, WireMessage } from '../../../../src/contract/wire.ts'
import { createManualClock, type ManualClock } from '../../../../src/host/ports/manual-clock.ts'
import { createMemoryFiles, type MemoryFiles } from '../../../../src/host/ports/memory-files.ts'
import { startHost, type RunningHost } from '../../../../src/host/start-host.ts'
import { fakeProcesses } from '../vault/plan-scene.ts'
import { seededRandom } from '../vault/seeded-random.ts'
import { HOUR } from './backup-scene.ts'
import { memoryFolders } from './memory-folders.ts'

const DATA = '/home/ada/ordinal'
const MINUTE = 60_000
const running: RunningHost[] = []
afterEach(async () => {
  for (const host of running.splice(0)) await host.shutDown().catch(() => undefined)
})

interface Scene {
  readonly files: MemoryFiles
  readonly clock: ManualClock
  readonly folders: ReturnType<typeof memoryFolders>
  readonly host: RunningHost
  readonly link: HostLink
  readonly faults: string[]
  /** Time passes, and what it set off is done. */
  pass(milliseconds: number): Promise<void>
}

let pids = 100
async function start(files = createMemoryFiles(), clock = createManualClock()): Promise<Scene> {
  for (const folder of ['/stick', '/home/ada/Documents', '/home/ada/.hidden']) await files.makeFolder(folder)
  for (const folder of ['/', '/home']) await files.syncFolder(folder)
  const folders = memoryFolders(files)
  const faults: string[] = []
  const pid = pids++
  const started = await startHost({
    dataFolder: DATA,
    shell: 'browser',
    pages: DATA,
    workers: { snapshot: null, import: null, history: null },
    files,
    clock,
    random: seededRandom(pid),
    folders,
    processes: { ...fakeProcesses(pid), lives: async (one) => one === pid },
    samplePlan: fileURLToPath(new URL('../../../../resources/sample-plan.json', import.meta.url)),
    onFault: (what, error) => faults.push(`${what}: ${String(error)}`),
  })
  if (!started.ok) throw new Error(started.error.message)
  running.push(started.value)
  const { link, attach } = createLink()
  const [here, there] = channels()
  started.value.hub.welcome(there, 'window')
  attach(here)
  return {
    files,
    clock,
    folders,
    host: started.value,
    link,
    faults,
    async pass(milliseconds) {
      await clock.advance(milliseconds)
      // The list waits for nothing that is queued; a set of nothing does.
      await link.call('backups.set', {})
    },
  }
}

function channels(): [Channel, Channel] {
  const handlers: [((m: unknown) => void)[], ((m: unknown) => void)[]] = [[], []]
  const end = (mine: 0 | 1): Channel => ({
    send: (message: WireMessage) =>
      queueMicrotask(() => handlers[mine === 0 ? 1 : 0].forEach((handle) => handle(message))),
    onMessage: (handler) => void handlers[mine].push(handler),
    onClose: () => undefined,
    close: () => undefined,
  })
  return [end(0), end(1)]
}

const listOf = async ({ link }: Scene, plan: string | null = null) => link.call('backups.list', { plan })
const jsonOf = async ({ link }: Scene, plan: string) =>
  JSON.parse((await link.call('plan.export', { plan, format: 'ordinal-json' })).text) as {
    plan: { name: string }
    items: { title: string }[]
  }
const AUTHOR = { person: null, role: 'po', forTeam: null }

test('a plan that changed is backed up by itself, at most once an hour, and one that did not is left alone', async () => {
  const scene = await start()
  const plan = await scene.link.call('plans.sample', undefined)
  await scene.pass(MINUTE)
  expect((await listOf(scene)).backups).toMatchObject([
    { plan: plan.id, planName: plan.name, reason: 'automatic', items: plan.items, fault: '', places: ['data'] },
  ])
  await scene.pass(2 * HOUR)
  expect((await listOf(scene)).backups).toHaveLength(1)
  await scene.link.call('plans.rename', { plan: plan.id, name: 'Renamed' })
  await scene.link.call('plans.rename', { plan: plan.id, name: 'Renamed again' })
  await scene.pass(2 * MINUTE)
  expect((await listOf(scene)).backups).toHaveLength(2)
  await scene.link.call('plans.rename', { plan: plan.id, name: 'Once more' })
  await scene.pass(50 * MINUTE)
  expect((await listOf(scene)).backups).toHaveLength(2)
  await scene.pass(15 * MINUTE)
  const { backups } = await listOf(scene)
  expect(backups.map(({ planName }) => planName)).toEqual(['Once more', 'Renamed again', plan.name])
  expect(backups.every(({ provenAt }) => provenAt !== null)).toBe(true)
  expect(scene.faults).toEqual([])
})

test('a closing host leaves a proven backup of what it changed behind', async () => {
  const scene = await start()
  const plan = await scene.link.call('plans.sample', undefined)
  await scene.host.shutDown()
  const again = await start(scene.files.afterPowerCut(), scene.clock)
  const { backups } = await listOf(again, plan.id)
  expect(backups).toHaveLength(1)
  expect(backups[0]?.provenAt).not.toBe(null)
  expect(await again.files.kind(`${DATA}/scratch`)).toBe(null)
})

test('before an import into a plan there is a backup that no thinning takes', async () => {
  const scene = await start()
  const plan = await scene.link.call('plans.sample', undefined)
  await scene.link.call('import.run', {
    job: 'j',
    plan: plan.id,
    newPlanName: null,
    fileName: 'more.csv',
    bytes: new TextEncoder().encode('title,kind\nBerths by phone,feature\n'),
    choices: { format: null, mapping: null, kinds: {}, dates: null },
    author: AUTHOR,
  })
  expect((await listOf(scene)).backups).toMatchObject([{ reason: 'before-import', items: plan.items, fault: '' }])
})

test('another version of Ordinal begins with a backup of each plan as it was', async () => {
  const scene = await start()
  const plan = await scene.link.call('plans.sample', undefined)
  const made = await scene.link.call('backups.make', { plan: plan.id, name: '' })
  await scene.host.shutDown()
  // As an older version would have said of itself.
  const { encodeManifest, readManifest } = await import('../../../../src/host/backups/manifest.ts')
  scene.files.tamper(`${DATA}/plans/${plan.id}/backups/${made.id}.backup`, (bytes) => {
    const manifest = readManifest(bytes)
    if (manifest === null) throw new Error('no manifest')
    return encodeManifest({ ...manifest, app: '0.0.9' })
  })
  const again = await start(scene.files.afterPowerCut(), scene.clock)
  await again.pass(1)
  expect((await listOf(again)).backups.map(({ reason }) => reason)).toEqual(['before-update', 'person'])
})

test('a chosen folder gets every proven backup, a pulled stick is said, and what it missed comes when it is back', async () => {
  const scene = await start()
  const plan = await scene.link.call('plans.sample', undefined)
  await scene.link.call('backups.make', { plan: plan.id, name: 'first' })
  await expect(scene.link.call('backups.set', { folder: `${DATA}/plans` })).rejects.toThrow(
    /in the folder that holds the plans/,
  )
  await expect(scene.link.call('backups.set', { folder: '/nowhere' })).rejects.toThrow('There is no folder /nowhere.')
  await expect(scene.link.call('backups.set', { folder: 'stick' })).rejects.toThrow(/whole path/)
  await scene.link.call('backups.set', { folder: '/stick' })
  await scene.pass(1)
  const first = await listOf(scene)
  expect(first).toMatchObject({ folderTrouble: '', folderSameDisk: false, settings: { folder: '/stick' } })
  expect(first.backups[0]?.places).toEqual(['data', 'folder'])
  expect(first.folderSince).not.toBe(null)
  expect(await scene.files.list('/stick/Ordinal backups')).toEqual([
    'About these backups.txt',
    `${plan.name} ${plan.id}`,
  ])

  scene.folders.pulled = true
  await scene.link.call('plans.rename', { plan: plan.id, name: 'While it was out' })
  await scene.link.call('backups.make', { plan: plan.id, name: 'second' })
  const away = await listOf(scene)
  expect(away.folderTrouble).toMatch(/is not there now/)
  expect(away.backups.map(({ places }) => places)).toEqual([['data'], ['data']])
  scene.folders.pulled = false
  await scene.pass(2 * MINUTE)
  const back = await listOf(scene)
  expect(back.folderTrouble).toBe('')
  expect(back.backups.map(({ name, places }) => [name, places])).toEqual([
    ['second', ['data', 'folder']],
    ['first', ['data', 'folder']],
  ])
  expect(scene.faults).toEqual([])
})

test('the empty place of a stick is not taken for the stick', async () => {
  const scene = await start()
  const plan = await scene.link.call('plans.sample', undefined)
  await scene.link.call('backups.set', { folder: '/stick' })
  await scene.files.remove('/stick/Ordinal backups')
  await scene.link.call('backups.make', { plan: plan.id, name: '' })
  expect((await listOf(scene)).folderTrouble).toMatch(/not what Ordinal put in it/)
  expect(await scene.files.list('/stick')).toEqual([])
})

test('a full stick is said and holds up nobody', async () => {
  const scene = await start()
  const plan = await scene.link.call('plans.sample', undefined)
  await scene.link.call('backups.set', { folder: '/stick' })
  const mend = scene.files.fault({ on: 'write', path: /^\/stick/, code: 'ENOSPC' })
  const made = await scene.link.call('backups.make', { plan: plan.id, name: '' })
  expect(made).toMatchObject({ fault: '', places: ['data'] })
  mend()
})

test('folders are listed for whoever looks for one, without hidden ones and files', async () => {
  const scene = await start()
  expect(await scene.link.call('backups.folders', { path: null })).toEqual({
    path: '/home/ada',
    parent: '/home',
    folders: ['Documents', 'ordinal'],
    writable: true,
    sameDisk: true,
  })
  expect(await scene.link.call('backups.folders', { path: '/stick' })).toMatchObject({ sameDisk: false })
  await expect(scene.link.call('backups.folders', { path: '/home/eve' })).rejects.toThrow(
    '/home/eve cannot be looked into: it is not there.',
  )
})

test('a backup becomes a new plan that says the same, also what this version does not know', async () => {
  const scene = await start()
  const plan = await scene.link.call('plans.sample', undefined)
  const { id } = await scene.link.call('backups.make', { plan: plan.id, name: '' })
  await scene.link.call('plans.rename', { plan: plan.id, name: 'Something else' })
  const restored = await scene.link.call('backups.restoreAs', { backup: id, name: 'As it was' })
  expect(restored).toMatchObject({ name: 'As it was', items: plan.items })
  expect(restored.id).not.toBe(plan.id)
  const [was, is] = [await jsonOf(scene, plan.id), await jsonOf(scene, restored.id)]
  expect({ ...is, plan: { ...is.plan, name: 'Something else' } }).toEqual(was)
  expect((await scene.link.call('host.verify', undefined)).plans.flatMap(({ damage }) => damage)).toEqual([])
  expect(scene.faults).toEqual([])
})

test('a plan that was removed comes back with its id and its history, and only where it is not', async () => {
  const scene = await start()
  const plan = await scene.link.call('plans.sample', undefined)
  await scene.link.call('backups.set', { folder: '/stick' })
  const made = await scene.link.call('backups.make', { plan: plan.id, name: '' })
  const was = await jsonOf(scene, plan.id)
  await expect(scene.link.call('backups.putBack', { backup: made.id })).rejects.toThrow(/is in this data folder/)
  const log = await scene.link.call('plan.log', { plan: plan.id, record: null, before: null, limit: 10 })
  await scene.link.call('plans.remove', { plan: plan.id })
  const { removed } = await listOf(scene)
  expect(removed).toMatchObject([{ plan: plan.id, planName: plan.name }])
  for (const backup of [made.id, removed?.[0]?.path ?? '', `/stick/Ordinal backups/${plan.name} ${plan.id}`]) {
    expect(await scene.link.call('backups.look', { backup })).toMatchObject({
      plan: plan.id,
      planName: plan.name,
      present: false,
    })
    expect(await scene.link.call('backups.putBack', { backup })).toMatchObject({
      id: plan.id,
      name: plan.name,
      items: plan.items,
    })
    expect(await jsonOf(scene, plan.id)).toEqual(was)
    if (backup.includes('removed')) expect((await listOf(scene)).backups[0]?.places).toEqual(['data', 'folder'])
    expect(await scene.link.call('plan.log', { plan: plan.id, record: null, before: null, limit: 10 })).toEqual(log)
    await scene.pass(1)
    await scene.link.call('plans.remove', { plan: plan.id })
  }
  await expect(scene.link.call('backups.look', { backup: '/home/ada' })).rejects.toThrow(/no backup/)
})

test('only what a person made can be taken away, and only while a newer proven one holds it', async () => {
  const scene = await start()
  const plan = await scene.link.call('plans.sample', undefined)
  await scene.pass(MINUTE)
  const automatic = (await listOf(scene)).backups[0]?.id ?? ''
  await expect(scene.link.call('backups.remove', { backup: automatic })).rejects.toThrow(
    /Only backups that a person made/,
  )
  const own = await scene.link.call('backups.make', { plan: plan.id, name: 'mine' })
  await expect(scene.link.call('backups.remove', { backup: own.id })).rejects.toThrow(/no newer proven backup/)
  await scene.pass(1)
  await scene.link.call('backups.make', { plan: plan.id, name: 'newer' })
  expect(await scene.link.call('backups.rename', { backup: own.id, name: 'mine, renamed' })).toMatchObject({
    name: 'mine, renamed',
  })
  await scene.link.call('backups.remove', { backup: own.id })
  expect((await listOf(scene)).backups.map(({ name }) => name)).toEqual(['newer'])
})

test('bit rot in a backup is noticed in time, said, and made good by a new one', async () => {
  const scene = await start()
  const plan = await scene.link.call('plans.sample', undefined)
  const made = await scene.link.call('backups.make', { plan: plan.id, name: '' })
  const parts = `${DATA}/plans/${plan.id}/backups/parts`
  for (const name of await scene.files.list(parts))
    scene.files.tamper(`${parts}/${name}`, (bytes) =>
      bytes.map((byte, i) => (i === bytes.length - 3 ? byte ^ 1 : byte)),
    )
  await scene.pass(8 * 24 * HOUR)
  const { backups } = await listOf(scene)
  expect(backups.at(-1)).toMatchObject({ id: made.id, provenAt: null })
  expect(backups.at(-1)?.fault).toMatch(/missing or damaged/)
  expect(backups[0]).toMatchObject({ fault: '', reason: 'automatic' })
  expect(backups[0]?.provenAt).not.toBe(null)
})

test('a month of work is thinned, and each backup that is left restores', async () => {
  const scene = await start()
  const plan = await scene.link.call('plans.create', { name: 'Harbour' })
  await scene.link.call('backups.set', { keepHourlyHours: 6, keepDailyDays: 4 })
  for (let i = 0; i < 60; i++) {
    await scene.link.call('plans.rename', { plan: plan.id, name: `Harbour ${i}` })
    await scene.pass(2 * HOUR)
  }
  const { backups } = await listOf(scene)
  expect(backups.length).toBeGreaterThan(6)
  expect(backups.length).toBeLessThan(14)
  for (const { id } of backups) expect((await scene.link.call('backups.prove', { backup: id })).fault).toBe('')
  expect(scene.faults).toEqual([])
})
