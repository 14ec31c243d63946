import { codeOf, isNoFile, type Files } from '../ports/files.ts'

/**
 * A file of a folder in which anybody may have put anything. Null where no plain file stands there, where it is larger
 * than such a file can be, and where it went away meanwhile. Rejects as the disk does.
 */
export async function readStrange(files: Files, path: string, most: number): Promise<Uint8Array | null> {
  try {
    const file = await files.open(path, 'read')
    try {
      const size = await file.size()
      return size > most ? null : await file.read(0, size)
    } finally {
      await file.close()
    }
  } catch (error) {
    if (isNoFile(error) || ['ENOENT', 'ENOTDIR'].includes(codeOf(error))) return null
    throw error
  }
}
