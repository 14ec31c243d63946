import { expect, test } from 'vitest'
import { createMemoryFiles } from '../../../../src/host/ports/memory-files.ts'
import { createJsonFile } from '../../../../src/host/vault/json-file.ts'

const VALUE = { name: 'Ada', roles: ['po'], 'mixed ünicode': 'ß🚤', port: 51234, nothing: null }

async function written() {
  const files = createMemoryFiles()
  await files.makeFolder('/data')
  const file = createJsonFile(files, '/data/note.json')
  await file.write(VALUE)
  return { files, file }
}

test('what was written is read, and nothing where nothing was', async () => {
  const { files, file } = await written()
  expect(await file.read()).toEqual(VALUE)
  expect(await createJsonFile(files, '/data/other.json').read()).toBeUndefined()
})

test('a change of any bit of any byte is noticed', async () => {
  const { files, file } = await written()
  const bytes = await files.read('/data/note.json')
  for (let at = 0; at < bytes.length; at++)
    for (let bit = 0; bit < 8; bit++) {
      files.tamper('/data/note.json', () => bytes.map((byte, i) => (i === at ? byte ^ (1 << bit) : byte)))
      await expect(file.read(), `byte ${at}, bit ${bit}`).rejects.toThrow()
    }
})

test('a file that was cut anywhere is noticed', async () => {
  const { files, file } = await written()
  const bytes = await files.read('/data/note.json')
  for (let length = 0; length < bytes.length; length++) {
    files.tamper('/data/note.json', () => bytes.subarray(0, length))
    await expect(file.read(), `${length} bytes`).rejects.toThrow()
  }
})

test('a file as version 0.1.0 wrote it is read, and has its sum once it is written again', async () => {
  const { files, file } = await written()
  files.tamper('/data/note.json', () => new TextEncoder().encode(`${JSON.stringify(VALUE, null, 1)}\n`))
  expect(await file.read()).toEqual(VALUE)
  await file.write(VALUE)
  expect(new TextDecoder().decode(await files.read('/data/note.json'))).toMatch(/^ORDNOTE1 [0-9a-f]{8}\n\{/)
})
