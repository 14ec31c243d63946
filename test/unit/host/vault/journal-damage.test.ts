import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createMemoryFiles } from '../../../../src/host/ports/memory-files.ts'
import { offsetOf, positionAt, segmentOf } from '../../../../src/host/vault/position.ts'
import { bytesOf, emptyPlan, FOLDER, found, openJournal, textOf } from './journal-scene.ts'
import { seededRandom } from './seeded-random.ts'

const FIRST = join(FOLDER, 'journal-000001')
const flip = (at: number) => (bytes: Uint8Array) => bytes.with(at, (bytes[at] as number) ^ 0x10)

async function withRecords(texts: readonly string[], segmentBytes?: number) {
  const scene = await openJournal(undefined, segmentBytes === undefined ? {} : { segmentBytes })
  const positions: number[] = []
  for (const text of texts) positions.push(await scene.journal.append(bytesOf(text)))
  await scene.journal.close()
  return { files: scene.files, positions }
}

test.each([
  ['its length', 1],
  ['its first sum', 5],
  ['its second sum', 9],
  ['its header', 14],
  ['its content', 40],
])('of a record with a flipped bit in %s only that record is lost, and its place is said', async (_, byte) => {
  const texts = ['a', 'b', 'c', 'd'].map((letter) => letter.repeat(60))
  const { files, positions } = await withRecords(texts)
  files.tamper(FIRST, flip(offsetOf(positions[1] as number) + byte))
  const { journal } = await openJournal(files)
  const all = await found(journal)
  expect(all).toEqual([
    texts[0],
    expect.objectContaining({ damage: 'record', position: positions[1], end: positions[2], number: 1 }),
    texts[2],
    texts[3],
  ])
  expect(await journal.readAt(positions[1] as number)).toBe(null)
  expect(textOf((await journal.readAt(positions[2] as number)) as Uint8Array)).toBe(texts[2])
})

test('reading and closing a damaged plan change nothing on disk', async () => {
  const { files, positions } = await withRecords(['one', 'two', 'three'])
  files.tamper(FIRST, (bytes) => flip(offsetOf(positions[1] as number) + 13)(bytes.subarray(0, bytes.length - 2)))
  const before = await files.read(FIRST)
  const { journal } = await openJournal(files)
  await found(journal)
  await journal.readAt(positions[0] as number)
  await journal.end()
  await journal.close()
  expect(await files.read(FIRST)).toEqual(before)
  expect(await files.list(FOLDER)).toEqual(['journal-000001', 'plan.json'])
})

test('a torn tail is reported, kept aside with its bytes and cut off before the next record is written', async () => {
  const { files, positions } = await withRecords(['one', 'two', 'three'])
  files.tamper(FIRST, (bytes) => bytes.subarray(0, bytes.length - 2))
  const { journal } = await openJournal(files)
  expect(await found(journal)).toEqual([
    'one',
    'two',
    expect.objectContaining({ damage: 'torn-tail', position: positions[2] }),
  ])
  const torn = (await files.read(FIRST)).subarray(offsetOf(positions[2] as number))
  expect(await journal.append(bytesOf('four'))).toBe(positions[2])
  expect(await found(journal)).toEqual(['one', 'two', 'four'])
  const [kept] = await files.list(join(FOLDER, 'torn'))
  expect(await files.read(join(FOLDER, 'torn', kept as string))).toEqual(torn)
})

test('a tail cannot be cut before its copy is on disk', async () => {
  const { files } = await withRecords(['one', 'two'])
  files.tamper(FIRST, (bytes) => bytes.subarray(0, bytes.length - 1))
  const torn = await files.read(FIRST)
  const { journal, clock } = await openJournal(files)
  const heal = files.fault({ on: 'sync', path: /torn/, code: 'ENOSPC' })
  const appended = journal.append(bytesOf('three'))
  await clock.advance(0)
  expect(journal.status().reason).toBe('disk-full')
  expect(await files.read(FIRST)).toEqual(torn)
  heal()
  await clock.advance(5_000)
  await appended
  expect(await found(journal)).toEqual(['one', 'three'])
})

test('zeros where a disk stored only the length are a torn tail too', async () => {
  const { files } = await withRecords(['one'])
  files.tamper(FIRST, (bytes) => {
    const longer = new Uint8Array(bytes.length + 5_000)
    longer.set(bytes)
    return longer
  })
  const { journal } = await openJournal(files)
  expect(await found(journal)).toEqual(['one', expect.objectContaining({ damage: 'torn-tail' })])
  await journal.append(bytesOf('two'))
  await journal.close()
  expect(await found((await openJournal(files)).journal)).toEqual(['one', 'two'])
})

test('a segment with an unreadable header still gives its records', async () => {
  const { files } = await withRecords(['one', 'two'])
  files.tamper(FIRST, flip(20))
  const { journal } = await openJournal(files)
  expect(await found(journal)).toEqual([expect.objectContaining({ damage: 'segment-unreadable' }), 'one', 'two'])
})

test('a segment that is missing between others is reported, and reading goes on behind it', async () => {
  const { files } = await withRecords(
    ['a', 'b', 'c'].map((letter) => letter.repeat(300)),
    300,
  )
  await files.remove(join(FOLDER, 'journal-000002'))
  const { journal } = await openJournal(files)
  expect(await found(journal)).toEqual([
    'a'.repeat(300),
    expect.objectContaining({ damage: 'segment-missing', message: 'journal-000002 is missing' }),
    'c'.repeat(300),
  ])
})

test.each([
  ['half of its mark', bytesOf('ORDJ')],
  ['its mark and zeros', new Uint8Array(40).map((_, i) => bytesOf('ORDJRNL1')[i] ?? 0)],
  ['nothing', new Uint8Array()],
])('a segment that was only begun when the power went is begun again: %s', async (_, begun) => {
  const { files } = await withRecords(['a'.repeat(300)], 300)
  const half = await files.open(join(FOLDER, 'journal-000002'), 'new')
  await half.write(begun, 0)
  await half.sync()
  await files.syncFolder(FOLDER)
  const { journal } = await openJournal(files, { segmentBytes: 300 })
  expect(segmentOf(await journal.end())).toBe(1)
  await journal.append(bytesOf('b'))
  await journal.close()
  const again = await openJournal(files.afterPowerCut())
  expect(await found(again.journal)).toEqual(['a'.repeat(300), 'b'])
})

test('a journal that ends before its snapshot says so and never writes at a place that the snapshot covers', async () => {
  const { files, positions } = await withRecords(['one', 'two'])
  const covered = (positions[1] as number) + 500
  const { journal } = await openJournal(files, { floor: covered })
  expect(await found(journal, covered)).toEqual([expect.objectContaining({ damage: 'journal-short' })])
  expect(await journal.append(bytesOf('three'))).toBeGreaterThan(positionAt(1, 2 ** 31))
})

describe('after any power cut', () => {
  test('all acknowledged records are there, in order, with nothing between them, and writing goes on', async () => {
    let torn = 0
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 900 })), {
          minLength: 1,
          maxLength: 12,
        }),
        fc.integer({ min: 1, max: 2_000_000_000 }),
        fc.integer({ min: 200, max: 3_000 }),
        async (bursts, seed, segmentBytes) => {
          const random = seededRandom(seed)
          let { files, journal } = await openJournal(undefined, { segmentBytes })
          const acknowledged: string[] = []
          let number = 0
          for (const [count, size] of bursts) {
            const burst = Array.from({ length: count }, () => `${number++}:${'.'.repeat(size)}`)
            const appends = burst.map((text) => journal.append(bytesOf(text)).then(() => acknowledged.push(text)))
            if (random() < 0.5) await Promise.all(appends)
            else {
              // The power goes while they are on their way.
              for (let i = Math.floor(random() * 40); i > 0; i--) await null
              const image = files.afterPowerCut(random)
              const promised = acknowledged.length
              files.powerOff()
              await journal.close()
              for (const append of appends) await append.catch(() => undefined)
              files = image
              journal = (await openJournal(files, { segmentBytes })).journal
              const there = await found(journal)
              const texts = there.filter((one) => typeof one === 'string')
              torn += there.length - texts.length
              expect(there.slice(0, texts.length)).toEqual(texts)
              expect(texts.slice(0, promised)).toEqual(acknowledged.slice(0, promised))
              acknowledged.length = 0
              acknowledged.push(...texts)
            }
          }
          await journal.append(bytesOf('the last'))
          expect(await found(journal)).toEqual([...acknowledged, 'the last'])
        },
      ),
      { numRuns: 200, verbose: 1 },
    )
    expect(torn).toBeGreaterThan(0)
  })

  test('10,000 torn images of one append lose nothing that was acknowledged', async () => {
    const files = await emptyPlan()
    const { journal } = await openJournal(files)
    for (const text of ['one', 'two', 'three']) await journal.append(bytesOf(text.repeat(20)))
    const file = await files.open(FIRST, 'write')
    await file.write(bytesOf('half of a record that is on its way to the disk'.repeat(3)), await file.size())
    const random = seededRandom(1)
    let tails = 0
    for (let i = 0; i < 10_000; i++) {
      const { journal: after } = await openJournal(files.afterPowerCut(random))
      const all = await found(after)
      tails += all.length - 3
      expect(all.slice(0, 3)).toEqual(['one', 'two', 'three'].map((text) => text.repeat(20)))
    }
    expect(tails).toBeGreaterThan(1_000)
  }, 60_000)
})

test('a disk in memory is empty until something is written', async () => {
  expect(await createMemoryFiles().list('/')).toEqual([])
})
