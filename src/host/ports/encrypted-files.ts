import { isAbsolute, join, relative, sep } from 'node:path'
import { openEncrypted, type DamagedBytes } from './encrypted-file.ts'
import { encryptedNames } from './encrypted-names.ts'
import type { Files, OpenFile } from './files.ts'

/** A folder all of whose content is encrypted. */
export interface EncryptedRoot {
  /** The folder as everybody names it. */
  readonly root: string
  /** Name of the one folder in it that holds everything, encrypted. '' for the folder itself. */
  readonly inside: string
  /** Files that lie in that folder as they are: written where they are missing whenever a folder is made. */
  readonly beside?: readonly { readonly name: string; readonly bytes: Uint8Array }[]
}

export interface EncryptedFiles extends Files {
  /** Where a path really lies. */
  pathOnDisk(path: string): string
  /** Looks at every byte of one file; empty if each is as it was written. */
  damage(path: string): Promise<DamagedBytes[]>
}

/**
 * A disk on which everything below a root is encrypted: contents, names of files and folders. What can be seen without
 * the key: how many files and folders there are, how large they are and when they were written. Paths elsewhere are as
 * they are. A file's name is not tied to its content: who may write the folder may swap whole files, or put older ones
 * back, and what is in them tells.
 *
 * Promises what Files promises. A name is at most 142 bytes long (ENAMETOOLONG). Names that are not ours are passed over.
 */
export function encryptedFiles(
  disk: Files,
  { root, inside, beside = [] }: EncryptedRoot,
  key: Uint8Array,
): EncryptedFiles {
  const names = encryptedNames(key)
  const home = join(root, inside)

  /** Null for what lies elsewhere. */
  const below = (path: string): string[] | null => {
    const way = relative(root, path)
    if (way === '') return []
    if (way === '..' || way.startsWith(`..${sep}`) || isAbsolute(way)) return null
    return way.split(sep)
  }
  const at = (path: string): string => {
    const parts = below(path)
    if (parts === null) return path
    return join(
      home,
      ...parts.map((name) => {
        const sealed = names.encrypt(name)
        if (sealed === null) throw failed('ENAMETOOLONG', path)
        return sealed
      }),
    )
  }
  const isOurs = (path: string): boolean => below(path) !== null

  let isBeside = beside.length === 0
  const putBeside = async (): Promise<void> => {
    if (isBeside) return
    for (const { name, bytes } of beside) {
      const place = join(home, name)
      if ((await disk.kind(place)) !== null) continue
      await disk.remove(`${place}.new`)
      const file = await disk.open(`${place}.new`, 'new')
      try {
        await file.write(bytes, 0)
        await file.sync()
      } finally {
        await file.close()
      }
      await disk.rename(`${place}.new`, place)
    }
    isBeside = true
  }

  return {
    pathOnDisk: at,
    async makeFolder(path) {
      await disk.makeFolder(at(path))
      if (isOurs(path)) await putBeside()
    },
    async list(path) {
      const found = await disk.list(at(path))
      if (!isOurs(path)) return found
      return found.flatMap((name) => names.decrypt(name) ?? []).sort()
    },
    kind: async (path) => disk.kind(at(path)),
    async read(path) {
      const bytes = await disk.read(at(path))
      if (!isOurs(path)) return bytes
      const file = openEncrypted(inMemory(bytes), key)
      return file.read(0, await file.size())
    },
    async open(path, how) {
      const file = await disk.open(at(path), how)
      return isOurs(path) ? openEncrypted(file, key) : file
    },
    async rename(from, to) {
      if (isOurs(from) !== isOurs(to)) throw failed('EXDEV', from)
      await disk.rename(at(from), at(to))
    },
    remove: async (path) => disk.remove(at(path)),
    syncFolder: async (path) => disk.syncFolder(at(path)),
    identity: async (path) => disk.identity(at(path)),
    async damage(path) {
      return openEncrypted(inMemory(await disk.read(at(path))), key).damage()
    },
  }
}

/** Bytes that were read as a whole, as a file that is open. */
function inMemory(bytes: Uint8Array): OpenFile {
  const never = (): Promise<never> => Promise.reject(failed('EROFS', 'bytes in memory'))
  return {
    size: async () => bytes.length,
    read: async (position, length) => bytes.subarray(position, position + length),
    write: never,
    truncate: never,
    sync: async () => undefined,
    isLinked: async () => true,
    close: async () => undefined,
  }
}

function failed(code: string, path: string): Error {
  return Object.assign(new Error(`${code}: ${path}`), { code })
}
