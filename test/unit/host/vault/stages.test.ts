import { join } from 'node:path'
import { expect, test } from 'vitest'
import { codeOf } from '../../../../src/host/ports/files.ts'
import { segmentOf } from '../../../../src/host/vault/position.ts'
import { sha256 } from '../../../../src/host/vault/record-crypto.ts'
import { readSegmentHeader } from '../../../../src/host/vault/segment-header.ts'
import { segmentName } from '../../../../src/host/vault/segments.ts'
import { FIRST_HASH, nextHash } from '../../../../src/sync/record.ts'
import { RecordPeer } from '../../../support/record-peer.ts'
import { settled } from './journal-scene.ts'
import { afterPowerCut, openScene, PLAN_FOLDER, readAll, writeItems } from './plan-scene.ts'

const records = (): Uint8Array[] => writeItems(new RecordPeer(1), 0, 12)

test('a finished stage is part of the journal, in order, and its records are found at their positions', async () => {
  const { plan } = await openScene()
  const [before, ...staged] = records()
  const after = staged.pop() as Uint8Array
  await plan.append(before as Uint8Array)
  const stage = await plan.writeStaged('import')
  await stage.append(staged.slice(0, 4))
  await stage.append(staged.slice(4))
  const positions = await stage.finish()
  await plan.append(after)
  expect(await readAll(plan)).toEqual({ records: [before, ...staged, after], damage: [] })
  expect(await Promise.all(positions.map((position) => plan.readAt(position)))).toEqual(staged)
  expect(plan.snapshotStale()).toBe(true)
})

test('nothing of a stage is seen before it is finished, and appends go on beside it', async () => {
  const { plan, files } = await openScene()
  const [first, second, ...staged] = records()
  const stage = await plan.writeStaged('import')
  await stage.append(staged)
  await plan.append(first as Uint8Array)
  await plan.append(second as Uint8Array)
  expect((await readAll(plan)).records).toEqual([first, second])
  await stage.abandon()
  expect(await files.list(PLAN_FOLDER)).not.toContain('staged-import')
  expect((await readAll(plan)).records).toEqual([first, second])
})

test('an unfinished stage of an earlier start never counts and is gone with the first write', async () => {
  const scene = await openScene()
  const [first, ...staged] = records()
  const stage = await scene.plan.writeStaged('import')
  await stage.append(staged)
  await scene.files.syncFolder(PLAN_FOLDER)
  const { plan, files } = await afterPowerCut(scene)
  expect(await readAll(plan)).toEqual({ records: [], damage: [] })
  expect(await files.list(PLAN_FOLDER)).toContain('staged-import')
  await plan.append(first as Uint8Array)
  expect(await files.list(PLAN_FOLDER)).not.toContain('staged-import')
})

test('an unfinished stage of an earlier start and a new one of the same name are not taken for each other', async () => {
  const scene = await openScene()
  const [first, ...staged] = records()
  const old = await scene.plan.writeStaged('import')
  await old.append(staged.slice(0, 5))
  await scene.files.syncFolder(PLAN_FOLDER)
  const { plan } = await afterPowerCut(scene)
  const stage = await plan.writeStaged('import')
  await stage.append(staged.slice(5))
  await plan.append(first as Uint8Array)
  await stage.finish()
  expect((await readAll(plan)).records).toEqual([first, ...staged.slice(5)])
})

test('a stage whose end mark is on disk counts, even if the power went before it had its name', async () => {
  const scene = await openScene()
  const [first, ...staged] = records()
  await scene.plan.append(first as Uint8Array)
  const stage = await scene.plan.writeStaged('import')
  await stage.append(staged.slice(0, 10))
  scene.files.fault({ on: 'rename', path: /staged/, code: 'EIO' })
  void stage.finish().catch(() => undefined)
  await settled()
  expect(scene.plan.status().ok).toBe(false)
  const { plan, files } = await afterPowerCut(scene)
  const before = await readAll(plan)
  expect(before).toEqual({ records: [first, ...staged.slice(0, 10)], damage: [] })
  await plan.append(staged[10] as Uint8Array)
  expect((await readAll(plan)).records).toEqual([first, ...staged])
  expect((await files.list(PLAN_FOLDER)).filter((name) => /^(journal|staged)/.test(name))).toEqual([
    'journal-000001',
    'journal-000002',
    'journal-000003',
  ])
})

test('a snapshot made while a finished stage still waits for its name counts it under the name that it gets', async () => {
  const scene = await openScene()
  const stage = await scene.plan.writeStaged('import')
  await stage.append(records())
  scene.files.fault({ on: 'rename', path: /staged/, code: 'EIO' })
  void stage.finish().catch(() => undefined)
  await settled()
  const next = await afterPowerCut(scene)
  expect((await readAll(next.plan)).records).toEqual(records())
  expect(await next.plan.takeSnapshot()).toMatchObject({ proven: true, records: 12 })
  await next.vault.close()
  const again = await openScene(next.files)
  expect(await readAll(again.plan)).toEqual({ records: records(), damage: [] })
  expect(await again.vault.verifyPlan('plan')).toMatchObject({ damage: [] })
})

test('a stage that the disk refuses can be abandoned, and the journal is as it was', async () => {
  const { plan, files } = await openScene()
  const [first, ...staged] = records()
  await plan.append(first as Uint8Array)
  const stage = await plan.writeStaged('import')
  await stage.append(staged)
  const heal = files.fault({ on: 'write', path: /staged/, code: 'ENOSPC', written: 0.3 })
  expect(await stage.finish().then(() => '', codeOf)).toBe('ENOSPC')
  heal()
  await stage.abandon()
  expect(await readAll(plan)).toEqual({ records: [first], damage: [] })
})

test('of a stage that is cut anywhere nothing is taken', async () => {
  const scene = await openScene()
  const stage = await scene.plan.writeStaged('import')
  await stage.append(records().slice(0, 3))
  scene.files.fault({ on: 'rename', path: /staged/, code: 'EIO' })
  void stage.finish().catch(() => undefined)
  await settled()
  const whole = await scene.files.read(join(PLAN_FOLDER, 'staged-import'))
  for (let length = 0; length < whole.length; length += 7) {
    const next = await afterPowerCut(scene)
    next.files.tamper(join(PLAN_FOLDER, 'staged-import'), () => whole.subarray(0, length))
    await next.vault.close()
    expect((await readAll((await openScene(next.files)).plan)).records).toEqual([])
  }
})

test('segment headers keep each line’s hash through a stage and a roll', async () => {
  const scene = await openScene(undefined, { segmentBytes: 1_500 })
  const [a, b] = [new RecordPeer(1), new RecordPeer(2)]
  const hashes = new Map<string, Uint8Array>()
  const chain = (client: string, bytes: Uint8Array): Uint8Array => {
    hashes.set(client, nextHash({ hash: sha256 }, hashes.get(client) ?? FIRST_HASH, bytes))
    return bytes
  }
  for (const bytes of writeItems(a, 0, 4)) await scene.plan.append(chain('1', bytes))
  const stage = await scene.plan.writeStaged('import')
  await stage.append(writeItems(b, 100, 4).map((bytes) => chain('2', bytes)))
  const [first] = await stage.finish()
  let expected: Record<string, string> = {}
  let begun = segmentOf(first as number)
  for (const bytes of writeItems(a, 4, 8)) {
    const before = Object.fromEntries([...hashes].map(([client, hash]) => [client, Buffer.from(hash).toString('hex')]))
    const segment = segmentOf(await scene.plan.append(chain('1', bytes)))
    if (segment > begun) expected = before
    begun = segment
  }
  expect(begun).toBeGreaterThan(3)
  const last = await scene.files.read(join(PLAN_FOLDER, segmentName(begun)))
  expect(readSegmentHeader(last)?.header).toEqual({ v: 1, plan: 'plan', lines: expected })
  expect(await scene.vault.verifyPlan('plan')).toMatchObject({ records: 16, damage: [] })
})
