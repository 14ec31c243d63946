import { createHash } from 'node:crypto'
import { afterEach, expect, test } from 'vitest'
import { attachFile } from '../../../../src/commands/attachments.ts'
import { createItem } from '../../../../src/commands/create-item.ts'
import { createRecord } from '../../../../src/doc/write.ts'
import { createAttachmentBook } from '../../../../src/host/attachments/attachment-book.ts'
import { UNNAMED_FOR_MS } from '../../../../src/host/attachments/sweep-files.ts'
import { createMemoryFiles } from '../../../../src/host/ports/memory-files.ts'
import { createFileShelf } from '../../../../src/host/vault/file-shelf.ts'
import { inMemoryPlan } from '../../../support/in-memory-plan.ts'

const FOLDER = '/data/plans/harbour'
const bytesOf = (size: number, seed: number): Uint8Array =>
  Uint8Array.from({ length: size }, (_, i) => (i * 7 + seed) & 255)
const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')
const ends: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const end of ends.splice(0)) await end()
})

/** A plan's files on a disk in memory, with a peer that gives whatever it is asked for. */
async function scene(most = Infinity) {
  const at = inMemoryPlan()
  const item = at.must(createItem, { title: 'Berths' })
  const files = createMemoryFiles()
  await files.makeFolder(FOLDER)
  let time = 0
  let isWhole = true
  let noted: unknown = null
  const timers: (() => void)[] = []
  const shelf = createFileShelf(files, FOLDER, () => time, most)
  const book = createAttachmentBook({
    ...{ plan: at.plan, shelf, now: () => time, isWhole: () => isWhole },
    inBackups: async () => null,
    namedByBackups: async () => new Set(),
    note: { read: async () => noted, write: async (value) => void (noted = value) },
    later(ms, act) {
      // Only what begins at once: pauses of a slow line are another test's.
      if (ms > 0 && ms <= 1_000) timers.push(act)
      return () => undefined
    },
    onChanged: () => undefined,
    onFault: () => undefined,
  })
  ends.push(() => book.end())
  const given = new Map<string, Uint8Array>()
  const peer = {
    device: 'peer',
    name: 'Peer',
    ask(hash: string, from: number, max: number) {
      const bytes = given.get(hash)
      if (bytes === undefined) return queueMicrotask(() => book.hasNone('peer', hash))
      const part = { hash, from, size: bytes.length, bytes: bytes.slice(from, from + max) }
      queueMicrotask(() => book.came('peer', part))
    },
  }
  const meet = () => book.meet({ givers: () => [peer], wrong: () => undefined })
  /** A record as a device may write it that keeps to nothing. */
  const claim = (hash: string, size: number): void => {
    const fields = { item, name: 'x', type: '', size, hash, by: null, at: 0 }
    at.writer.write({ author: at.author, change: `c${hash.slice(0, 5)}` }, () =>
      createRecord(at.plan.doc, 'attachments', hash.slice(0, 10), fields),
    )
  }
  const settle = async (isDone: () => Promise<boolean>): Promise<void> => {
    for (let turn = 0; turn < 500 && !(await isDone()); turn++) {
      for (const act of timers.splice(0)) act()
      await new Promise((resolve) => setImmediate(resolve))
    }
  }
  return {
    ...{ at, item, shelf, book, given, meet, claim, settle },
    pass: (ms: number) => (time += ms),
    setWhole: (whole: boolean) => (isWhole = whole),
  }
}

test('all files of a plan are counted on the disk and not by what records say: a full shelf takes nothing more', async () => {
  const { book, shelf } = await scene(10_000)
  await book.put(bytesOf(6_000, 1))
  const both = await Promise.allSettled([book.put(bytesOf(3_000, 2)), book.put(bytesOf(3_000, 3))])
  expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  await expect(book.put(bytesOf(2_000, 4))).rejects.toMatchObject({ type: 'too-much' })
  expect(await shelf.filled()).toBe(9_000)
  // What is here already needs no room.
  await book.put(bytesOf(6_000, 1))
  await book.put(bytesOf(1_000, 5))
  expect(await shelf.filled()).toBe(10_000)
})

test('a device that says its files are small cannot fill the disk, and one that says they are huge blocks no other', async () => {
  const { shelf, given, meet, claim, settle } = await scene(450_000)
  const honest = bytesOf(20_000, 1)
  given.set(hashOf(honest), honest)
  const large = bytesOf(900_000, 2)
  given.set(hashOf(large), large)
  claim('f'.repeat(64), 1e15)
  claim(hashOf(large), 1)
  claim(hashOf(honest), honest.length)
  for (let seed = 10; seed < 16; seed++) {
    const bytes = bytesOf(150_000, seed)
    given.set(hashOf(bytes), bytes)
    claim(hashOf(bytes), 1)
  }
  meet()
  await settle(async () => (await shelf.list()).size >= 3)
  for (let turn = 0; turn < 200; turn++) await new Promise((resolve) => setImmediate(resolve))
  expect([...(await shelf.list()).keys()]).toContain(hashOf(honest))
  expect([...(await shelf.list()).keys()]).not.toContain(hashOf(large))
  expect(await shelf.filled()).toBeLessThanOrEqual(450_000)
})

test('what a crash left of a file that came goes, unless a record names it and it is not here yet', async () => {
  const { at, item, book, shelf } = await scene()
  const [wanted, whole, nobodys] = [bytesOf(100, 1), bytesOf(200, 2), bytesOf(300, 3)]
  for (const bytes of [wanted, whole]) {
    const file = { name: 'x', type: 'text/plain', size: bytes.length, hash: hashOf(bytes) }
    at.must(attachFile, { item, ...file })
  }
  await shelf.put(whole)
  for (const bytes of [wanted, whole, nobodys]) {
    const part = await shelf.coming(hashOf(bytes))
    await part.add(bytes.slice(0, 50))
    await part.close()
  }
  await book.check()
  expect([...(await shelf.parts()).keys()]).toEqual([hashOf(wanted)])
})

test('bytes that no record names go after thirty days, and never while records are missing, or one names them that cannot be read', async () => {
  const { at, book, shelf, pass, setWhole } = await scene()
  const [forgotten, removed, foreign] = [bytesOf(10, 1), bytesOf(20, 2), bytesOf(30, 3)]
  for (const bytes of [forgotten, removed, foreign]) await shelf.put(bytes)
  at.writer.write({ author: at.author, change: 'c' }, () => {
    const fields = { name: 'x', size: 20, hash: hashOf(removed), at: 0 }
    createRecord(at.plan.doc, 'attachments', 'removed', {
      ...fields,
      item: 'gone',
      deleted: { by: null, at: 0, why: '' },
    })
    createRecord(at.plan.doc, 'attachments', 'foreign', { ...fields, size: 'of tomorrow', hash: hashOf(foreign) })
  })
  await book.check()
  expect((await book.space()).unnamed).toEqual({ files: 1, bytes: 10 })
  pass(UNNAMED_FOR_MS + 1)
  setWhole(false)
  await book.check()
  expect((await shelf.list()).size).toBe(3)
  setWhole(true)
  await book.check()
  expect([...(await shelf.list()).keys()].sort()).toEqual([hashOf(removed), hashOf(foreign)].sort())
  expect((await book.space()).unnamed.files).toBe(0)
})

test('bytes that a window brings again a moment before their record are kept, however long nobody named them', async () => {
  const { book, shelf, pass } = await scene()
  await shelf.put(bytesOf(10, 1))
  await book.check()
  pass(UNNAMED_FOR_MS + 1)
  await book.put(bytesOf(10, 1))
  await book.check()
  expect((await shelf.list()).size).toBe(1)
})
