import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe } from 'vitest'
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
