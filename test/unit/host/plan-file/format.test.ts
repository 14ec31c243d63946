import { deflateSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { makeHead } from '../../../../src/host/plan-file/file-head.ts'
import { openPlanFile, type OpenPlanFile } from '../../../../src/host/plan-file/read-plan-file.ts'
import { aboutContent, endContent, recordsContent } from '../../../../src/host/plan-file/file-content.ts'
import { CHUNK_BYTES, MAX_CONTENT, sealChunk } from '../../../../src/host/plan-file/sealed-chunk.ts'
import { sha256 } from '../../../../src/host/vault/record-crypto.ts'
import { ABOUT, bytesOf, CHEAP, planFileOf, sourceOf } from './plan-file-of-records.ts'

const records = (count: number, length: number): Uint8Array[] => {
  const chance = bytesOf(7)
  return Array.from({ length: count }, () => chance(length))
}

/** `good`, or the type of the failure with which opening or reading ended. */
async function fateOf(bytes: Uint8Array, passphrase: string | null = null): Promise<string> {
  const opened = await openPlanFile(sourceOf(bytes), passphrase)
  if (!opened.ok) return opened.error.type
  const checked = await opened.value.check()
  return checked.ok ? 'good' : checked.error.type
}

async function opened(bytes: Uint8Array, passphrase: string | null = null): Promise<OpenPlanFile> {
  const file = await openPlanFile(sourceOf(bytes), passphrase)
  if (!file.ok) throw new Error(file.error.message)
  return file.value
}

async function recordsIn(file: OpenPlanFile): Promise<Uint8Array[]> {
  const found: Uint8Array[] = []
  for await (const some of file.records()) {
    if (!some.ok) throw new Error(some.error.message)
    found.push(...some.value)
  }
  return found
}

test('what was written is read again: what the file is, and all records in their order, large ones too', async () => {
  const written = [...records(900, 700), ...records(1, 3_000_000), new Uint8Array()]
  for (const passphrase of [null, 'a tide table']) {
    const file = await opened(await planFileOf(written, { passphrase }), passphrase)
    expect(file.about).toEqual(ABOUT)
    const read = await recordsIn(file)
    expect(read.length).toBe(written.length)
    expect(Buffer.compare(Buffer.concat(read), Buffer.concat(written))).toBe(0)
    expect(await file.check()).toEqual({ ok: true, value: undefined })
  }
})

test('a file of no records is whole', async () => {
  expect(await fateOf(await planFileOf([]))).toBe('good')
})

test('each byte that is changed is noticed, with and without a passphrase', { timeout: 60_000 }, async () => {
  for (const passphrase of [null, 'a tide table']) {
    const bytes = await planFileOf(records(3, 90), { passphrase })
    for (let at = 0; at < bytes.length; at++) {
      const damaged = bytes.slice()
      damaged[at] = (damaged[at] ?? 0) ^ (1 << (at % 8))
      expect(await fateOf(damaged, passphrase), `byte ${at} of ${bytes.length}`).not.toBe('good')
    }
  }
})

test('each file that ends too early, or goes on after its end, is noticed', async () => {
  const bytes = await planFileOf(records(3, 90))
  for (let length = 0; length < bytes.length; length++)
    expect(await fateOf(bytes.subarray(0, length)), `${length} of ${bytes.length} bytes`).not.toBe('good')
  expect(await fateOf(bytes.subarray(0, bytes.length - 1))).toBe('cut-short')
  for (const more of [Uint8Array.of(0), new Uint8Array(4), bytes])
    expect(await fateOf(new Uint8Array(Buffer.concat([bytes, more])))).not.toBe('good')
})

test('a file cut between two chunks lacks its end and says so', async () => {
  const head = await makeHead(null, bytesOf(1))
  const about = await sealChunk({ key: head.key, head: head.sum }, 0, aboutContent(ABOUT))
  expect(await fateOf(new Uint8Array(Buffer.concat([head.bytes, about])))).toBe('cut-short')
})

test('a wrong passphrase, a missing one and a changed wrapped key are told apart from damage', async () => {
  const bytes = await planFileOf(records(2, 50), { passphrase: 'a tide table' })
  expect(await fateOf(bytes, 'A tide table')).toBe('wrong-passphrase')
  expect(await fateOf(bytes, null)).toBe('passphrase-needed')
  expect(await fateOf(bytes, 'a tide table')).toBe('good')
  expect(await fateOf(await planFileOf(records(2, 50)), 'one that is not needed')).toBe('good')
  const wrapped = Buffer.from(bytes).indexOf('"wrapped":"') + 20
  expect(await fateOf(bytes.with(wrapped, bytes[wrapped] === 65 ? 66 : 65), 'a tide table')).toBe('damaged')
})

test('nothing of the plan can be read without the passphrase, and each file has a key of its own', async () => {
  const text = new TextEncoder().encode('The harbour master says no. '.repeat(40))
  const [one, other] = [
    await planFileOf([text], { passphrase: 'a tide table', seed: 1 }),
    await planFileOf([text], { passphrase: 'a tide table', seed: 2 }),
  ]
  for (const word of ['harbour', 'Harbour', 'Anna', ABOUT.plan]) expect(Buffer.from(one).includes(word)).toBe(false)
  expect(Buffer.from(one).includes(Buffer.from(other).subarray(-100))).toBe(false)
})

test('a file of a newer Ordinal says that an update opens it', async () => {
  const bytes = await planFileOf(records(1, 50))
  bytes[7] = 2
  expect(await fateOf(bytes)).toBe('newer')
})

test('what is no plan file says so, whatever it is', async () => {
  const chance = bytesOf(3)
  for (const bytes of [new Uint8Array(), Uint8Array.of(79), chance(5_000), new TextEncoder().encode('Key,Summary\n')])
    expect(['no-plan-file', 'cut-short']).toContain(await fateOf(bytes))
  expect(await fateOf(deflateSync(Buffer.from('x')))).toBe('no-plan-file')
})

test('a passphrase that would cost more than any Ordinal asks for is not tried', async () => {
  const head = await makeHead('a tide table', bytesOf(1), CHEAP)
  const json = new TextDecoder().decode(head.bytes.subarray(12, -32)).replace('"memoryKb":8,', '"memoryKb":4000000,')
  const length = Buffer.alloc(4)
  length.writeUInt32BE(json.length)
  const before = Buffer.concat([head.bytes.subarray(0, 8), length, Buffer.from(json)])
  const bytes = new Uint8Array(Buffer.concat([before, sha256(before)]))
  expect(json).toContain('4000000')
  expect(await fateOf(bytes, 'a tide table')).toBe('newer')
})

test('a few bytes that would be millions are refused before they are', async () => {
  const head = await makeHead(null, bytesOf(1))
  const key = { key: head.key, head: head.sum }
  const bomb = await sealChunk(key, 1, recordsContent([new Uint8Array(MAX_CONTENT)]))
  expect(bomb.length).toBeLessThan(10_000)
  const about = await sealChunk(key, 0, aboutContent(ABOUT))
  const end = await sealChunk(key, 2, endContent(1))
  expect(await fateOf(new Uint8Array(Buffer.concat([head.bytes, about, bomb, end])))).toBe('damaged')
  const long = Buffer.alloc(4)
  long.writeUInt32BE(0xffffffff)
  expect(await fateOf(new Uint8Array(Buffer.concat([head.bytes, about, long])))).toBe('damaged')
})

test('chunks of another file, in another order, or said twice are noticed', async () => {
  const large = records(2 * Math.ceil(CHUNK_BYTES / 5_000), 5_000)
  const [one, other] = [await chunksOf(await planFileOf(large)), await chunksOf(await planFileOf(large, { seed: 2 }))]
  const [head, about, first, second, ...rest] = one as [Uint8Array, Uint8Array, Uint8Array, Uint8Array]
  const file = (chunks: Uint8Array[]): Promise<string> => fateOf(new Uint8Array(Buffer.concat(chunks)))
  expect(await file(one)).toBe('good')
  expect(await file([head, about, second, first, ...rest])).toBe('damaged')
  expect(await file([head, about, first, first, ...rest])).toBe('damaged')
  expect(await file([head, about, second, ...rest])).toBe('damaged')
  expect(await file([head, about, other[2] as Uint8Array, second, ...rest])).toBe('damaged')
})

test('an end that counts other records than came is noticed, and so is one that comes twice', async () => {
  const head = await makeHead(null, bytesOf(1))
  const key = { key: head.key, head: head.sum }
  const about = await sealChunk(key, 0, aboutContent(ABOUT))
  const file = async (...chunks: Uint8Array[]): Promise<string> =>
    fateOf(new Uint8Array(Buffer.concat([head.bytes, about, ...chunks])))
  expect(await file(await sealChunk(key, 1, endContent(0)))).toBe('good')
  expect(await file(await sealChunk(key, 1, endContent(1)))).toBe('damaged')
  expect(await file(await sealChunk(key, 1, endContent(0)), await sealChunk(key, 2, endContent(0)))).toBe('damaged')
  expect(await file(await sealChunk(key, 1, aboutContent(ABOUT)))).toBe('damaged')
})

/** The head, and each chunk with its length. */
async function chunksOf(bytes: Uint8Array): Promise<Uint8Array[]> {
  const view = new DataView(bytes.buffer, bytes.byteOffset)
  let at = 12 + view.getUint32(8) + 32
  const chunks = [bytes.subarray(0, at)]
  while (at < bytes.length) {
    const end = at + 4 + view.getUint32(at)
    chunks.push(bytes.subarray(at, end))
    at = end
  }
  return chunks
}
