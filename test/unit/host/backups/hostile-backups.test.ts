import { execFileSync } from 'node:child_process'
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { deflateSync } from 'node:zlib'
import type { CallAnswer } from '../../../../src/contract/calls.ts'
import {
  encodeManifest,
  encodeMarks,
  PART_BYTES,
  readManifest,
  sumOf,
  type Manifest,
} from '../../../../src/host/backups/manifest.ts'
import { listPlace, sweep } from '../../../../src/host/backups/place.ts'
import { nodeFiles } from '../../../../src/host/ports/node-files.ts'
import { createItem } from '../../../../src/commands/create-item.ts'
import { startTestHost, tempFolder, type TestHost } from '../../../support/host-in-process.ts'
import { BACKUPS, make, placeOf, planWith, prove } from './backup-scene.ts'

let folder: { path: string; remove: () => Promise<void> }
let stick: string
let host: TestHost
beforeEach(async () => {
  folder = await tempFolder()
  stick = await mkdtemp(join(tmpdir(), 'ordinal-stick-'))
  host = await startTestHost(join(folder.path, 'data'))
})
afterEach(async () => {
  await host.stop()
  await folder.remove()
  await rm(stick, { recursive: true, force: true })
})

const link = () => host.connect().link
const list = (): Promise<CallAnswer<'backups.list'>> => link().call('backups.list', { plan: null })

/** A plan with a proven backup, also on the stick. Gives the backup and the folder that it lies in there. */
async function kept(): Promise<{ plan: string; id: string; here: string; there: string }> {
  const { id: plan } = await link().call('plans.create', { name: 'Xylotomy' })
  const window = await host.window(plan)
  window.run(createItem, { title: 'Brindlewick', at: 'top' })
  await window.window.delivered()
  await link().call('backups.set', { folder: stick })
  const { id } = await link().call('backups.make', { plan, name: 'kept' })
  const [place = ''] = (await readdir(join(stick, 'Ordinal backups'))).filter((name) => name.endsWith(plan))
  return {
    plan,
    id,
    here: join(folder.path, 'data', 'plans', plan, 'backups'),
    there: join(stick, 'Ordinal backups', place),
  }
}

async function edited(from: string, id: string, change: (manifest: Manifest) => object, to: string): Promise<string> {
  const manifest = readManifest(new Uint8Array(await readFile(join(from, `${id}.backup`))))
  if (manifest === null) throw new Error('no manifest')
  const path = join(from, `${to}.backup`)
  await writeFile(path, encodeManifest({ ...manifest, id: to, ...change(manifest) } as Manifest))
  return path
}

test('pipes, devices, folders and links to nowhere in place of backups, marks and parts hide no other backup and hold up nobody', async () => {
  const { plan, id, there } = await kept()
  for (const name of ['pipe.backup', 'pipe2.backup', 'pipe3.backup', 'pipe4.backup', 'pipe5.backup'])
    execFileSync('mkfifo', [join(there, name)])
  execFileSync('mkfifo', [join(there, `${id}.marks.new`)])
  await mkdir(join(there, 'folder.backup'))
  await symlink('/dev/zero', join(there, 'device.backup'))
  await symlink('/nowhere', join(there, 'nowhere.backup'))
  await symlink(join(there, 'loop.backup'), join(there, 'loop.backup'))
  await rm(join(there, `${id}.marks`))
  await mkdir(join(there, `${id}.marks`))
  const after = await list()
  expect(after.folderTrouble).toBe('')
  expect(after.backups.find((one) => one.id === id)?.places).toEqual(['data', 'folder'])
  const again = await link().call('backups.make', { plan, name: 'again' })
  expect(again.provenAt).not.toBe(null)
  for (const name of ['pipe.backup', 'folder.backup', 'device.backup', 'nowhere.backup', 'loop.backup', 'pipe', ''])
    await expect(
      link().call('backups.look', { backup: join(there, name === '' ? 'x.backup' : name) }),
    ).rejects.toMatchObject({
      type: 'no-backup',
    })
})

test('a pipe or a device in the place of a part is a missing part', async () => {
  const { here, id } = await kept()
  const manifest = readManifest(new Uint8Array(await readFile(join(here, `${id}.backup`))))
  const sum = manifest?.files[0]?.parts[0] ?? ''
  for (const put of [
    (path: string) => execFileSync('mkfifo', [path]),
    (path: string) => symlink('/dev/zero', path),
    (path: string) => mkdir(path),
  ]) {
    await rm(join(here, 'parts', sum), { recursive: true })
    await put(join(here, 'parts', sum))
    expect((await link().call('backups.prove', { backup: id })).fault).toContain('missing or damaged')
    expect((await link().call('health.check', { plan: null })).plans[0]?.damage.map(({ file }) => file)).toContainEqual(
      expect.stringContaining(sum),
    )
  }
})

test('files of others in the folder of parts, and parts that are a link to another folder, are left alone', async () => {
  const { plan, here } = await kept()
  await writeFile(join(here, 'parts', 'letter.txt'), 'of somebody')
  await link().call('backups.make', { plan, name: 'second' })
  expect(await readdir(join(here, 'parts'))).toContain('letter.txt')
  const theirs = join(stick, 'theirs')
  await mkdir(theirs)
  await writeFile(join(theirs, 'letter.txt'), 'of somebody')
  const looksLikeAPart = join(theirs, 'a'.repeat(64))
  await writeFile(looksLikeAPart, 'of somebody')
  await rm(join(here, 'parts'), { recursive: true })
  await symlink(theirs, join(here, 'parts'))
  await link()
    .call('backups.make', { plan, name: 'third' })
    .catch(() => undefined)
  await sweep({ files: nodeFiles, folder: here, isOurs: true })
  expect(await readdir(theirs)).toContain('letter.txt')
  expect(await readFile(looksLikeAPart, 'utf8')).toBe('of somebody')
})

test('a manifest with numbers that no backup has is unreadable, and the others are listed and thinned', async () => {
  const scene = await planWith(3)
  const good = await make(scene, 'good')
  await prove(scene.files, 'good')
  const bad: Record<string, object> = {
    'far-future': { madeAt: 1e300 },
    'no-number': { madeAt: Infinity },
    'negative-items': { items: -5 },
    'negative-records': { records: 1e300 },
    'negative-size': { stored: -1 },
    'half-a-byte': { files: [{ ...good.files[0], bytes: 0.5 }] },
    'more-parts-than-bytes': { files: [{ ...good.files[0], parts: Array(1000).fill(good.files[0]?.parts[0]) }] },
    'a-terabyte': {
      files: [
        {
          name: 'journal-000001',
          bytes: PART_BYTES * 1_000_000,
          parts: Array(1_000_000).fill(good.files[0]?.parts[0]),
        },
      ],
    },
  }
  for (const [id, change] of Object.entries(bad)) {
    const file = await scene.files.open(`${BACKUPS}/${id}.backup`, 'new')
    await file.write(encodeManifest({ ...good, id, ...change } as Manifest), 0)
  }
  const { backups, unreadable } = await listPlace(placeOf(scene.files))
  expect(backups.map(({ manifest }) => manifest.id)).toEqual(['good'])
  expect(unreadable.length).toBe(Object.keys(bad).length)
  const file = await scene.files.open(`${BACKUPS}/good.marks`, 'write')
  const marks = encodeMarks({ v: 1, name: '', provenAt: 1e300, fault: '' })
  await file.truncate(0)
  await file.write(marks, 0)
  expect((await listPlace(placeOf(scene.files))).backups[0]).toMatchObject({
    isMarked: false,
    marks: { provenAt: null },
  })
})

test('a backup that brings other files with it lays out only what belongs to a plan', async () => {
  const { plan, id, there } = await kept()
  const leases = Buffer.from('{"v":1,"device":"x","lines":{"7":"free"}}')
  const sum = sumOf(leases)
  const packed = deflateSync(leases)
  await writeFile(
    join(there, 'parts', sum),
    Buffer.concat([Buffer.from('ORDPART1'), Buffer.from(sumOf(packed), 'hex'), packed]),
  )
  const more = ['leases.json', 'health.json', 'backups', 'device.key'].map((name) => ({
    name,
    bytes: leases.length,
    parts: [sum],
  }))
  const path = await edited(there, id, ({ files }) => ({ files: [...files, ...more] }), 'more')
  await host.stop()
  host = await startTestHost(join(folder.path, 'data'))
  await link().call('plans.remove', { plan })
  expect(await link().call('backups.putBack', { backup: path })).toMatchObject({ id: plan, name: 'Xylotomy' })
  const names = await readdir(join(folder.path, 'data', 'plans', plan))
  expect(names).not.toContain('leases.json')
  expect(names).not.toContain('device.key')
})

test('a backup that says it is of another plan, or whose files leave its folder, is refused in a sentence and changes nothing', async () => {
  const { plan, id, here } = await kept()
  const before = await readdir(join(folder.path, 'data', 'plans'))
  const other = await edited(here, id, () => ({ plan: 'another-plan' }), 'other')
  await expect(link().call('backups.putBack', { backup: other })).rejects.toMatchObject({ type: 'damaged' })
  await expect(link().call('backups.restoreAs', { backup: other, name: 'New' })).rejects.toMatchObject({
    type: 'damaged',
  })
  for (const name of ['../../../evil', '/tmp/evil', 'a/b', '..', 'journal-000001\u0000'])
    for (const change of [{ files: [{ name, bytes: 0, parts: [] }] }, { plan: name }, { id: name }]) {
      const path = await edited(here, id, () => change, 'way-out')
      await expect(link().call('backups.look', { backup: path })).rejects.toMatchObject({ type: 'no-backup' })
    }
  expect(await readdir(join(folder.path, 'data', 'plans'))).toEqual(before)
  expect((await link().call('plans.list', undefined)).map((one) => one.id)).toEqual([plan])
  expect(await readdir(join(folder.path, 'data'))).not.toContain('evil')
})

test('a huge file in the place of a manifest or a part is not read', async () => {
  const { here, id } = await kept()
  execFileSync('truncate', ['-s', '3G', join(here, 'huge.backup')])
  const sum = readManifest(new Uint8Array(await readFile(join(here, `${id}.backup`))))?.files[0]?.parts[0] ?? ''
  await rm(join(here, 'parts', sum))
  execFileSync('truncate', ['-s', '3G', join(here, 'parts', sum)])
  const before = process.memoryUsage().rss
  expect((await list()).backups.map((one) => one.id)).toEqual([id])
  expect((await link().call('backups.prove', { backup: id })).fault).toContain('missing or damaged')
  expect(process.memoryUsage().rss - before).toBeLessThan(300_000_000)
})

test('ten megabytes in the place of a name reach no window', async () => {
  const { here, id } = await kept()
  const long = 'x'.repeat(10_000_000)
  await edited(here, id, () => ({ planName: long, name: long, damage: [long], reason: long }), 'long')
  await writeFile(join(here, 'long.marks'), encodeMarks({ v: 1, name: 'y'.repeat(500_000), provenAt: null, fault: '' }))
  const info = (await list()).backups.find((one) => one.id === 'long')
  expect(JSON.stringify(info).length).toBeLessThan(10_000)
  expect(info?.reason).toBe('person')
})
