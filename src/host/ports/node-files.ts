import { constants } from 'node:fs'
import { lstat, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'
import type { Files, OpenFile } from './files.ts'

/** Nobody waits for the other end of a pipe that lies where a file should. Windows has no such flag and no such pipes. */
const { O_RDONLY, O_RDWR, O_CREAT, O_EXCL, O_NONBLOCK = 0 } = constants
const FLAGS = { read: O_RDONLY | O_NONBLOCK, write: O_RDWR | O_NONBLOCK, new: O_RDWR | O_CREAT | O_EXCL } as const
/** More than this no program reads at once. */
const LARGEST_WHOLE = 2 ** 31 - 1

/** The real disk. */
export const nodeFiles: Files = {
  async makeFolder(path) {
    await mkdir(path, { recursive: true, mode: 0o700 })
  },
  async list(path) {
    return (await readdir(path)).sort()
  },
  async kind(path) {
    try {
      return (await lstat(path)).isDirectory() ? 'folder' : 'file'
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
      throw error
    }
  },
  async read(path) {
    const handle = await openPlain(path, 'read')
    try {
      if ((await handle.stat()).size > LARGEST_WHOLE) throw failed('EFBIG', path)
      const content = await handle.readFile()
      return new Uint8Array(content.buffer, content.byteOffset, content.byteLength)
    } finally {
      await handle.close()
    }
  },
  async open(path, how) {
    return openFile(await openPlain(path, how))
  },
  rename,
  async remove(path) {
    await rm(path, { recursive: true, force: true })
  },
  async syncFolder(path) {
    // Windows knows no open folders; its journal of names needs no help.
    if (process.platform === 'win32') return
    const folder = await open(path, 'r')
    try {
      await folder.sync()
    } finally {
      await folder.close()
    }
  },
  async identity(path) {
    // The number alone is not enough: a file system gives a freed one to the next file that is made.
    const { ino, birthtimeNs } = await stat(path, { bigint: true })
    return `${ino}-${birthtimeNs}`
  },
}

/** A pipe or a device would keep whoever reads it waiting for ever, or give bytes for ever. */
async function openPlain(path: string, how: keyof typeof FLAGS): Promise<FileHandle> {
  const handle = await open(path, FLAGS[how], 0o600)
  if (how === 'new' || (await handle.stat()).isFile()) return handle
  await handle.close()
  throw failed('EISDIR', path)
}

const failed = (code: string, path: string): Error => Object.assign(new Error(`${code}: ${path}`), { code })

function openFile(handle: FileHandle): OpenFile {
  return {
    size: async () => (await handle.stat()).size,
    async read(position, length) {
      const bytes = new Uint8Array(length)
      let done = 0
      while (done < length) {
        const { bytesRead } = await handle.read(bytes, done, length - done, position + done)
        if (bytesRead === 0) break
        done += bytesRead
      }
      return done === length ? bytes : bytes.subarray(0, done)
    },
    async write(bytes, position) {
      let done = 0
      while (done < bytes.length) {
        const { bytesWritten } = await handle.write(bytes, done, bytes.length - done, position + done)
        done += bytesWritten
      }
    },
    truncate: (length) => handle.truncate(length),
    sync: () => handle.datasync(),
    isLinked: async () => (await handle.stat()).nlink > 0,
    close: () => handle.close(),
  }
}
