import { expect, test } from 'vitest'
import { codeOf, type Files } from '../../src/host/ports/files.ts'

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const text = (content: Uint8Array): string => new TextDecoder().decode(content)
const codeOfRejection = async (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => 'resolved',
    (error: unknown) => codeOf(error),
  )

/** What every disk must do. `setUp` gives one and an empty folder on it. */
export function acceptsFiles(setUp: () => Promise<{ files: Files; folder: string }>): void {
  const write = async (files: Files, path: string, content: string): Promise<void> => {
    const file = await files.open(path, 'new')
    await file.write(bytes(content), 0)
    await file.sync()
    await file.close()
  }

  test('what was written is read back, at any position', async () => {
    const { files, folder } = await setUp()
    const file = await files.open(`${folder}/a`, 'new')
    await file.write(bytes('backlog'), 0)
    await file.write(bytes('LOG'), 4)
    expect(await file.size()).toBe(7)
    expect(text(await file.read(4, 100))).toBe('LOG')
    expect((await file.read(7, 10)).length).toBe(0)
    await file.sync()
    await file.close()
    expect(text(await files.read(`${folder}/a`))).toBe('backLOG')
  })

  test('a cut file ends where it was cut, and grows again from there', async () => {
    const { files, folder } = await setUp()
    await write(files, `${folder}/a`, 'one two')
    const file = await files.open(`${folder}/a`, 'write')
    await file.truncate(3)
    await file.write(bytes('!'), 3)
    await file.sync()
    await file.close()
    expect(text(await files.read(`${folder}/a`))).toBe('one!')
  })

  test('a new file fails where one is, and opening fails where none is', async () => {
    const { files, folder } = await setUp()
    await write(files, `${folder}/a`, 'x')
    expect(await codeOfRejection(files.open(`${folder}/a`, 'new'))).toBe('EEXIST')
    expect(await codeOfRejection(files.open(`${folder}/b`, 'write'))).toBe('ENOENT')
    expect(await codeOfRejection(files.open(`${folder}/b`, 'read'))).toBe('ENOENT')
    expect(await codeOfRejection(files.read(`${folder}/b`))).toBe('ENOENT')
  })

  test('folders are made with those above them, list their names sorted and go with all in them', async () => {
    const { files, folder } = await setUp()
    await files.makeFolder(`${folder}/x/y`)
    await files.makeFolder(`${folder}/x/y`)
    await write(files, `${folder}/x/b`, '')
    await write(files, `${folder}/x/a`, '')
    await files.syncFolder(`${folder}/x`)
    expect(await files.list(`${folder}/x`)).toEqual(['a', 'b', 'y'])
    expect(await files.kind(`${folder}/x`)).toBe('folder')
    expect(await files.kind(`${folder}/x/a`)).toBe('file')
    await files.remove(`${folder}/x`)
    await files.remove(`${folder}/x`)
    expect(await files.kind(`${folder}/x`)).toBe(null)
    expect(await codeOfRejection(files.list(`${folder}/x`))).toBe('ENOENT')
  })

  test('a renamed file replaces the other, and whoever has the other open learns that it is gone', async () => {
    const { files, folder } = await setUp()
    await write(files, `${folder}/old`, 'old')
    await write(files, `${folder}/new`, 'new')
    const open = await files.open(`${folder}/old`, 'write')
    expect(await open.isLinked()).toBe(true)
    await files.rename(`${folder}/new`, `${folder}/old`)
    expect(text(await files.read(`${folder}/old`))).toBe('new')
    expect(await files.list(folder)).toEqual(['old'])
    expect(await open.isLinked()).toBe(false)
    await open.close()
  })

  test('a file keeps its identity when it is written to or moved, and a copy has another', async () => {
    const { files, folder } = await setUp()
    await write(files, `${folder}/a`, 'x')
    const before = await files.identity(`${folder}/a`)
    const file = await files.open(`${folder}/a`, 'write')
    await file.write(bytes('yyy'), 0)
    await file.sync()
    await file.close()
    await files.rename(`${folder}/a`, `${folder}/b`)
    expect(await files.identity(`${folder}/b`)).toBe(before)
    await write(files, `${folder}/a`, 'yyy')
    expect(await files.identity(`${folder}/a`)).not.toBe(before)
  })
}
