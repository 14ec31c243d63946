import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import * as Y from 'yjs'
import { expect, test } from 'vitest'
import { canonicalJson } from '../../../../src/doc/replica.ts'
import { loadPlan } from '../../../../src/host/load-plan.ts'
import type { MemoryFiles } from '../../../../src/host/ports/memory-files.ts'
import { packSegments } from '../../../../src/host/vault/pack-segments.ts'
import { encodeSnapshot, readSnapshot } from '../../../../src/host/vault/snapshot-file.ts'
import { RecordPeer } from '../../../support/record-peer.ts'
import { openScene, PLAN_FOLDER, writeItems, type PlanScene } from './plan-scene.ts'

/** Twelve items, three snapshots on the way, several segments of which the first is compressed, and leases; closed. */
async function closedPlan(): Promise<{ scene: PlanScene; content: string }> {
  const scene = await openScene(undefined, { segmentBytes: 1_200 })
  const records = writeItems(new RecordPeer(1), 0, 12)
  await scene.plan.leases.take(() => false)
  for (const [i, bytes] of records.entries()) {
    await scene.plan.append(bytes)
    if ([3, 6, 9].includes(i)) await scene.plan.takeSnapshot()
  }
  await packSegments(scene.files, PLAN_FOLDER, 2, 0)
  await scene.plan.close()
  return { scene, content: await contentOf(scene) }
}

async function contentOf({ vault }: PlanScene): Promise<string> {
  const loaded = await loadPlan(vault, 'plan')
  if (!loaded.ok) return loaded.error.message
  const content = canonicalJson(loaded.value.doc)
  loaded.value.doc.destroy()
  await loaded.value.journal.close()
  return content
}

const below = (name: string): string => join(PLAN_FOLDER, name)

async function bytesOfAll(files: MemoryFiles): Promise<Record<string, string>> {
  const all: Record<string, string> = {}
  for (const name of await files.list(PLAN_FOLDER))
    if ((await files.kind(below(name))) === 'file')
      all[name] = await files.read(below(name)).then((bytes) => Buffer.from(bytes).toString('hex'), String)
  return all
}

const WAYS: readonly (readonly [string, (files: MemoryFiles, name: string) => Promise<unknown> | unknown])[] = [
  ['missing', (files, name) => files.remove(below(name))],
  ['cut in half', (files, name) => files.tamper(below(name), (bytes) => bytes.subarray(0, bytes.length >> 1))],
  ['empty', (files, name) => files.tamper(below(name), () => new Uint8Array())],
  ['zeroed', (files, name) => files.tamper(below(name), (bytes) => bytes.map(() => 0))],
  [
    'not given by the disk',
    (files, name) => files.fault({ on: ['read', 'open'], path: new RegExp(`${name}$`), code: 'EIO' }),
  ],
]

test.each(
  WAYS.flatMap(([way, damage]) =>
    ['plan.json', 'leases.json', 'snapshot-000003', 'snapshot-000002'].map((name) => [name, way, damage] as const),
  ),
)('with %s %s the plan opens whole, and nothing is written', async (name, _, damage) => {
  const { scene, content } = await closedPlan()
  await damage(scene.files, name)
  const before = await bytesOfAll(scene.files)
  expect(await contentOf(scene)).toBe(content)
  expect(await bytesOfAll(scene.files)).toEqual(before)
})

test.each(WAYS)('with all snapshots %s the whole journal is read', async (_, damage) => {
  const { scene, content } = await closedPlan()
  for (const name of ['snapshot-000001', 'snapshot-000002', 'snapshot-000003']) await damage(scene.files, name)
  expect(await contentOf(scene)).toBe(content)
})

test.each(WAYS)('with a segment that the snapshot covers %s nothing of the plan is missing', async (_, damage) => {
  const { scene, content } = await closedPlan()
  await damage(scene.files, 'journal-000001.packed')
  expect(await contentOf(scene)).toBe(content)
})

test.each(WAYS)(
  'with the last segment %s the rest is there, and less is never written over more',
  async (_, damage) => {
    const { scene, content } = await closedPlan()
    const last = (await scene.files.list(PLAN_FOLDER)).filter((name) => /^journal-\d+$/.test(name)).at(-1) as string
    await damage(scene.files, last)
    const left = await contentOf(scene)
    expect(left).not.toBe(content)
    expect(Object.keys((JSON.parse(left) as { items: object }).items).length).toBeGreaterThanOrEqual(10)
  },
)

test.each(WAYS)(
  'with everything %s the plan does not open as an empty one, and nothing is written',
  async (_, damage) => {
    const { scene } = await closedPlan()
    for (const name of await scene.files.list(PLAN_FOLDER)) await damage(scene.files, name)
    const names = await scene.files.list(PLAN_FOLDER)
    const loaded = await loadPlan(scene.vault, 'plan')
    expect(loaded).toMatchObject({ ok: false, error: { type: 'unreadable' } })
    expect(await scene.files.list(PLAN_FOLDER)).toEqual(names)
  },
)

test('a snapshot whose sums are right and whose state cannot be loaded is passed over', async () => {
  const { scene, content } = await closedPlan()
  for (const name of ['snapshot-000003', 'snapshot-000002']) {
    const snapshot = readSnapshot(await scene.files.read(below(name)))
    if (snapshot === null) throw new Error(`${name} cannot be read.`)
    scene.files.tamper(below(name), () => encodeSnapshot({ ...snapshot, state: Uint8Array.of(9, 9, 9, 255, 255) }))
  }
  expect(await contentOf(scene)).toBe(content)
  const opened = await scene.vault.openPlan('plan')
  if (!opened.ok) throw new Error(opened.error.message)
  expect(await opened.value.takeSnapshot()).toMatchObject({ proven: true, records: 12 })
})

test('bytes that somebody made with right sums and no sense throw nothing', async () => {
  const hostile = ['null', '[]', '{"v":1}', '{"v":1,"plan":7}', '"', '{"v":1,"plan":"plan","lines":[1]}']
  for (const json of hostile) {
    const { scene, content } = await closedPlan()
    scene.files.tamper(below('snapshot-000003'), () => hostileSnapshot(json))
    expect(await contentOf(scene), json).toBe(content)
  }
})

/** As anybody can make it who knows the form. */
function hostileSnapshot(json: string): Uint8Array {
  const block = (content: Uint8Array): Buffer => {
    const head = Buffer.alloc(8)
    head.writeUInt32BE(content.length)
    head.writeUInt32BE(crc32(content), 4)
    return Buffer.concat([head, content])
  }
  const state = Y.encodeStateAsUpdate(new Y.Doc())
  return new Uint8Array(Buffer.concat([Buffer.from('ORDSNAP1'), block(Buffer.from(json)), block(state)]))
}
