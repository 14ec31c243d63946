import { expect, test } from 'vitest'
import { copyBackup } from '../../../../src/host/backups/copy-backup.ts'
import { checkBackups } from '../../../../src/host/backups/check-backups.ts'
import { recordsAt } from '../../../../src/host/backups/backup-records.ts'
import { encodeManifest, sumOf } from '../../../../src/host/backups/manifest.ts'
import { listPlace } from '../../../../src/host/backups/place.ts'
import { canonicalJson } from '../../../../src/doc/replica.ts'
import { loadCopy } from '../../../../src/host/backups/load-copy.ts'
import { layOutSource } from '../../../../src/host/backups/restore-source.ts'
import { seededRandom } from '../vault/seeded-random.ts'
import { BACKUPS, make, NOON, placeOf, planWith, prove } from './backup-scene.ts'

test('a backup says what the plan was, and restored in a scratch place it says the same', async () => {
  const scene = await planWith(30)
  const manifest = await make(scene, 'b1')
  expect(manifest).toMatchObject({
    records: 30,
    damage: [],
    contentHash: sumOf(canonicalJson(scene.peer.doc)),
  })
  expect(await prove(scene.files, 'b1')).toEqual({ v: 1, name: '', provenAt: NOON, fault: '' })
  expect(await scene.files.kind('/data/scratch/proof')).toBe(null)
})

test('what is written after it began is not in it, and what it was stays what it was', async () => {
  const scene = await planWith(10)
  const upTo = await scene.plan.end()
  await scene.write(10, 5)
  const manifest = await make(scene, 'b1', { upTo })
  expect(manifest.records).toBe(10)
  expect((await prove(scene.files, 'b1')).fault).toBe('')
})

test('a plan of several segments and a snapshot comes back from another folder with all its records', async () => {
  const scene = await planWith(40, 4_000)
  expect(await scene.plan.takeSnapshot()).toMatchObject({ proven: true })
  await scene.write(40, 10)
  await make(scene, 'b1')
  await prove(scene.files, 'b1')
  const stick = placeOf(scene.files, '/stick/plan')
  await scene.files.makeFolder('/stick')
  await copyBackup(placeOf(scene.files), stick, 'b1')
  expect((await listPlace(stick)).backups[0]?.marks.provenAt).toBe(null)
  expect((await prove(scene.files, 'b1', NOON + 1, stick)).provenAt).toBe(NOON + 1)
  const { files } = scene
  await layOutSource(files, { is: 'backup', folder: '/stick/plan', id: 'b1' }, { files, folder: '/there' })
  const { loaded, records } = await loadCopy(files, '/there', 'plan')
  expect([records, canonicalJson(loaded.doc)]).toEqual([50, canonicalJson(scene.peer.doc)])
  expect(await files.list('/there')).not.toContain('leases.json')
})

test('the second backup of a history writes little more than what came since', async () => {
  const scene = await planWith(4_000)
  expect(await scene.plan.takeSnapshot()).toMatchObject({ proven: true })
  const first = await make(scene, 'b1')
  await prove(scene.files, 'b1')
  await scene.write(4_000, 3)
  const before = new Set(await scene.files.list(`${BACKUPS}/parts`))
  await scene.plan.takeSnapshot()
  const second = await make(scene, 'b2', { now: NOON + 1 })
  expect((await prove(scene.files, 'b2')).fault).toBe('')
  const fresh = (await scene.files.list(`${BACKUPS}/parts`)).filter((name) => !before.has(name))
  expect(fresh).toHaveLength(1)
  expect(second.records).toBe(4_003)
  expect(first.files.map((file) => file.parts.length).reduce((a, b) => a + b)).toBeGreaterThan(2)
})

test('any byte that changes in a backup is noticed when it is proven again, and the backup stays', async () => {
  const scene = await planWith(5)
  await make(scene, 'b1')
  await prove(scene.files, 'b1')
  for (const name of await scene.files.list(`${BACKUPS}/parts`)) {
    const path = `${BACKUPS}/parts/${name}`
    const { length } = await scene.files.read(path)
    for (const at of [0, 9, 45, Math.floor(length / 2), length - 1]) {
      const flip = (bytes: Uint8Array): Uint8Array => bytes.map((byte, i) => (i === at ? byte ^ 4 : byte))
      scene.files.tamper(path, flip)
      const marks = await prove(scene.files, 'b1')
      expect(marks, `${name} ${at}`).toMatchObject({ provenAt: null })
      expect(marks.fault).toMatch(/missing or damaged/)
      scene.files.tamper(path, flip)
    }
  }
  expect((await prove(scene.files, 'b1')).fault).toBe('')
  scene.files.tamper(`${BACKUPS}/b1.backup`, (bytes) => bytes.map((byte, i) => (i === 200 ? byte ^ 1 : byte)))
  expect(await listPlace(placeOf(scene.files))).toMatchObject({ backups: [], unreadable: ['b1.backup'] })
})

test('a backup that restores to something else than the plan was is not proven, and it says in what', async () => {
  const scene = await planWith(5)
  const manifest = await make(scene, 'b1')
  const [[client, [seq, hash]] = ['', [0, '']]] = Object.entries(manifest.frontier)
  for (const [change, words] of [
    [{ contentHash: sumOf('another plan') }, /does not say what the plan said/],
    [{ records: 6 }, /has 5 records; the plan had 6/],
    [{ frontier: { [client]: [seq, hash.replace(/./g, 'a')] } }, /its records are not those/],
    [{ frontier: {} }, /its records are not those/],
  ] as const) {
    scene.files.tamper(`${BACKUPS}/b1.backup`, () => encodeManifest({ ...manifest, ...change }))
    const marks = await prove(scene.files, 'b1')
    expect(marks.provenAt).toBe(null)
    expect(marks.fault).toMatch(words)
  }
})

test('a check names any file of the backups of which a single byte was changed', async () => {
  const scene = await planWith(5)
  for (const id of ['b1', 'b2']) {
    await make(scene, id)
    await prove(scene.files, id)
    await scene.write(id === 'b1' ? 5 : 6, 1)
  }
  const place = placeOf(scene.files)
  expect(await checkBackups(place)).toEqual([])
  const random = seededRandom(5)
  for (const name of [...(await scene.files.list(BACKUPS)), ...(await scene.files.list(`${BACKUPS}/parts`))]) {
    const path = name.includes('.') ? `${BACKUPS}/${name}` : `${BACKUPS}/parts/${name}`
    if (name === 'parts') continue
    const { length } = await scene.files.read(path)
    for (let i = 0; i < 20; i++) {
      const [at, bit] = [Math.floor(random() * length), 1 << Math.floor(random() * 8)]
      const flip = (bytes: Uint8Array): Uint8Array => bytes.map((byte, j) => (j === at ? byte ^ bit : byte))
      scene.files.tamper(path, flip)
      expect(
        (await checkBackups(place)).map(({ file }) => file),
        `${path} ${at} ${bit}`,
      ).toEqual([path.slice(BACKUPS.length + 1)])
      scene.files.tamper(path, flip)
    }
  }
})

test('a damaged part that the next backup needs is written anew', async () => {
  const scene = await planWith(5)
  const first = await make(scene, 'b1')
  const sum = first.files.find(({ name }) => name.startsWith('journal'))?.parts[0] ?? ''
  scene.files.tamper(`${BACKUPS}/parts/${sum}`, (bytes) => bytes.map((byte, i) => (i === 60 ? byte ^ 1 : byte)))
  expect((await prove(scene.files, 'b1')).provenAt).toBe(null)
  await make(scene, 'b2', { now: NOON + 1 })
  expect((await prove(scene.files, 'b2')).fault).toBe('')
  expect((await prove(scene.files, 'b1')).fault).toBe('')
})

test('a proof that the disk has no room for says nothing against the backup', async () => {
  const scene = await planWith(5)
  await make(scene, 'b1')
  await prove(scene.files, 'b1')
  const stop = scene.files.fault({ on: 'write', path: /scratch/, code: 'ENOSPC' })
  await expect(prove(scene.files, 'b1', NOON + 5)).rejects.toThrow('ENOSPC')
  stop()
  expect((await listPlace(placeOf(scene.files))).backups[0]?.marks).toMatchObject({ provenAt: NOON, fault: '' })
})

test('a backup of a plan with a damaged record says so, and its records can be fetched for a repair', async () => {
  const scene = await planWith(20)
  await make(scene, 'good')
  const journal = '/data/plans/plan/journal-000001'
  scene.files.tamper(journal, (bytes) => bytes.map((byte, i) => (i === Math.floor(bytes.length / 2) ? byte ^ 1 : byte)))
  const damaged = await make(scene, 'later', { now: NOON + 1 })
  expect(damaged.damage.length).toBeGreaterThan(0)
  expect((await prove(scene.files, 'later')).fault).toBe('')
  const records = new Set<string>()
  for await (const { bytes } of recordsAt([placeOf(scene.files)])) records.add(sumOf(bytes))
  expect(records.size).toBe(20)
})
