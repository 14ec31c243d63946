import { basename, dirname, join } from 'node:path'
import { codeOf, type Files } from '../ports/files.ts'
import { diskFailure } from './disk-status.ts'
import { writeFresh, writeWhole } from './json-file.ts'
import { damagedName, keepBytesAside } from './kept-aside.ts'

/**
 * Puts mended bytes in the place of a damaged file. The damaged one is first copied whole into `damaged/`, synced and read
 * back; what is mended is written beside, read back and compared, and only then gets the name. A disk that fails in between
 * leaves the file as it was. `path` may be missing. Gives where the copy lies, '' where there was nothing to copy.
 */
export async function replaceDamaged(
  files: Files,
  path: string,
  mended: Uint8Array,
  now: number,
  damaged: string = path,
): Promise<string> {
  const folder = dirname(path)
  const keptAt = await keepDamaged(files, damaged, now)
  const fresh = `${path}.mended.new`
  try {
    await writeFresh(files, fresh, mended)
    if (Buffer.compare(await files.read(fresh), mended) !== 0)
      throw diskFailure('EIO', `${basename(path)} cannot be read back as it was mended.`)
    await files.rename(fresh, path)
  } catch (error) {
    await files.remove(fresh).catch(() => undefined)
    throw error
  }
  await files.syncFolder(folder)
  return keptAt
}

/** Copies a file into `damaged/` of its plan's folder and proves the copy. '' where there is no such file or it cannot be read at all. */
export async function keepDamaged(
  files: Files,
  path: string,
  now: number,
  planFolder = dirname(path),
): Promise<string> {
  let bytes: Uint8Array
  try {
    bytes = await files.read(path)
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return ''
    throw error
  }
  const keptAt = await keepBytesAside(files, planFolder, 'damaged', basename(path), bytes, now)
  if (Buffer.compare(await files.read(keptAt), bytes) !== 0)
    throw diskFailure('EIO', `The copy of ${basename(path)} is not what was copied.`)
  return keptAt
}

/** Takes a damaged file that is made anew by itself out of its place; a copy of it stays. */
export async function putDamagedAside(files: Files, path: string, now: number, planFolder: string): Promise<string> {
  const keptAt = await keepDamaged(files, path, now, planFolder)
  await files.remove(path)
  await files.syncFolder(dirname(path))
  return keptAt === '' ? join(planFolder, 'damaged') : keptAt
}

/** Copies a damaged file of the data folder to a name beside it. Gives that name. */
export async function keepDamagedFile(files: Files, path: string, now: number): Promise<string> {
  const bytes = await files.read(path)
  const name = damagedName(basename(path), bytes, now)
  await writeWhole(files, join(dirname(path), name), bytes)
  return name
}
