import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { createMemoryFiles } from '../../../../src/host/ports/memory-files.ts'
import { createFileShelf } from '../../../../src/host/vault/file-shelf.ts'
import { seededRandom } from './seeded-random.ts'

const FOLDER = '/data/plans/harbour'
const bytesOf = (size: number, seed = 1): Uint8Array =>
  Uint8Array.from({ length: size }, (_, i) => (i * 7 + seed) & 255)
const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

async function scene(files = createMemoryFiles()) {
  await files.makeFolder(FOLDER)
  for (const folder of ['/', '/data', '/data/plans', FOLDER]) await files.syncFolder(folder)
  return { files, shelf: createFileShelf(files, FOLDER, () => 0) }
}

test('what was put lies under the hash of its bytes, once, also where there are none, and survives a power cut', async () => {
  const { files, shelf } = await scene()
  const picture = bytesOf(5_000)
  const hash = await shelf.put(picture)
  expect(hash).toBe(hashOf(picture))
  const nothing = await shelf.put(new Uint8Array())
  await shelf.put(picture)
  const after = createFileShelf(files.afterPowerCut(seededRandom(1)), FOLDER, () => 0)
  expect(await after.list()).toEqual(
    new Map(
      [
        [hash, 5_000],
        [nothing, 0],
      ].sort() as [string, number][],
    ),
  )
  expect(await after.read(hash)).toEqual(picture)
  expect(await after.read(nothing)).toEqual(new Uint8Array())
})

test('a torn write never counts: whatever a power cut leaves, a hash has its bytes or none', async () => {
  for (let seed = 1; seed <= 60; seed++) {
    const { files, shelf } = await scene()
    const hash = hashOf(bytesOf(9_000, seed))
    const stop = files.fault({
      on: (['write', 'sync', 'rename', 'syncFolder'] as const)[seed % 4] ?? 'write',
      code: 'EIO',
      written: 0.5,
    })
    await shelf.put(bytesOf(9_000, seed)).catch(() => undefined)
    stop()
    const after = createFileShelf(files.afterPowerCut(seededRandom(seed)), FOLDER, () => 0)
    const read = await after.read(hash)
    if (read !== 'missing') expect(read).toEqual(bytesOf(9_000, seed))
    await after.put(bytesOf(9_000, seed))
    expect(await after.read(hash)).toEqual(bytesOf(9_000, seed))
  }
})

test('a full disk loses nothing that was there, and the file is put once there is room', async () => {
  const { files, shelf } = await scene()
  const first = await shelf.put(bytesOf(100))
  files.setFree(500)
  await expect(shelf.put(bytesOf(4_000, 2))).rejects.toMatchObject({ code: 'ENOSPC' })
  expect([...(await shelf.list()).keys()]).toEqual([first])
  files.setFree(null)
  expect(await shelf.read(await shelf.put(bytesOf(4_000, 2)))).toEqual(bytesOf(4_000, 2))
})

test('changed bytes are found when they are read, and whole ones take their place with the damaged kept', async () => {
  const { files, shelf } = await scene()
  const hash = await shelf.put(bytesOf(3_000))
  files.tamper(`${FOLDER}/files/${hash}`, (bytes) => bytes.map((byte, i) => (i === 2_000 ? byte ^ 4 : byte)))
  expect(await shelf.read(hash)).toBe('damaged')
  await shelf.put(bytesOf(3_000))
  expect(await shelf.read(hash)).toEqual(bytesOf(3_000))
  expect((await files.list(`${FOLDER}/files`)).filter((name) => name.includes('.damaged-'))).toHaveLength(1)
})

test('a file that comes goes on where it stopped, and counts only with its hash', async () => {
  const { files, shelf } = await scene()
  const bytes = bytesOf(3_000)
  const hash = hashOf(bytes)
  const first = await shelf.coming(hash)
  await first.add(bytes.subarray(0, 1_000))
  await first.close()
  const second = await createFileShelf(files, FOLDER, () => 0).coming(hash)
  expect(second.size()).toBe(1_000)
  expect(await shelf.read(hash)).toBe('missing')
  await second.add(bytes.subarray(1_000))
  expect(await second.finish()).toBe(true)
  expect(await shelf.read(hash)).toEqual(bytes)

  const wrong = await shelf.coming(hashOf(bytesOf(10, 9)))
  await wrong.add(bytesOf(10, 8))
  expect(await wrong.finish()).toBe(false)
  expect([...(await shelf.list()).keys()]).toEqual([hash])
})

test('a hash from elsewhere is never a path', async () => {
  const { shelf } = await scene()
  for (const hash of ['../plan.json', 'con', '', 'AB'.repeat(32), 'x'.repeat(300)])
    await expect(shelf.read(hash)).rejects.toThrow('no hash')
})
