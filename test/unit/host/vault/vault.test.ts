import { chmod, readdir, mkdtemp, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { clock } from '../../../../src/host/ports/clock.ts'
import { codeOf } from '../../../../src/host/ports/files.ts'
import { createMemoryFiles } from '../../../../src/host/ports/memory-files.ts'
import { nodeFiles } from '../../../../src/host/ports/node-files.ts'
import { systemRandom } from '../../../../src/host/ports/random.ts'
import { frameOf } from '../../../../src/host/vault/frame.ts'
import { nodeRecordCrypto } from '../../../../src/host/vault/record-crypto.ts'
import { openVault } from '../../../../src/host/vault/vault.ts'
import { encodeRecord, FIRST_HASH, nextHash } from '../../../../src/sync/record.ts'
import { RecordPeer } from '../../../support/record-peer.ts'
import { afterPowerCut, fakeProcesses, openScene, PLAN_FOLDER, readAll, ROOT, writeItems } from './plan-scene.ts'

const FIRST = join(PLAN_FOLDER, 'journal-000001')

test('a new plan survives a power cut as an empty plan', async () => {
  const { plan } = await afterPowerCut(await openScene())
  expect(await readAll(plan)).toEqual({ records: [], damage: [] })
  expect(plan.snapshot).toBe(null)
})

test('a plan that is half made when the power goes is not there at the next start', async () => {
  const scene = await openScene()
  const heal = scene.files.fault({ on: 'rename', path: /other/, code: 'EIO' })
  expect(await scene.vault.createPlan('other')).toMatchObject({ ok: false, error: { type: 'not-written' } })
  heal()
  expect(await scene.vault.plans()).toEqual(['plan'])
  const next = await afterPowerCut(scene)
  expect(await next.vault.plans()).toEqual(['plan'])
  expect(await next.vault.createPlan('other')).toEqual({ ok: true, value: undefined })
  expect(await next.vault.createPlan('other')).toMatchObject({ ok: false, error: { type: 'exists' } })
  expect(await next.vault.createPlan('../other')).toMatchObject({ ok: false, error: { type: 'bad-id' } })
})

test('a plan that is not there is not made by opening it', async () => {
  const { vault } = await openScene()
  expect(await vault.openPlan('nobody')).toMatchObject({ ok: false, error: { type: 'no-plan' } })
  expect(await vault.openPlan('../plans/plan')).toMatchObject({ ok: false, error: { type: 'no-plan' } })
  expect(await vault.plans()).toEqual(['plan'])
})

test.each([
  ['its journal is gone', ['journal-000001']],
  ['its mark and its journal are gone', ['plan.json', 'journal-000001']],
])('a plan of which %s does not open as an empty one, and nothing is written', async (_, gone) => {
  const scene = await openScene()
  await scene.plan.append(writeItems(new RecordPeer(1), 0, 1)[0] as Uint8Array)
  await scene.plan.close()
  for (const name of gone) await scene.files.remove(join(PLAN_FOLDER, name))
  const left = await scene.files.list(PLAN_FOLDER)
  expect(await scene.vault.openPlan('plan')).toMatchObject({
    ok: false,
    error: { type: 'unreadable', message: expect.stringContaining('Nothing was changed') as string },
  })
  expect(await scene.files.list(PLAN_FOLDER)).toEqual(left)
})

test.each([
  ['gone', null],
  ['cut', (bytes: Uint8Array) => bytes.subarray(0, 9)],
  ['zeroed', (bytes: Uint8Array) => bytes.map(() => 0)],
])('a plan whose mark is %s opens with all that its journal says, and verify names the mark', async (_, change) => {
  const scene = await openScene()
  await scene.plan.append(writeItems(new RecordPeer(1), 0, 1)[0] as Uint8Array)
  await scene.plan.close()
  const mark = join(PLAN_FOLDER, 'plan.json')
  if (change === null) await scene.files.remove(mark)
  else scene.files.tamper(mark, change)
  expect((await scene.vault.verifyPlan('plan')).damage).toEqual([expect.stringContaining('plan.json')])
  const opened = await scene.vault.openPlan('plan')
  expect(opened.ok && (await readAll(opened.value)).records).toHaveLength(1)
})

test('a plan that the disk does not give fails to open, and opens once it does', async () => {
  const scene = await openScene()
  await scene.plan.close()
  const heal = scene.files.fault({ on: ['read', 'list'], path: /plans\/plan/, code: 'EIO' })
  expect(await scene.vault.openPlan('plan')).toMatchObject({ ok: false, error: { type: 'unreadable' } })
  heal()
  expect((await scene.vault.openPlan('plan')).ok).toBe(true)
})

test('a plan of a newer Ordinal is left alone', async () => {
  const scene = await openScene()
  await scene.plan.close()
  scene.files.tamper(join(PLAN_FOLDER, 'plan.json'), () => new TextEncoder().encode('{"v":2,"id":"plan"}'))
  expect(await scene.vault.openPlan('plan')).toMatchObject({ ok: false, error: { type: 'newer' } })
})

test('opening, reading and closing a plan write nothing into its folder', async () => {
  const scene = await openScene()
  await scene.plan.append(writeItems(new RecordPeer(1), 0, 1)[0] as Uint8Array)
  await scene.plan.leases.take(() => false)
  const next = await afterPowerCut(scene)
  const [writes, renames] = [next.files.count('write'), next.files.count('rename')]
  await readAll(next.plan)
  await next.plan.end()
  await next.vault.close()
  expect([next.files.count('write'), next.files.count('rename')]).toEqual([writes, renames])
})

test('a removed plan lies whole under removed, and only then it is gone', async () => {
  const scene = await openScene()
  const records = writeItems(new RecordPeer(1), 0, 5)
  for (const bytes of records) await scene.plan.append(bytes)
  await scene.plan.takeSnapshot()
  expect(await scene.vault.removePlan('plan')).toMatchObject({ ok: false, error: { type: 'in-use' } })
  await scene.plan.close()
  const journal = await scene.files.read(FIRST)
  const removed = await scene.vault.removePlan('plan')
  if (!removed.ok) throw new Error(removed.error.message)
  expect(await scene.vault.plans()).toEqual([])
  expect(await scene.files.read(join(removed.value, 'journal-000001'))).toEqual(journal)
  expect(await scene.files.list(removed.value)).toEqual(['journal-000001', 'plan.json', 'snapshot-000001'])
})

test.each(['write', 'sync', 'rename', 'read', 'open'] as const)(
  'a plan is not removed if the copy fails on %s',
  async (on) => {
    const scene = await openScene()
    await scene.plan.append(writeItems(new RecordPeer(1), 0, 1)[0] as Uint8Array)
    await scene.plan.close()
    scene.files.fault({ on, path: /removed/, code: 'ENOSPC' })
    expect((await scene.vault.removePlan('plan')).ok).toBe(false)
    expect((await readAll((await afterPowerCut(scene)).plan)).records).toHaveLength(1)
  },
)

test('a copy that does not read like the plan does not count', async () => {
  const scene = await openScene()
  await scene.plan.append(writeItems(new RecordPeer(1), 0, 1)[0] as Uint8Array)
  await scene.vault.close()
  const lying = {
    ...scene.files,
    read: async (path: string) =>
      path.includes('/removed/') && path.endsWith('journal-000001')
        ? (await scene.files.read(path)).slice(0, 60)
        : scene.files.read(path),
  }
  const next = await openVault({
    files: lying,
    root: ROOT,
    clock,
    random: systemRandom,
    snapshotWorker: null,
    processes: fakeProcesses(),
  })
  if (!next.ok) throw new Error(next.error.message)
  expect((await next.value.removePlan('plan')).ok).toBe(false)
  expect(await next.value.plans()).toEqual(['plan'])
})

test('an open plan can be copied as far as it is on disk', async () => {
  const scene = await openScene()
  const records = writeItems(new RecordPeer(1), 0, 3)
  for (const bytes of records) await scene.plan.append(bytes)
  expect(await scene.vault.copyPlan('plan', '/data/copy')).toMatchObject({ ok: true, value: { files: 2 } })
  expect(await scene.files.read('/data/copy/journal-000001')).toEqual(await scene.files.read(FIRST))
  expect(await scene.vault.copyPlan('plan', '/data/copy')).toMatchObject({ ok: false, error: { type: 'exists' } })
})

test('verify counts every record and names what is damaged, missing or foreign', async () => {
  const scene = await openScene()
  const peer = new RecordPeer(1)
  const records = writeItems(peer, 0, 6)
  for (const i of [0, 1, 2, 4, 5]) await scene.plan.append(records[i] as Uint8Array)
  await scene.plan.close()
  expect(await scene.vault.verifyPlan('plan')).toMatchObject({
    records: 5,
    damage: ['One edit is missing (record 4 of line 1).'],
  })
  const at = Buffer.from(await scene.files.read(FIRST)).indexOf(records[1] as Uint8Array)
  scene.files.tamper(FIRST, (bytes) => bytes.with(at + (records[1] as Uint8Array).length - 5, 1))
  const { records: count, damage } = await scene.vault.verifyPlan('plan')
  expect(count).toBe(4)
  expect(damage.join(' ')).toMatch(
    /The edit of d1 at 1970-01-01T00:00:00.000Z \(record 2 of line 1\) is damaged \(journal-000001, bytes \d+ to \d+\)\./,
  )
  expect(await scene.vault.verifyPlan('nobody')).toMatchObject({
    records: 0,
    damage: ['There is no such plan in this data folder.'],
  })
})

test('verify sees a record that was changed afterwards, with all its sums made right', async () => {
  const scene = await openScene()
  const { device } = scene.vault
  const crypto = nodeRecordCrypto((bytes) => device.sign(bytes))
  const signed = (seq: number, title: string, previous: Uint8Array): Uint8Array =>
    encodeRecord(
      crypto,
      previous,
      {
        client: 7,
        seq,
        after: {},
        author: { person: null, role: 'po', forTeam: null },
        time: 0,
        change: title,
        entries: [],
        update: Uint8Array.of(0, 0),
      },
      { plan: 'plan', device: device.id },
    )
  const first = signed(1, 'one', FIRST_HASH)
  const second = signed(2, 'two', nextHash(crypto, FIRST_HASH, first))
  for (const bytes of [first, second]) await scene.plan.append(bytes)
  expect(await scene.vault.verifyPlan('plan')).toMatchObject({ records: 2, damage: [] })
  const at = Buffer.from(await scene.files.read(FIRST)).indexOf(first) - 12
  scene.files.tamper(FIRST, (bytes) => {
    const changed = bytes.slice()
    changed.set(
      frameOf(new Uint8Array(Buffer.from(Buffer.from(first).toString('latin1').replace('"one"', '"own"'), 'latin1'))),
      at,
    )
    return changed
  })
  expect(await scene.vault.verifyPlan('plan')).toMatchObject({
    records: 2,
    damage: ['One of 2 edits was changed after its device had signed it (line 7).'],
  })
})

test('where not even the header can be trusted, the damage is said to be between its neighbours', async () => {
  const scene = await openScene()
  const records = writeItems(new RecordPeer(1), 0, 3)
  for (const bytes of records) await scene.plan.append(bytes)
  await scene.plan.close()
  const at = Buffer.from(await scene.files.read(FIRST)).indexOf(records[1] as Uint8Array)
  scene.files.tamper(FIRST, (bytes) => bytes.with(at + 10, 1))
  expect((await scene.vault.verifyPlan('plan')).damage[0]).toMatch(
    /^Something between the edit of .* \(record 1 of line 1\) and the edit of .* \(record 3 of line 1\) is damaged/,
  )
})

test('a note is the old or the new one after any failure, and a damaged note is kept beside', async () => {
  const scene = await openScene()
  expect(await scene.vault.readNote('settings')).toBe(undefined)
  await scene.vault.writeNote('settings', { theme: 'dark' })
  for (const on of ['open', 'write', 'sync', 'rename'] as const) {
    const heal = scene.files.fault({ on, path: /settings/, code: 'ENOSPC', written: 0.5 })
    expect(await scene.vault.writeNote('settings', { theme: 'light' }).then(() => '', codeOf)).toBe('ENOSPC')
    heal()
    expect(await scene.vault.readNote('settings')).toEqual({ theme: 'dark' })
    expect(await (await afterPowerCut(scene)).vault.readNote('settings')).toEqual({ theme: 'dark' })
  }
  await Promise.all(['a', 'b', 'c'].map((theme) => scene.vault.writeNote('settings', { theme })))
  expect(await scene.vault.readNote('settings')).toEqual({ theme: 'c' })
  scene.files.tamper('/data/settings.json', () => new TextEncoder().encode('{"theme'))
  expect(await scene.vault.readNote('settings')).toEqual({ theme: 'c' })
  for (const name of ['settings.json', 'settings.json.second'])
    scene.files.tamper(`/data/${name}`, () => new TextEncoder().encode('{"theme'))
  expect(await scene.vault.readNote('settings')).toBe(undefined)
  expect((await scene.files.list(ROOT)).some((name) => name.startsWith('settings.json.damaged-'))).toBe(true)
})

test.each([
  ['EACCES', 'no-folder', 'may not write there'],
  ['EROFS', 'no-folder', 'read-only'],
  ['ENOSPC', 'disk-full', 'disk is full'],
])('a folder that cannot be used because of %s is refused with a sentence', async (code, type, words) => {
  const files = createMemoryFiles()
  await files.makeFolder('/data')
  files.fault({ on: ['open', 'makeFolder'], code })
  const opened = await openVault({ files, root: ROOT, clock, random: systemRandom, snapshotWorker: null })
  expect(opened).toMatchObject({ ok: false, error: { type, message: expect.stringContaining(words) as string } })
})

test('on the real disk the folder is this user’s alone, and a damaged key is kept aside', async () => {
  const root = join(await mkdtemp(join(tmpdir(), 'ordinal-vault-')), 'data')
  const options = { files: nodeFiles, root, clock, random: systemRandom, snapshotWorker: null }
  const first = await openVault(options)
  if (!first.ok) throw new Error(first.error.message)
  expect(await openVault(options)).toMatchObject({ ok: false, error: { type: 'in-use', pid: process.pid } })
  await first.value.createPlan('plan')
  const modes = await Promise.all(
    [root, join(root, 'plans', 'plan'), join(root, 'device.key'), join(root, 'plans', 'plan', 'journal-000001')].map(
      async (path) => (await stat(path)).mode & 0o777,
    ),
  )
  expect(modes).toEqual([0o700, 0o700, 0o600, 0o600])
  await first.value.close()
  await chmod(join(root, 'device.key'), 0o600)
  await writeFile(join(root, 'device.key'), '{"v":1,')
  const again = await openVault(options)
  if (!again.ok) throw new Error(again.error.message)
  expect(again.value.device.id).toBe(first.value.device.id)
  expect((await readdir(root)).some((name) => name.startsWith('device.key.damaged-'))).toBe(true)
  await again.value.close()
})
