import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import type { Clock } from '../../../../src/host/ports/clock.ts'
import type { MemoryFiles } from '../../../../src/host/ports/memory-files.ts'
import { openVault } from '../../../../src/host/vault/vault.ts'
import { RecordPeer } from '../../../support/record-peer.ts'
import { fakeProcesses, openScene, PLAN_FOLDER, readAll, ROOT, writeItems } from './plan-scene.ts'
import { seededRandom } from './seeded-random.ts'

const WRITES = ['write', 'makeFolder', 'rename', 'truncate', 'sync'] as const

/** A data folder with a plan of four items that nobody has open. */
async function closedFolder(): Promise<{ files: MemoryFiles; records: Uint8Array[] }> {
  const scene = await openScene()
  const records = writeItems(new RecordPeer(1), 0, 6)
  for (const bytes of records.slice(0, 4)) await scene.plan.append(bytes)
  await scene.plan.takeSnapshot()
  await scene.vault.close()
  return { files: scene.files, records }
}

/** Whoever waits is called after a millisecond. */
const HASTY: Clock = {
  now: () => 1_700_000_000_000,
  after: (_, act) => {
    const timer = setTimeout(act, 1)
    return () => clearTimeout(timer)
  },
}
const aWhile = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 50))

async function open(files: MemoryFiles, processes = fakeProcesses(300)) {
  const random = seededRandom(7)
  return openVault({ files, root: ROOT, clock: HASTY, random, snapshotWorker: null, processes })
}

const allPaths = async (files: MemoryFiles): Promise<string[]> => [
  ...(await files.list(ROOT)),
  ...(await files.list(PLAN_FOLDER)),
]

test.each([
  ['full', (files: MemoryFiles) => (files.setFree(0), () => files.setFree(null))],
  [
    'read-only',
    (files: MemoryFiles) => files.fault({ on: ['open', ...WRITES], path: /lock|new|stale/, code: 'EROFS' }),
  ],
  ['failing in every write', (files: MemoryFiles) => files.fault({ on: WRITES, code: 'EIO' })],
])('on a disk that is %s the plans open for reading, and saving begins by itself', async (_, trouble) => {
  const { files, records } = await closedFolder()
  const before = await allPaths(files)
  const heal = trouble(files)
  const opened = await open(files)
  if (!opened.ok) throw new Error(opened.error.message)
  const plan = await opened.value.openPlan('plan')
  if (!plan.ok) throw new Error(plan.error.message)
  expect((await readAll(plan.value)).records).toEqual(records.slice(0, 4))
  const saved = plan.value.append(records[4] as Uint8Array)
  await aWhile()
  expect(plan.value.status().ok).toBe(false)
  expect((await plan.value.takeSnapshot()).proven).toBe(false)
  expect(await allPaths(files)).toEqual(before)
  heal()
  await aWhile()
  await saved
  expect(await files.list(ROOT)).toContain('lock')
  await opened.value.close()
  const next = await openScene(files, { processes: fakeProcesses(400) })
  expect((await readAll(next.plan)).records).toHaveLength(5)
})

test('a folder that another process took meanwhile is not written, until that one ends', async () => {
  const { files, records } = await closedFolder()
  const heal = files.fault({ on: WRITES, code: 'ENOSPC' })
  const mine = fakeProcesses(300)
  const opened = await open(files, mine)
  if (!opened.ok) throw new Error(opened.error.message)
  const plan = await opened.value.openPlan('plan')
  if (!plan.ok) throw new Error(plan.error.message)
  heal()
  const other = await openScene(files, { processes: fakeProcesses(400) })
  await other.plan.append(records[4] as Uint8Array)
  const bytes = await files.read(join(PLAN_FOLDER, 'journal-000001'))
  const saved = plan.value.append(records[5] as Uint8Array)
  saved.catch(() => undefined)
  await vi.waitFor(
    () => expect(plan.value.status()).toMatchObject({ ok: false, message: expect.stringContaining('Another Ordinal') }),
    20_000,
  )
  expect(await files.read(join(PLAN_FOLDER, 'journal-000001'))).toEqual(bytes)
})

test('while another process has the folder it is refused on a full disk as well', async () => {
  const { files } = await closedFolder()
  await openScene(files, { processes: fakeProcesses(400) })
  files.setFree(0)
  expect(await open(files)).toMatchObject({ ok: false, error: { type: 'in-use' } })
})

test('a copied folder on a disk for reading has a key of its own, which is written before anything it signs', async () => {
  const { files } = await closedFolder()
  const copy = files.copied()
  const heal = copy.fault({ on: WRITES, code: 'EROFS' })
  const opened = await open(copy)
  if (!opened.ok) throw new Error(opened.error.message)
  const { id } = opened.value.device
  const plan = await opened.value.openPlan('plan')
  if (!plan.ok) throw new Error(plan.error.message)
  heal()
  await plan.value.leases.take(() => false)
  await aWhile()
  await opened.value.close()
  const again = await open(copy)
  expect(again.ok && again.value.device.id).toBe(id)
})

test('what is not there cannot be read: a folder that must be made first is refused', async () => {
  const { files } = await closedFolder()
  files.fault({ on: WRITES, code: 'ENOSPC' })
  const elsewhere = await openVault({
    files,
    root: '/elsewhere',
    clock: HASTY,
    random: seededRandom(1),
    snapshotWorker: null,
    processes: fakeProcesses(1),
  })
  expect(elsewhere).toMatchObject({ ok: false, error: { type: 'disk-full' } })
})
