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
 * name from elsewhere is never a path. They lie beside the journal and are encrypted where that is. Nothing is deleted by itself.
 *
 * What is still coming from another device lies under `<hash>.part`, so that it goes on where it stopped, also after a restart.
 * Rejects as Files does, and with EDQUOT before anything is written that makes the folder larger than it may get.
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
  /** All bytes in the folder: files, those on their way and damaged ones that were kept. Counted on the disk. */
  filled(): Promise<number>
  /** Files on their way, with the bytes that came. */
  parts(): Promise<ReadonlyMap<string, number>>
  /** Deletes a file, or what came of one that is on its way. For those that nothing needs (attachments/sweep-files.ts). */
  drop(hash: string, what: 'file' | 'part'): Promise<void>
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

/** `most`: bytes that the folder may have. Copies of what was within it before need no limit. */
export function createFileShelf(files: Files, planFolder: string, now: () => number, most = Infinity): FileShelf {
  const folder = join(planFolder, SHELF)
  /** Null where it is to be counted (again). What is being written counts already. */
  let filled: number | null = null
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
  const sizesOf = async (hashOf: (name: string) => string | null): Promise<Map<string, number>> => {
    const sizes = new Map<string, number>()
    if ((await files.kind(folder)) !== 'folder') return sizes
    for (const name of await files.list(folder)) {
      const hash = hashOf(name)
      if (hash === null || (await files.kind(join(folder, name))) !== 'file') continue
      const file = await files.open(join(folder, name), 'read')
      sizes.set(hash, await file.size().finally(() => file.close()))
    }
    return sizes
  }
  const count = async (): Promise<number> => {
    if (filled !== null) return filled
    const sizes = await sizesOf((name) => name)
    return (filled = [...sizes.values()].reduce((sum, size) => sum + size, 0))
  }
  /** Says that the folder gets larger, or why it may not. */
  const reserve = async (bytes: number): Promise<void> => {
    await count()
    if ((filled ?? 0) + bytes > most) throw Object.assign(new Error('The files of this plan are too many.'), FULL)
    grow(bytes)
  }
  const grow = (bytes: number): void => {
    if (filled !== null) filled += bytes
  }
  const write = async (hash: string, bytes: Uint8Array): Promise<void> => {
    try {
      await writeWhole(files, pathOf(hash), bytes)
    } catch (error) {
      filled = null
      throw error
    }
  }
  const setAside = async (hash: string): Promise<string> => {
    const damaged = await files.read(pathOf(hash)).catch(() => null)
    const aside = damagedName(hash, damaged, now())
    await files.rename(pathOf(hash), join(folder, aside))
    return aside
  }
  const shelf: FileShelf = {
    list: () => sizesOf((name) => (isFileHash(name) ? name : null)),
    parts: () =>
      sizesOf((name) =>
        name.endsWith(PART) && isFileHash(name.slice(0, -PART.length)) ? name.slice(0, -PART.length) : null,
      ),
    filled: count,
    async drop(hash, what) {
      await files.remove(what === 'part' ? pathOf(hash) + PART : pathOf(hash))
      await files.syncFolder(folder)
      filled = null
    },
    async put(bytes) {
      const hash = await hashOf(bytes)
      const there = await shelf.read(hash)
      if (there === 'damaged') await shelf.mend(hash, bytes)
      if (there !== 'missing') return hash
      await made()
      await reserve(bytes.length)
      await write(hash, bytes)
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
      const aside = await setAside(hash)
      grow(bytes.length)
      await write(hash, bytes)
      return aside
    },
    async coming(hash) {
      const path = pathOf(hash) + PART
      await made()
      await reserve(0)
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
          await reserve(bytes.length)
          try {
            await file.write(bytes, size)
          } catch (error) {
            filled = null
            throw error
          }
          size += bytes.length
        },
        async finish() {
          const isWhole = (await hashOf(await file.read(0, size))) === hash
          if (isWhole) await file.sync()
          await file.close()
          const there = isWhole ? await shelf.read(hash) : null
          if (there === 'damaged') await setAside(hash)
          if (there === 'damaged' || there === 'missing') {
            await files.rename(path, pathOf(hash))
            await files.syncFolder(folder)
          } else {
            await files.remove(path)
            grow(-size)
          }
          return isWhole
        },
        async clear() {
          await file.truncate(0)
          grow(-size)
          size = 0
        },
        close: () => file.close(),
      }
    },
  }
  return shelf
}

/** What is on its way lies under this ending. */
const PART = '.part'
/** The system's name for what somebody may not fill any further. */
const FULL = { code: 'EDQUOT' } as const

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
