import { expect, test } from 'vitest'
import { encryptedFiles } from '../../../../src/host/ports/encrypted-files.ts'
import type { Files } from '../../../../src/host/ports/files.ts'
import { createManualClock } from '../../../../src/host/ports/manual-clock.ts'
import { createMemoryFiles, type MemoryFiles } from '../../../../src/host/ports/memory-files.ts'
import { isDamage } from '../../../../src/host/vault/damage.ts'
import { createJournal, type Journal } from '../../../../src/host/vault/journal.ts'
import { makePlanFolder } from '../../../../src/host/vault/plan-folder.ts'
import { JOURNAL_START } from '../../../../src/host/vault/position.ts'
import { listSegments } from '../../../../src/host/vault/segments.ts'
import { seededRandom } from '../vault/seeded-random.ts'

const FOLDER = '/data/plans/plan'
const key = new Uint8Array(32).fill(3)
const view = (disk: Files): Files => encryptedFiles(disk, { root: '/data', inside: 'home' }, key)
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)

async function emptyPlan(): Promise<MemoryFiles> {
  const disk = createMemoryFiles()
  const files = view(disk)
  await files.makeFolder('/data/plans')
  await makePlanFolder(files, '/data/plans', 'plan')
  await files.syncFolder('/data')
  for (const folder of ['/data', '/']) await disk.syncFolder(folder)
  return disk
}

async function openJournal(files: Files): Promise<{ journal: Journal; clock: ReturnType<typeof createManualClock> }> {
  const clock = createManualClock()
  const list = await listSegments(files, FOLDER)
  return {
    clock,
    journal: createJournal({ files, folder: FOLDER, plan: 'plan', clock, list, floor: JOURNAL_START }),
  }
}

async function found(journal: Journal): Promise<string[]> {
  const all: string[] = []
  for await (const one of journal.read(JOURNAL_START))
    all.push(isDamage(one) ? one.damage : new TextDecoder().decode(one.bytes))
  return all
}

test('a torn append on an encrypted disk loses nothing that was acknowledged, and the journal goes on behind it', async () => {
  const disk = await emptyPlan()
  const files = view(disk)
  const { journal } = await openJournal(files)
  const texts = ['one', 'two', 'three'].map((text) => text.repeat(20))
  for (const text of texts) await journal.append(bytesOf(text))
  const [segment] = (await listSegments(files, FOLDER)).segments
  const file = await files.open(segment?.path ?? '', 'write')
  await file.write(new Uint8Array(12_000).fill(65), await file.size())
  let tails = 0
  for (let seed = 1; seed <= 300; seed++) {
    const after = view(disk.afterPowerCut(seededRandom(seed)))
    const { journal: again } = await openJournal(after)
    const all = await found(again)
    tails += all.length - 3
    expect(all.slice(0, 3), `seed ${seed}`).toEqual(texts)
    if (seed % 10 !== 0) continue
    await again.append(bytesOf('four'.repeat(20)))
    const { journal: third } = await openJournal(after)
    expect(await found(third), `seed ${seed}`).toEqual([...texts, 'four'.repeat(20)])
  }
  expect(tails).toBeGreaterThan(50)
})

test('a damaged block costs the records in it and no other, and is reported in its place', async () => {
  const disk = await emptyPlan()
  const files = view(disk)
  const { journal } = await openJournal(files)
  const texts = Array.from({ length: 20 }, (_, i) => `record ${i} `.repeat(10))
  for (const text of texts) await journal.append(bytesOf(text))
  const [segment] = (await listSegments(files, FOLDER)).segments
  const onDisk = encryptedFiles(disk, { root: '/data', inside: 'home' }, key).pathOnDisk(segment?.path ?? '')
  const before = await disk.read(onDisk)
  let hit = 0
  for (let at = 300; at < before.length; at += 37) {
    disk.tamper(onDisk, () => before.map((byte, i) => (i === at ? byte ^ 1 : byte)))
    const all = await found((await openJournal(view(disk))).journal)
    const lost = texts.filter((text) => !all.includes(text))
    expect(lost.length, `byte ${at}`).toBeLessThanOrEqual(1)
    expect(all.length, `byte ${at}`).toBe(20)
    hit += lost.length
  }
  expect(hit).toBeGreaterThan(50)
})

test('a full disk is waited for, and everything is there when there is room', async () => {
  const disk = await emptyPlan()
  const files = view(disk)
  const { journal, clock } = await openJournal(files)
  await journal.append(bytesOf('before '.repeat(10)))
  disk.setFree(30)
  const waiting = Promise.all(['a', 'b', 'c'].map((text) => journal.append(bytesOf(text.repeat(40)))))
  for (let i = 0; i < 20; i++) await clock.advance(1_000)
  expect(journal.status().reason).toBe('disk-full')
  disk.setFree(null)
  for (let i = 0; i < 20; i++) await clock.advance(1_000)
  await waiting
  expect(await found((await openJournal(view(disk))).journal)).toEqual([
    'before '.repeat(10),
    ...['a', 'b', 'c'].map((text) => text.repeat(40)),
  ])
})
