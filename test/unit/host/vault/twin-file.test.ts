import { expect, test } from 'vitest'
import { createMemoryFiles, type MemoryFiles } from '../../../../src/host/ports/memory-files.ts'
import { createTwinFile, readEither } from '../../../../src/host/vault/twin-file.ts'

const PATH = '/data/key.json'

async function written(): Promise<{ files: MemoryFiles; read: () => Promise<unknown> }> {
  const files = createMemoryFiles()
  await files.makeFolder('/data')
  await createTwinFile(files, PATH, () => 0).write({ key: 7 })
  return { files, read: () => createTwinFile(files, PATH, () => 0).read() }
}

const spoilt = (bytes: Uint8Array): Uint8Array => bytes.map((byte, at) => (at === 20 ? byte ^ 1 : byte))

test.each([
  ['the first', PATH],
  ['the second', `${PATH}.second`],
])('a changed byte in %s copy: the other stands in and the damaged one is kept', async (_which, path) => {
  const { files, read } = await written()
  files.tamper(path, spoilt)
  expect(await read()).toEqual({ key: 7 })
  expect((await files.list('/data')).filter((name) => name.includes('damaged'))).toHaveLength(1)
  expect(await readEither(files, path)).toEqual({ key: 7 })
})

test('a disk that gives neither copy for a moment loses neither', async () => {
  const { files, read } = await written()
  const before = await files.list('/data')
  const over = files.fault({ on: 'read', code: 'EIO' })
  await expect(read()).rejects.toMatchObject({ code: 'EIO' })
  await expect(readEither(files, PATH)).rejects.toMatchObject({ code: 'EIO' })
  over()
  expect(await files.list('/data')).toEqual(before)
  expect(await read()).toEqual({ key: 7 })
})

test('one damaged and one that the disk does not give for a moment: it is waited for', async () => {
  const { files, read } = await written()
  files.tamper(PATH, spoilt)
  const over = files.fault({ on: 'read', path: /second$/, code: 'EIO' })
  await expect(read()).rejects.toMatchObject({ code: 'EIO' })
  over()
  expect(await read()).toEqual({ key: 7 })
})

test('both copies damaged is another thing than none', async () => {
  const { files, read } = await written()
  files.tamper(PATH, spoilt)
  files.tamper(`${PATH}.second`, spoilt)
  await expect(read()).rejects.toThrow(SyntaxError)
  expect(await read()).toBeUndefined()
})
