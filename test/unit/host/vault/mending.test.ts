import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Files } from '../../../../src/host/ports/files.ts'
import { packSegments } from '../../../../src/host/vault/pack-segments.ts'
import type { RepairSource } from '../../../../src/host/vault/repair-source.ts'
import { segmentBytes } from '../../../../src/host/vault/segment-bytes.ts'
import { listSegments } from '../../../../src/host/vault/segments.ts'
import { RecordPeer } from '../../../support/record-peer.ts'
import { openScene, PLAN_FOLDER, readAll, writeItems, type PlanScene } from './plan-scene.ts'

const FIRST = join(PLAN_FOLDER, 'journal-000001')

/** A closed plan of 30 records in several segments, and a copy of its disk as it was. */
async function closedPlan(): Promise<{ scene: PlanScene; records: Uint8Array[]; copy: Files }> {
  const scene = await openScene(undefined, { segmentBytes: 3_000 })
  const records = writeItems(new RecordPeer(1), 0, 30)
  // One after the other, so that segments are full in between.
  for (const bytes of records) await scene.plan.append(bytes)
  await scene.plan.close()
  return { scene, records, copy: scene.files.copied() }
}

function copyOf(files: Files, name = 'a copy'): RepairSource {
  return {
    name,
    async segment(number) {
      const found = (await listSegments(files, PLAN_FOLDER)).segments.find((one) => one.number === number)
      return found === undefined ? null : segmentBytes(files, found)
    },
  }
}

async function mend({ vault }: PlanScene, sources: readonly RepairSource[]) {
  return vault.mendPlan('plan', await vault.verifyPlan('plan'), sources)
}

async function recordsOf({ vault }: PlanScene): Promise<Uint8Array[]> {
  const plan = await vault.openPlan('plan')
  if (!plan.ok) throw new Error(plan.error.message)
  const { records } = await readAll(plan.value)
  await plan.value.close()
  return records
}

const flipAt = (at: number) => (bytes: Uint8Array) => bytes.with(at, (bytes[at] as number) ^ 0x40)

test.each([
  ['a byte of a record', flipAt(900)],
  ['a byte of the header', flipAt(20)],
  ['a sector of zeros over several records', (bytes: Uint8Array) => bytes.slice().fill(0, 512, 1_536)],
  ['all of it', (bytes: Uint8Array) => bytes.map(() => 0)],
  ['its end cut off between two records', (bytes: Uint8Array) => bytes.subarray(0, 1_357)],
  ['its second half cut off', (bytes: Uint8Array) => bytes.subarray(0, bytes.length >> 1)],
])('%s comes back from a copy, and the damaged file is kept', async (_, damage) => {
  const { scene, records, copy } = await closedPlan()
  scene.files.tamper(FIRST, damage)
  const damaged = await scene.files.read(FIRST)
  const { check } = await mend(scene, [copyOf(copy)])
  expect(check.damage).toEqual([])
  expect(check.places.filter(({ state }) => state !== 'mended')).toEqual([])
  expect(check.places[0]).toMatchObject({ state: 'mended', from: 'a copy' })
  const [kept] = await scene.files.list(join(PLAN_FOLDER, 'damaged'))
  expect(await scene.files.read(join(PLAN_FOLDER, 'damaged', kept as string))).toEqual(damaged)
  expect(await scene.files.read(FIRST)).toEqual(await copy.read(FIRST))
  expect(await recordsOf(scene)).toEqual(records)
})

test('a segment that is gone comes back whole', async () => {
  const { scene, records, copy } = await closedPlan()
  await scene.files.remove(join(PLAN_FOLDER, 'journal-000002'))
  expect((await mend(scene, [copyOf(copy)])).check.damage).toEqual([])
  expect(await recordsOf(scene)).toEqual(records)
})

test('what two damaged copies have between them is put together', async () => {
  const { scene, records, copy } = await closedPlan()
  const other = scene.files.copied()
  scene.files.tamper(FIRST, (bytes) => flipAt(900)(flipAt(2_200)(bytes)))
  const [one, two] = [scene.files.copied(), other]
  one.tamper(FIRST, (bytes) => flipAt(900)(flipAt(900)(bytes)))
  await copy.remove(FIRST)
  one.tamper(FIRST, () => new Uint8Array())
  const whole = await two.read(FIRST)
  one.tamper(FIRST, () => flipAt(900)(whole))
  two.tamper(FIRST, flipAt(2_200))
  const { check } = await mend(scene, [copyOf(copy), copyOf(one, 'one'), copyOf(two, 'two')])
  expect(check.damage).toEqual([])
  expect(new Set(check.places.map(({ from }) => from))).toEqual(new Set(['one and two']))
  expect(await recordsOf(scene)).toEqual(records)
})

test('records alone fill their gap, in their order', async () => {
  const { scene, records } = await closedPlan()
  scene.files.tamper(FIRST, (bytes) => bytes.slice().fill(0, 512, 1_536))
  const source: RepairSource = {
    name: 'a peer',
    async *records() {
      for (const bytes of records) yield bytes
    },
  }
  const { check, loose } = await mend(scene, [source])
  expect([check.damage, loose]).toEqual([[], []])
  expect(await recordsOf(scene)).toEqual(records)
})

test('records that fit no gap are handed over to be taken in as they are', async () => {
  const { scene, records } = await closedPlan()
  await scene.files.remove(join(PLAN_FOLDER, 'journal-000002'))
  const source: RepairSource = {
    name: 'a peer',
    async *records() {
      for (const bytes of records.slice(0, 15)) yield bytes
    },
  }
  const { loose } = await mend(scene, [source])
  expect(loose).toEqual([{ from: 'a peer', records: expect.any(Array) as Uint8Array[] }])
  const there = [...(await recordsOf(scene)), ...(loose[0]?.records ?? [])].map((bytes) =>
    Buffer.from(bytes).toString('hex'),
  )
  for (const bytes of records.slice(0, 15)) expect(there).toContain(Buffer.from(bytes).toString('hex'))
})

test('what nobody has stays as it is, and the rest of the file with it', async () => {
  const { scene, records, copy } = await closedPlan()
  scene.files.tamper(FIRST, flipAt(900))
  await copy.remove(FIRST)
  const before = await scene.files.read(FIRST)
  const { check } = await mend(scene, [copyOf(copy)])
  expect(check.places).toEqual([expect.objectContaining({ state: 'lost', file: 'journal-000001', keptAt: '' })])
  expect(await scene.files.read(FIRST)).toEqual(before)
  expect(await recordsOf(scene)).toHaveLength(records.length - 1)
})

test('a copy that says something else about a place is not taken', async () => {
  const { scene, copy } = await closedPlan()
  scene.files.tamper(FIRST, flipAt(900))
  const liar: RepairSource = {
    name: 'a liar',
    segment: async () => (await copy.read(FIRST)).map((byte, i) => (i < 800 ? byte : 7)),
  }
  const before = await scene.files.read(FIRST)
  expect((await mend(scene, [liar])).check.damage).toHaveLength(1)
  expect(await scene.files.read(FIRST)).toEqual(before)
})

test('a compressed segment with a damaged block comes back, in the open, and is compressed again', async () => {
  const { scene, records, copy } = await closedPlan()
  await packSegments(scene.files, PLAN_FOLDER, 3, 0)
  const packed = `${FIRST}.packed`
  for (const at of [3, 10, 30, 400]) {
    await packSegments(scene.files, PLAN_FOLDER, 3, 0)
    scene.files.tamper(packed, flipAt(at))
    const damaged = await scene.files.read(packed)
    const { check } = await mend(scene, [copyOf(copy)])
    expect(check.damage, `byte ${at}`).toEqual([])
    expect(await scene.files.read(check.places[0]?.keptAt as string)).toEqual(damaged)
    expect(await scene.files.kind(packed)).toBe(null)
    expect(await recordsOf(scene)).toEqual(records)
  }
})

test('a damaged snapshot is put aside and a proven one takes its place', async () => {
  const scene = await openScene()
  for (const bytes of writeItems(new RecordPeer(1), 0, 5)) await scene.plan.append(bytes)
  await scene.plan.takeSnapshot()
  await scene.plan.close()
  scene.files.tamper(join(PLAN_FOLDER, 'snapshot-000001'), flipAt(300))
  const { check } = await mend(scene, [])
  expect(check.places).toEqual([
    expect.objectContaining({ state: 'mended', from: 'the journal', file: 'snapshot-000001' }),
  ])
  const plan = await scene.vault.openPlan('plan')
  expect(plan.ok && plan.value.snapshot?.records).toBe(5)
})

test.each(['open', 'write', 'sync', 'rename'] as const)(
  'a disk that fails in %s while something is mended changes nothing, and the next try mends',
  async (on) => {
    const { scene, records, copy } = await closedPlan()
    scene.files.tamper(FIRST, flipAt(900))
    const before = await scene.files.read(FIRST)
    const found = await scene.vault.verifyPlan('plan')
    const heal = scene.files.fault({ on, path: /damaged\/|mended/, code: 'ENOSPC' })
    await expect(scene.vault.mendPlan('plan', found, [copyOf(copy)])).rejects.toMatchObject({ code: 'ENOSPC' })
    expect(await scene.files.read(FIRST)).toEqual(before)
    heal()
    expect((await mend(scene, [copyOf(copy)])).check.damage).toEqual([])
    expect(await recordsOf(scene)).toEqual(records)
  },
)

test('a power cut at any moment of mending leaves the damaged file or the mended one', async () => {
  for (let calls = 0; ; calls++) {
    const { scene, records, copy } = await closedPlan()
    for (const folder of ['/', '/data', '/data/plans', PLAN_FOLDER]) await scene.files.syncFolder(folder)
    scene.files.tamper(FIRST, flipAt(900))
    const damaged = await scene.files.read(FIRST)
    const mending = mend(scene, [copyOf(copy)])
    for (let i = 0; i < calls; i++) await null
    const image = scene.files.afterPowerCut()
    const now = await image.read(FIRST)
    const isMended = Buffer.compare(now, damaged) !== 0
    if (isMended) {
      expect(now).toEqual(await copy.read(FIRST))
      const kept = await image.list(join(PLAN_FOLDER, 'damaged'))
      expect(await image.read(join(PLAN_FOLDER, 'damaged', kept[0] as string))).toEqual(damaged)
    }
    await mending
    if (isMended) return
    expect(records).toHaveLength(30)
    calls += 20
  }
})
