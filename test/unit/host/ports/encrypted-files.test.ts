import { join } from 'node:path'
import { expect, test } from 'vitest'
import { AROUND, BEGIN, LARGEST } from '../../../../src/host/ports/encrypted-block.ts'
import { encryptedFiles, type EncryptedFiles } from '../../../../src/host/ports/encrypted-files.ts'
import { encryptedNames, fromBase32, LONGEST_NAME, toBase32 } from '../../../../src/host/ports/encrypted-names.ts'
import { codeOf, type Files } from '../../../../src/host/ports/files.ts'
import { createMemoryFiles, type MemoryFiles } from '../../../../src/host/ports/memory-files.ts'
import { seededRandom } from '../vault/seeded-random.ts'

const ROOT = '/data'
const PATH = '/data/file'
const key = Uint8Array.from({ length: 32 }, (_, i) => i * 7)
const view = (disk: Files): EncryptedFiles => encryptedFiles(disk, { root: ROOT, inside: 'home' }, key)

async function scene(): Promise<{ disk: MemoryFiles; files: EncryptedFiles; onDisk: string }> {
  const disk = createMemoryFiles()
  const files = view(disk)
  await files.makeFolder(ROOT)
  return { disk, files, onDisk: files.pathOnDisk(PATH) }
}

/** Appends pieces one after the other, each synced, and gives the whole. */
async function append(files: Files, sizes: readonly number[]): Promise<Uint8Array> {
  const file = await files.open(PATH, 'new')
  const all: Uint8Array[] = []
  let at = 0
  for (const [i, size] of sizes.entries()) {
    const piece = new Uint8Array(size).map((_, j) => 1 + ((i * 31 + j) % 255))
    await file.write(piece, at)
    await file.sync()
    all.push(piece)
    at += size
  }
  await file.close()
  return new Uint8Array(Buffer.concat(all))
}

test('whatever single byte is changed, it is found, and costs no more than the block it stands in', async () => {
  const { disk, files, onDisk } = await scene()
  const sizes = [40, 200, 1, 90, 300, 17]
  const whole = await append(files, sizes)
  const before = await disk.read(onDisk)
  expect(before.length).toBe(BEGIN + whole.length + sizes.length * AROUND)
  for (let at = 0; at < before.length; at++) {
    disk.tamper(onDisk, () => before.map((byte, i) => (i === at ? byte ^ 0x20 : byte)))
    expect(await files.damage(PATH), `byte ${at}`).not.toEqual([])
    const read = await files.read(PATH)
    const differ = [...whole.keys()].filter((i) => read[i] !== whole[i])
    if (at < BEGIN) expect(differ, `byte ${at}`).toEqual([])
    else {
      expect(differ.length, `byte ${at}`).toBeLessThanOrEqual(Math.max(...sizes))
      expect(differ.length, `byte ${at}`).toBeGreaterThan(0)
      // What cannot be read are zeros, never something else.
      expect(differ.every((i) => (read[i] ?? 0) === 0)).toBe(true)
    }
  }
  disk.tamper(onDisk, () => before)
  expect(await files.damage(PATH)).toEqual([])
})

test('blocks that are moved, left out, doubled or brought from another file are not taken for the file', async () => {
  const { disk, files, onDisk } = await scene()
  await append(files, [100, 100, 100, 100])
  const other = await files.open('/data/other', 'new')
  for (let i = 0; i < 4; i++) await other.write(new Uint8Array(100).fill(200), i * 100)
  await other.close()
  const before = await disk.read(onDisk)
  const foreign = await disk.read(files.pathOnDisk('/data/other'))
  const block = (from: Uint8Array, i: number): Uint8Array =>
    from.subarray(BEGIN + i * (100 + AROUND), BEGIN + (i + 1) * (100 + AROUND))
  const begin = before.subarray(0, BEGIN)
  const plain = await files.read(PATH)
  const made = (...blocks: Uint8Array[]): Uint8Array => new Uint8Array(Buffer.concat([begin, ...blocks]))
  const b = [0, 1, 2, 3].map((i) => block(before, i)) as [Uint8Array, Uint8Array, Uint8Array, Uint8Array]
  for (const [what, bytes] of Object.entries({
    swapped: made(b[0], b[2], b[1], b[3]),
    'left out': made(b[0], b[2], b[3]),
    foreign: made(b[0], block(foreign, 1), b[2], b[3]),
  })) {
    disk.tamper(onDisk, () => bytes)
    expect(await files.damage(PATH), what).not.toEqual([])
    const read = await files.read(PATH)
    expect(read.includes(200), what).toBe(false)
    expect(
      read.every((byte, i) => byte === 0 || byte === plain[i]),
      what,
    ).toBe(true)
  }
  disk.tamper(onDisk, () => made(b[0], b[1], b[1], b[2], b[3]))
  expect(await files.read(PATH)).toEqual(plain)
})

test('a power cut at any byte of an append loses nothing that was synced before, and the file goes on', async () => {
  const kinds = { lost: 0, some: 0 }
  for (let seed = 1; seed <= 400; seed++) {
    const { disk, files } = await scene()
    const whole = await append(files, [300, 5000])
    await files.syncFolder(ROOT)
    await disk.syncFolder(ROOT)
    await disk.syncFolder('/')
    const file = await files.open(PATH, 'write')
    await file.write(new Uint8Array(9000).fill(7), whole.length)
    await file.write(new Uint8Array(50).fill(8), whole.length + 9000)
    const after = view(disk.afterPowerCut(seededRandom(seed)))
    const read = await after.read(PATH)
    expect(Buffer.compare(read.subarray(0, whole.length), whole), `seed ${seed}`).toBe(0)
    expect(read.length).toBeLessThanOrEqual(whole.length + 9050)
    kinds[read.subarray(whole.length).some((byte) => byte !== 0) ? 'some' : 'lost']++
    const again = await after.open(PATH, 'write')
    await again.truncate(whole.length)
    await again.write(new Uint8Array([1, 2, 3]), whole.length)
    await again.sync()
    expect([...(await after.read(PATH))].slice(whole.length), `seed ${seed}`).toEqual([1, 2, 3])
  }
  expect(kinds.lost).toBeGreaterThan(10)
  expect(kinds.some).toBeGreaterThan(10)
})

test('a write that fails leaves nothing behind that could be taken for one, whether the same file or another start goes on', async () => {
  for (const written of [0, 0.3, 0.6, 0.99])
    for (const reopen of [false, true]) {
      const { disk, files } = await scene()
      const whole = await append(files, [100])
      let file = await files.open(PATH, 'write')
      const fault = { on: 'write', code: 'ENOSPC', times: 1, written } as const
      disk.fault(fault)
      expect(codeOf(await file.write(new Uint8Array(3 * LARGEST).fill(9), 100).catch((error: unknown) => error))).toBe(
        'ENOSPC',
      )
      if (reopen) file = await files.open(PATH, 'write')
      expect(await file.size()).toBe(100)
      await file.write(new Uint8Array([5]), 100)
      await file.sync()
      expect([...(await files.read(PATH))]).toEqual([...whole, 5])
      expect(await files.damage(PATH)).toEqual([])
    }
})

test('any order of writes and cuts reads as on a plain disk', async () => {
  for (let seed = 1; seed <= 60; seed++) {
    const random = seededRandom(seed * 7919)
    const upTo = (most: number): number => Math.floor(random() * most)
    const { files } = await scene()
    const plain = createMemoryFiles()
    await plain.makeFolder(ROOT)
    const [a, b] = [await files.open(PATH, 'new'), await plain.open(PATH, 'new')]
    for (let step = 0; step < 40; step++) {
      if (random() < 0.25) {
        const length = upTo(12_000)
        await a.truncate(length)
        await b.truncate(length)
      } else {
        const bytes = new Uint8Array(1 + upTo(random() < 0.2 ? 10_000 : 300)).fill(1 + upTo(255))
        const at = upTo((await b.size()) + 200)
        await a.write(bytes, at)
        await b.write(bytes, at)
      }
      const [from, length] = [upTo(12_000), upTo(9_000)]
      expect(await a.size(), `seed ${seed}, step ${step}`).toBe(await b.size())
      expect(Buffer.compare(await a.read(from, length), await b.read(from, length)), `seed ${seed}, step ${step}`).toBe(
        0,
      )
    }
    expect(Buffer.compare(await files.read(PATH), await plain.read(PATH)), `seed ${seed}`).toBe(0)
    expect(await files.damage(PATH)).toEqual([])
  }
})

test('a reader that has a file open sees what is appended to it later', async () => {
  const { files } = await scene()
  const writer = await files.open(PATH, 'new')
  const reader = await files.open(PATH, 'read')
  for (let i = 0; i < 5; i++) {
    await writer.write(new Uint8Array(10).fill(i + 1), i * 10)
    expect([...(await reader.read(i * 10, 10))]).toEqual(new Array(10).fill(i + 1))
  }
})

test('names come back, say nothing, look alike, and what others put there is passed over', async () => {
  const names = encryptedNames(key)
  const sealed = ['plan.json', 'journal-000001', 'ü 漢字 🙂', 'x'.repeat(LONGEST_NAME)].map((name) => {
    const made = names.encrypt(name) as string
    expect(made).toMatch(/^[a-z2-7]{1,255}$/)
    expect(encryptedNames(key).decrypt(made)).toBe(name)
    expect(encryptedNames(new Uint8Array(32)).decrypt(made)).toBe(null)
    return made
  })
  expect(sealed[0]?.length).toBe(sealed[1]?.length)
  expect(names.encrypt('x'.repeat(LONGEST_NAME + 1))).toBe(null)
  for (const bytes of [[], [0], [255, 1], [1, 2, 3, 4, 5]])
    expect(fromBase32(toBase32(Uint8Array.from(bytes)))).toEqual(Uint8Array.from(bytes))
  const { disk, files } = await scene()
  await append(files, [10])
  await disk.makeFolder(join(ROOT, 'home', 'lost+found'))
  expect(await files.list(ROOT)).toEqual(['file'])
  expect(codeOf(await files.open(`/data/${'y'.repeat(200)}`, 'new').catch((error: unknown) => error))).toBe(
    'ENAMETOOLONG',
  )
})
