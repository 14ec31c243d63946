import { join } from 'node:path'
import { expect, test } from 'vitest'
import { packSegment, unpackSegment } from '../../../../src/host/vault/packed-segment.ts'
import { packSegments } from '../../../../src/host/vault/pack-segments.ts'
import { segmentOf } from '../../../../src/host/vault/position.ts'
import { createFaultyDisk } from '../../../simulation/faulty-disk.ts'
import { RecordPeer } from '../../../support/record-peer.ts'
import { openScene, PLAN_FOLDER, readAll, writeItems } from './plan-scene.ts'
import { seededRandom } from './seeded-random.ts'

/** A plan whose journal has several segments, its records and their places. */
async function scene() {
  const opened = await openScene(undefined, { segmentBytes: 1_500 })
  const records = writeItems(new RecordPeer(1), 0, 40)
  const positions: number[] = []
  for (const bytes of records) positions.push(await opened.plan.append(bytes))
  return { ...opened, records, positions }
}
const packedNames = (names: readonly string[]): string[] => names.filter((name) => name.endsWith('.packed'))

test('what lies before a proven snapshot is compressed, and all of it reads as before, also for who had it open', async () => {
  const { plan, files, records, positions } = await scene()
  expect(await plan.readAt(positions[0] as number)).toEqual(records[0])
  expect(await plan.takeSnapshot()).toMatchObject({ proven: true })
  await packSegments(files, PLAN_FOLDER, segmentOf(positions.at(-1) as number), 0)
  const names = await files.list(PLAN_FOLDER)
  expect(packedNames(names).length).toBeGreaterThan(2)
  expect(names.filter((name) => name === packedNames(names)[0]?.replace('.packed', ''))).toEqual([])
  expect(await readAll(plan)).toEqual({ records, damage: [] })
  for (const [i, position] of positions.entries()) expect(await plan.readAt(position)).toEqual(records[i])
  await plan.append(writeItems(new RecordPeer(2), 100, 1)[0] as Uint8Array)
  const next = await openScene(files.afterPowerCut())
  expect((await readAll(next.plan)).records).toHaveLength(41)
  expect(await next.vault.verifyPlan('plan')).toMatchObject({ records: 41, damage: [] })
})

test('a power cut at any call of compressing leaves every record', async () => {
  let cuts = 0
  for (let call = 1; call <= 24; call++) {
    const { files, vault, records } = await scene()
    await vault.close()
    const machine = createFaultyDisk(files)
    let died = (): void => undefined
    const dead = new Promise<void>((resolve) => (died = resolve))
    machine.dieAt(call, 'middle', () => died())
    await Promise.race([packSegments(machine.files, PLAN_FOLDER, 1_000, 0), dead])
    if (machine.dead) cuts++
    const next = await openScene(files.afterPowerCut(seededRandom(call)))
    expect(await readAll(next.plan), `call ${call}`).toEqual({ records, damage: [] })
  }
  expect(cuts).toBe(24)
})

test('both forms of a segment side by side: the plain one counts', async () => {
  const { files, plan, records, positions } = await scene()
  await plan.takeSnapshot()
  await packSegments(files, PLAN_FOLDER, segmentOf(positions.at(-1) as number), 0)
  const [packed] = packedNames(await files.list(PLAN_FOLDER))
  const path = join(PLAN_FOLDER, packed as string)
  const { plain } = unpackSegment(await files.read(path))
  const file = await files.open(path.replace('.packed', ''), 'new')
  await file.write(plain, 0)
  await file.close()
  files.tamper(path, () => new Uint8Array(10))
  expect(await readAll((await openScene(files.copied())).plan)).toEqual({ records, damage: [] })
})

test('a changed byte of a compressed segment is found, and costs the records of one block', () => {
  const random = seededRandom(7)
  const plain = Uint8Array.from({ length: 900_000 }, (_, i) => (i * 7 + (i >> 8)) & 0xff)
  const packed = packSegment(plain)
  expect(packed.length).toBeLessThan(plain.length / 4)
  expect(unpackSegment(packed)).toEqual({ plain, damage: [] })
  for (let i = 0; i < 120; i++) {
    const at = i < 60 ? i : Math.floor(random() * packed.length)
    const bit = 1 << Math.floor(random() * 8)
    const { plain: back, damage } = unpackSegment(packed.map((byte, j) => (j === at ? byte ^ bit : byte)))
    expect(damage, `byte ${at}`).toHaveLength(1)
    expect(back).toHaveLength(plain.length)
    let same = 0
    for (let block = 0; block * 262_144 < plain.length; block++) {
      const range = [block * 262_144, (block + 1) * 262_144] as const
      if (Buffer.compare(back.subarray(...range), plain.subarray(...range)) === 0) same++
    }
    expect(same, `byte ${at}`).toBeGreaterThanOrEqual(3)
  }
})

test('a compressed segment that was cut anywhere never throws and says so', () => {
  const packed = packSegment(Uint8Array.from({ length: 300_000 }, (_, i) => i & 0xff))
  for (let length = 0; length < packed.length; length += 37)
    expect(unpackSegment(packed.subarray(0, length)).damage.length).toBeGreaterThan(0)
})
