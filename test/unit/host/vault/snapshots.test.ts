import { join } from 'node:path'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { canonicalJson, encodeDoc } from '../../../../src/doc/replica.ts'
import { buildSnapshot, type Encode } from '../../../../src/host/vault/build-snapshot.ts'
import { rebuildPlan } from '../../../../src/host/vault/rebuild-plan.ts'
import { readSnapshot } from '../../../../src/host/vault/snapshot-file.ts'
import { snapshotNames } from '../../../../src/host/vault/snapshot-store.ts'
import { RecordPeer } from '../../../support/record-peer.ts'
import { afterPowerCut, openScene, PLAN_FOLDER, readAll, writeItems, type PlanScene } from './plan-scene.ts'

const contentOf = (state: Uint8Array): string => {
  const doc = new Y.Doc()
  Y.applyUpdate(doc, state)
  return canonicalJson(doc)
}

async function append(scene: PlanScene, records: readonly Uint8Array[]): Promise<void> {
  await Promise.all(records.map((bytes) => scene.plan.append(bytes)))
}

/** Closes and opens again, as the next start of the host does. */
async function restarted(scene: PlanScene): Promise<PlanScene> {
  await scene.vault.close()
  return openScene(scene.files)
}

test('a snapshot holds what the records say, and only what came later is read again', async () => {
  const scene = await openScene()
  const peer = new RecordPeer(1)
  await append(scene, writeItems(peer, 0, 30))
  expect(await scene.plan.takeSnapshot()).toMatchObject({ proven: true, records: 30 })
  expect(scene.plan.snapshotStale()).toBe(false)
  const later = writeItems(peer, 30, 2)
  await append(scene, later)
  const { plan } = await restarted(scene)
  expect(plan.snapshot).toMatchObject({ records: 30 })
  expect((await readAll(plan, plan.snapshot?.end)).records).toEqual(later)
  expect(plan.snapshotStale()).toBe(true)
})

test('a document and its ledger are the same with and without a snapshot in between', async () => {
  const scene = await openScene()
  const [a, b] = [new RecordPeer(1), new RecordPeer(2)]
  const first = writeItems(a, 0, 10)
  first.forEach((bytes) => b.take(bytes))
  const edits = [
    a.write((doc) => (doc.getMap('items').get('i1') as Y.Map<unknown>).set('title', 'by a')),
    b.write((doc) => (doc.getMap('items').get('i1') as Y.Map<unknown>).set('title', 'by b')),
  ]
  await append(scene, [...first, ...edits.map((record) => record.bytes)])
  await scene.plan.takeSnapshot()
  a.take((edits[1] as { bytes: Uint8Array }).bytes)
  await append(scene, [
    a.write((doc) => (doc.getMap('items').get('i1') as Y.Map<unknown>).set('title', 'settled')).bytes,
  ])
  const { plan } = await restarted(scene)
  const end = await plan.end()
  const whole = await rebuildPlan('plan', null, (from) => plan.read(from), end)
  const fromSnapshot = await rebuildPlan('plan', plan.snapshot as never, (from) => plan.read(from), end)
  expect(canonicalJson(fromSnapshot.doc)).toBe(canonicalJson(whole.doc))
  expect(fromSnapshot.ledger).toEqual(whole.ledger)
  expect(canonicalJson(whole.doc)).toContain('settled')
})

test('the last three are kept, and a damaged one is passed over for the one before', async () => {
  const scene = await openScene()
  const peer = new RecordPeer(1)
  for (let i = 0; i < 5; i++) {
    await append(scene, writeItems(peer, i, 1))
    expect(await scene.plan.takeSnapshot()).toMatchObject({ proven: true, records: i + 1 })
  }
  expect(await snapshotNames(scene.files, PLAN_FOLDER)).toEqual([
    'snapshot-000005',
    'snapshot-000004',
    'snapshot-000003',
  ])
  scene.files.tamper(join(PLAN_FOLDER, 'snapshot-000005'), (bytes) => bytes.with(bytes.length - 3, 7))
  const { plan, files } = await restarted(scene)
  expect(plan.snapshot?.records).toBe(4)
  expect((await readAll(plan, plan.snapshot?.end)).records).toHaveLength(1)
  expect(await snapshotNames(files, PLAN_FOLDER)).toHaveLength(3)
})

test('a snapshot that differs after loading is unproven: the field is named, the bytes are kept aside, the one before stays', async () => {
  const scene = await openScene()
  const peer = new RecordPeer(1)
  await append(scene, writeItems(peer, 0, 3))
  await scene.plan.takeSnapshot()
  await append(scene, writeItems(peer, 3, 3))
  const loses: Encode = (doc) => {
    const other = new Y.Doc()
    Y.applyUpdate(other, encodeDoc(doc))
    ;(other.getMap('items').get('i2') as Y.Map<unknown>).set('title', 'something else')
    return encodeDoc(other)
  }
  const outcome = await buildSnapshot(
    scene.files,
    { plan: 'plan', folder: PLAN_FOLDER, upTo: await scene.plan.end(), now: 0 },
    loses,
  )
  expect(outcome).toMatchObject({ proven: false, where: 'items/i2/title' })
  if (outcome.proven || outcome.keptAt === null) throw new Error('It should have been kept aside.')
  expect(readSnapshot(await scene.files.read(outcome.keptAt))?.records).toBe(6)
  const { plan } = await restarted(scene)
  expect(plan.snapshot?.records).toBe(3)
})

test('if the way over the older snapshot fails, the journal is replayed from its beginning', async () => {
  const scene = await openScene()
  const peer = new RecordPeer(1)
  await append(scene, writeItems(peer, 0, 3))
  await scene.plan.takeSnapshot()
  await append(scene, writeItems(peer, 3, 1))
  let tries = 0
  const failsOnce: Encode = (doc) => (++tries === 1 ? new Uint8Array([0, 0]) : encodeDoc(doc))
  expect(
    await buildSnapshot(
      scene.files,
      { plan: 'plan', folder: PLAN_FOLDER, upTo: await scene.plan.end(), now: 0 },
      failsOnce,
    ),
  ).toMatchObject({ proven: true, records: 4 })
  expect(tries).toBe(2)
})

test('what a disk stored wrongly is not taken for a snapshot', async () => {
  const scene = await openScene()
  await append(scene, writeItems(new RecordPeer(1), 0, 3))
  const read = scene.files.read
  const lying = {
    ...scene.files,
    read: async (path: string) => (path.endsWith('.new') ? (await read(path)).with(40, 0) : read(path)),
  }
  expect(
    await buildSnapshot(lying, { plan: 'plan', folder: PLAN_FOLDER, upTo: await scene.plan.end(), now: 0 }),
  ).toMatchObject({ proven: false, where: 'the file itself' })
  expect(await snapshotNames(scene.files, PLAN_FOLDER)).toEqual([])
})

test('behind a damaged record the snapshot’s end stays before it, so that mending it later loses nothing', async () => {
  const scene = await openScene()
  const [a, b] = [new RecordPeer(1), new RecordPeer(2)]
  const first = writeItems(a, 0, 3)
  const other = writeItems(b, 100, 1)
  await append(scene, first)
  await append(scene, other)
  await scene.vault.close()
  const before = await scene.files.read(join(PLAN_FOLDER, 'journal-000001'))
  const second = Buffer.from(before).indexOf(first[1] as Uint8Array)
  scene.files.tamper(join(PLAN_FOLDER, 'journal-000001'), (bytes) => bytes.with(second + 30, 0))
  const damaged = await openScene(scene.files)
  const outcome = await damaged.plan.takeSnapshot()
  // The first record and the other line's: what follows the damaged one on its line is held back.
  expect(outcome).toMatchObject({ proven: true, records: 2 })
  expect(outcome.proven && outcome.end).toBe(second - 12 + 2 ** 32)
  scene.files.tamper(join(PLAN_FOLDER, 'journal-000001'), () => before)
  const { plan } = await restarted(damaged)
  const rebuilt = await rebuildPlan('plan', plan.snapshot as never, (from) => plan.read(from), await plan.end())
  expect(rebuilt.records).toBe(4)
})

test('a full disk or a power cut while a snapshot is made leaves the one before and every record', async () => {
  const scene = await openScene()
  const peer = new RecordPeer(1)
  await append(scene, writeItems(peer, 0, 3))
  await scene.plan.takeSnapshot()
  await append(scene, writeItems(peer, 3, 3))
  for (const on of ['open', 'write', 'sync', 'rename', 'syncFolder'] as const) {
    const heal = scene.files.fault({ on, path: /snapshot|plan$/, code: 'ENOSPC', written: 0.5 })
    const outcome = await scene.plan.takeSnapshot()
    heal()
    expect(outcome.proven).toBe(false)
    const { plan } = await afterPowerCut(scene)
    expect(plan.snapshot).not.toBe(null)
    expect((await readAll(plan)).records).toHaveLength(6)
  }
  expect(await scene.plan.takeSnapshot()).toMatchObject({ proven: true, records: 6 })
  expect(contentOf((await restarted(scene)).plan.snapshot?.state as Uint8Array)).toBe(canonicalJson(peer.doc))
})

test('two who ask at once get one snapshot', async () => {
  const scene = await openScene()
  await append(scene, writeItems(new RecordPeer(1), 0, 3))
  const [one, two] = await Promise.all([scene.plan.takeSnapshot(), scene.plan.takeSnapshot()])
  expect(one).toBe(two)
  expect(await snapshotNames(scene.files, PLAN_FOLDER)).toHaveLength(1)
})
