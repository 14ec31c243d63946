import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { isFileHash } from '../../model/attachment.ts'
import { codeOf, type Files } from '../ports/files.ts'
import { damagedName } from './kept-aside.ts'
import { writeWhole } from './json-file.ts'

/** The folder of a plan's files within the plan's folder. */
export const SHELF = 'files'

/**
 * The files of a plan that hang on its items, each under the SHA-256 of its bytes in hex: the same bytes lie there once, and a
 * name from elsewhere is never a path. They lie beside the journal and are encrypted where that is. Nothing is ever deleted.
 *
 * What is still coming from another device lies under `<hash>.part`, so that it goes on where it stopped, also after a restart.
 * Rejects as Files does.
 */
export interface FileShelf {
  /** What is there, with its bytes. Reads no content. */
  list(): Promise<ReadonlyMap<string, number>>
  /** On disk, name and content, once this resolves. Gives the hash. */
  put(bytes: Uint8Array): Promise<string>
  /** `missing`, or `damaged` where the bytes are not those of the hash. */
  read(hash: string): Promise<Uint8Array | 'missing' | 'damaged'>
  /** A piece of it, as it lies on disk: whoever asks has read all of it before. */
  piece(hash: string, from: number, length: number): Promise<Uint8Array>
  /** Puts whole bytes where damaged ones lie; those are kept beside, under the name that this gives. */
  mend(hash: string, bytes: Uint8Array): Promise<string>
  coming(hash: string): Promise<ComingFile>
}

/** A file on its way here. */
export interface ComingFile {
  /** Bytes that are here. */
  readonly size: () => number
  add(bytes: Uint8Array): Promise<void>
  /** All of it came: true if it has the hash and is on the shelf now. Else it is thrown away. */
  finish(): Promise<boolean>
  /** Begins anew. */
  clear(): Promise<void>
  close(): Promise<void>
}

export function createFileShelf(files: Files, planFolder: string, now: () => number): FileShelf {
  const folder = join(planFolder, SHELF)
  const pathOf = (hash: string): string => {
    // It comes from records of other devices, and becomes a path.
    if (!isFileHash(hash)) throw new RangeError('That is no hash of a file.')
    return join(folder, hash)
  }
  const made = async (): Promise<void> => {
    if ((await files.kind(folder)) !== null) return
    await files.makeFolder(folder)
    await files.syncFolder(planFolder)
  }
  const shelf: FileShelf = {
    async list() {
      const sizes = new Map<string, number>()
      if ((await files.kind(folder)) !== 'folder') return sizes
      for (const name of await files.list(folder)) {
        if (!isFileHash(name) || (await files.kind(join(folder, name))) !== 'file') continue
        const file = await files.open(join(folder, name), 'read')
        sizes.set(name, await file.size().finally(() => file.close()))
      }
      return sizes
    },
    async put(bytes) {
      const hash = await hashOf(bytes)
      const there = await shelf.read(hash)
      if (there === 'damaged') await shelf.mend(hash, bytes)
      if (typeof there !== 'string') return hash
      await made()
      if (there === 'missing') await writeWhole(files, pathOf(hash), bytes)
      return hash
    },
    async read(hash) {
      let bytes: Uint8Array
      try {
        bytes = await files.read(pathOf(hash))
      } catch (error) {
        if (['ENOENT', 'ENOTDIR'].includes(codeOf(error))) return 'missing'
        if (codeOf(error) === 'EIO') return 'damaged'
        throw error
      }
      return (await hashOf(bytes)) === hash ? bytes : 'damaged'
    },
    async piece(hash, from, length) {
      const file = await files.open(pathOf(hash), 'read')
      return file.read(from, length).finally(() => file.close())
    },
    async mend(hash, bytes) {
      const damaged = await files.read(pathOf(hash)).catch(() => null)
      const aside = damagedName(hash, damaged, now())
      await files.rename(pathOf(hash), join(folder, aside))
      await writeWhole(files, pathOf(hash), bytes)
      return aside
    },
    async coming(hash) {
      const path = `${pathOf(hash)}.part`
      await made()
      const open = () =>
        files.open(path, 'write').catch((error: unknown) => {
          if (codeOf(error) !== 'ENOENT') throw error
          return files.open(path, 'new')
        })
      const file = await open()
      let size = await file.size()
      return {
        size: () => size,
        async add(bytes) {
          await file.write(bytes, size)
          size += bytes.length
        },
        async finish() {
          const bytes = await file.read(0, size)
          await file.close()
          const isWhole = (await hashOf(bytes)) === hash
          if (isWhole) await shelf.put(bytes)
          await files.remove(path)
          return isWhole
        },
        async clear() {
          await file.truncate(0)
          size = 0
        },
        close: () => file.close(),
      }
    },
  }
  return shelf
}

/** Some milliseconds of work between two looks at what else there is to do. */
const SLICE = 2 * 1024 * 1024

/** SHA-256 in hex. A large file holds nobody up. */
export async function hashOf(bytes: Uint8Array): Promise<string> {
  const hash = createHash('sha256')
  for (let from = 0; from < bytes.length; from += SLICE) {
    if (from > 0) await new Promise((resolve) => setImmediate(resolve))
    hash.update(bytes.subarray(from, from + SLICE))
  }
  return hash.digest('hex')
}
