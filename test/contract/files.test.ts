import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe } from 'vitest'
import { encryptedFiles } from '../../src/host/ports/encrypted-files.ts'
import { createMemoryFiles } from '../../src/host/ports/memory-files.ts'
import { nodeFiles } from '../../src/host/ports/node-files.ts'
import { acceptsFiles } from './files-suite.ts'

describe('the real disk', () => {
  acceptsFiles(async () => ({ files: nodeFiles, folder: await mkdtemp(join(tmpdir(), 'ordinal-files-')) }))
})

describe('the disk in memory', () => {
  acceptsFiles(async () => {
    const files = createMemoryFiles()
    await files.makeFolder('/data')
    return { files, folder: '/data' }
  })
})

const key = Uint8Array.from({ length: 32 }, (_, i) => i)

describe('an encrypted folder on the real disk', () => {
  acceptsFiles(async () => {
    const root = await mkdtemp(join(tmpdir(), 'ordinal-files-'))
    const files = encryptedFiles(nodeFiles, { root, inside: 'home' }, key)
    await files.makeFolder(root)
    return { files, folder: root }
  })
})

describe('an encrypted folder on the disk in memory', () => {
  acceptsFiles(async () => {
    const files = encryptedFiles(createMemoryFiles(), { root: '/data', inside: '' }, key)
    await files.makeFolder('/data')
    return { files, folder: '/data' }
  })
})
