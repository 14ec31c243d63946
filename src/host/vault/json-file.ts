import { dirname } from 'node:path'
import { codeOf, type Files } from '../ports/files.ts'

/** Writes a file whole: after a power cut the old one or the new one is there, never half of one. Rejects as Files does. */
export async function writeWhole(files: Files, path: string, bytes: Uint8Array): Promise<void> {
  const fresh = `${path}.new`
  await writeFresh(files, fresh, bytes)
  await files.rename(fresh, path)
  await files.syncFolder(dirname(path))
}

/** Writes a file that nobody reads yet, in place of a leftover of an earlier try. Its content is on disk, its name not yet. */
export async function writeFresh(files: Files, path: string, bytes: Uint8Array): Promise<void> {
  await files.remove(path)
  const file = await files.open(path, 'new')
  try {
    await file.write(bytes, 0)
    await file.sync()
  } finally {
    await file.close()
  }
}

/** A JSON value in a file of its own, replaced whole. */
export interface JsonFile {
  /** Undefined where there is none. Rejects where it cannot be read or is no JSON. */
  read(): Promise<unknown>
  /** One after the other, in the order of asking. Resolves when it survives a power cut. */
  write(value: unknown): Promise<void>
}

export function createJsonFile(files: Files, path: string): JsonFile {
  let last: Promise<unknown> = Promise.resolve()
  return {
    async read() {
      let bytes: Uint8Array
      try {
        bytes = await files.read(path)
      } catch (error) {
        if (codeOf(error) === 'ENOENT') return undefined
        throw error
      }
      return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) as unknown
    },
    write(value) {
      const bytes = new TextEncoder().encode(`${JSON.stringify(value, null, 1)}\n`)
      const done = last.then(() => writeWhole(files, path, bytes))
      last = done.catch(() => undefined)
      return done
    },
  }
}
