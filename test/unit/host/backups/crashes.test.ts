import { expect, test } from 'vitest'
import { createMemoryFiles, type MemoryFiles } from '../../../../src/host/ports/memory-files.ts'
import type { Files, OpenFile } from '../../../../src/host/ports/files.ts'
import { makeBackup } from '../../../../src/host/backups/make-backup.ts'
import { listPlace, removeBackups, sweep } from '../../../../src/host/backups/place.ts'
import { proveBackup } from '../../../../src/host/backups/prove-backup.ts'
import { copyBackup } from '../../../../src/host/backups/copy-backup.ts'
import { PLAN_FOLDER } from '../vault/plan-scene.ts'
import { seededRandom } from '../vault/seeded-random.ts'
import { BACKUPS, make, NOON, placeOf, planWith, prove } from './backup-scene.ts'

class PowerCut extends Error {}

/** A disk whose power goes at its n-th call that writes; `calls` counts them. */
function cutAt(files: MemoryFiles, n: number): { files: Files; calls: () => number } {
  let calls = 0
  const count = (): void => {
    if (calls++ === n) throw new PowerCut()
  }
  const opened = (file: OpenFile): OpenFile => ({
    ...file,
    write: async (bytes, position) => (count(), file.write(bytes, position)),
    truncate: async (length) => (count(), file.truncate(length)),
    sync: async () => (count(), file.sync()),
  })
  const cut: Files = {
    ...files,
    makeFolder: async (path) => (count(), files.makeFolder(path)),
    open: async (path, how) => {
      if (how === 'new') count()
      return opened(await files.open(path, how))
    },
    rename: async (from, to) => (count(), files.rename(from, to)),
    remove: async (path) => (count(), files.remove(path)),
    syncFolder: async (path) => (count(), files.syncFolder(path)),
  }
  return { files: cut, calls: () => calls }
}

/** Does it on a fresh disk with the power going at each writing call in turn; `after` looks at what the next start finds. */
async function atEachCall(
  begin: () => Promise<MemoryFiles>,
  act: (files: Files) => Promise<unknown>,
  after: (found: MemoryFiles, n: number) => Promise<void>,
): Promise<number> {
  for (let n = 0; ; n++) {
    const disk = await begin()
    const cut = cutAt(disk, n)
    const ended = await act(cut.files).then(
      () => true,
      (error: unknown) => {
        if (!(error instanceof PowerCut)) throw error
        return false
      },
    )
    if (ended) return n
    // Strictly what was synced, and with chance what was not.
    for (const random of [undefined, seededRandom(n + 1), seededRandom(n + 1_000)])
      await after(disk.afterPowerCut(random), n)
  }
}

const provenOn = async (files: MemoryFiles, folder = BACKUPS): Promise<string[]> =>
  (await listPlace(placeOf(files, folder))).backups
    .filter(({ marks }) => marks.provenAt !== null && marks.fault === '')
    .map(({ manifest }) => manifest.id)

/** Every backup that counts really restores. */
async function expectTrue(files: MemoryFiles, folder = BACKUPS): Promise<void> {
  for (const id of await provenOn(files, folder))
    expect((await prove(files, id, NOON + 9, placeOf(files, folder))).fault).toBe('')
}

/** Two proven backups of a plan that goes on; one disk for each crash. */
async function twoBackups(): Promise<MemoryFiles> {
  const scene = await planWith(20)
  for (const [i, id] of ['b1', 'b2'].entries()) {
    await make(scene, id, { now: NOON + i })
    await prove(scene.files, id)
    await scene.write(20 + i * 3, 3)
  }
  await scene.vault.close()
  return scene.files.afterPowerCut()
}

test('whatever write a crash cuts off while a backup is made, those before it count on and the new one does not', async () => {
  const points = await atEachCall(
    twoBackups,
    (files) =>
      makeBackup(
        files,
        { files, folder: BACKUPS, isOurs: true },
        {
          id: 'b3',
          plan: 'plan',
          source: PLAN_FOLDER,
          upTo: null,
          name: '',
          reason: 'automatic',
          now: NOON + 5,
          app: '',
          device: '',
          keys: {},
        },
      ),
    async (found) => {
      expect(await provenOn(found)).toEqual(['b2', 'b1'])
      await expectTrue(found)
      await sweep(placeOf(found))
      await expectTrue(found)
    },
  )
  expect(points).toBeGreaterThan(8)
})

test('whatever write a crash cuts off while a backup is proven, those before it count on', async () => {
  const points = await atEachCall(
    twoBackups,
    (files) =>
      proveBackup(
        files,
        { files, folder: BACKUPS, isOurs: true },
        { id: 'b2', scratch: '/data/scratch/p', now: NOON + 7 },
      ),
    async (found) => {
      expect(await provenOn(found)).toEqual(['b2', 'b1'])
      await expectTrue(found)
    },
  )
  expect(points).toBeGreaterThan(8)
})

test('whatever write a crash cuts off while a backup is taken away, the newer one counts and restores', async () => {
  const points = await atEachCall(
    twoBackups,
    (files) => removeBackups({ files, folder: BACKUPS, isOurs: true }, ['b1']),
    async (found) => {
      expect(await provenOn(found)).toContain('b2')
      await expectTrue(found)
      await sweep(placeOf(found))
      await expectTrue(found)
      const { backups } = await listPlace(placeOf(found))
      const named = new Set(backups.flatMap(({ manifest }) => manifest.files.flatMap((file) => file.parts)))
      expect(await found.list(`${BACKUPS}/parts`)).toEqual([...named].sort())
    },
  )
  expect(points).toBeGreaterThan(4)
})

test('half a backup on a stick that is pulled out never counts, and the next try completes it', async () => {
  const points = await atEachCall(
    async () => {
      const files = await twoBackups()
      await files.makeFolder('/stick')
      await files.syncFolder('/')
      return files
    },
    async (files) => {
      const stick = { files, folder: '/stick/plan', isOurs: false }
      await copyBackup({ files, folder: BACKUPS, isOurs: true }, stick, 'b2')
    },
    async (found) => {
      expect(await provenOn(found, '/stick/plan')).toEqual([])
      const stick = placeOf(found, '/stick/plan')
      await copyBackup(placeOf(found), stick, 'b2')
      expect((await prove(found, 'b2', NOON, stick)).fault).toBe('')
    },
  )
  expect(points).toBeGreaterThan(8)
})

test('parts that no backup names go at our own place; where a manifest cannot be read nothing goes', async () => {
  const files = await twoBackups()
  const stray = async (on: MemoryFiles): Promise<void> => {
    const file = await on.open(`${BACKUPS}/parts/${'0'.repeat(64)}`, 'new')
    await file.write(new Uint8Array(10), 0)
    await file.close()
  }
  await stray(files)
  await sweep(placeOf(files))
  const clean = await files.list(`${BACKUPS}/parts`)
  expect(clean).not.toContain('0'.repeat(64))
  await stray(files)
  files.tamper(`${BACKUPS}/b1.backup`, (bytes) => bytes.map((byte, i) => (i === 300 ? byte ^ 1 : byte)))
  await sweep(placeOf(files))
  expect(await files.list(`${BACKUPS}/parts`)).toContain('0'.repeat(64))
  expect((await prove(files, 'b2')).fault).toBe('')
})

test('an empty disk holds no backups', async () => {
  expect(await listPlace(placeOf(createMemoryFiles()))).toEqual({ backups: [], unreadable: [] })
})
