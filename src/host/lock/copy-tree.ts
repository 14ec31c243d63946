import { join } from 'node:path'
import { codeOf, isNoFile, type Files } from '../ports/files.ts'
import { diskFailure } from '../vault/disk-status.ts'
import { writeFresh } from '../vault/json-file.ts'

/** Code of the failure where something is no file that could be written anew; its message is the path. */
export const NO_FILE = 'ORDINAL_NO_FILE'

export interface TreeCount {
  readonly files: number
  readonly bytes: number
}

/** All files below a path that may be a file or a folder. */
export async function filesBelow(files: Files, path: string): Promise<string[]> {
  if ((await files.kind(path)) !== 'folder') return [path]
  const found: string[] = []
  for (const name of await files.list(path)) found.push(...(await filesBelow(files, join(path, name))))
  return found
}

/**
 * Writes a file or a folder with all in it anew through another view of the disk, reads each file back through that view
 * and compares it byte for byte. All of it is on disk when this resolves, except the name at the top.
 */
export async function copyTree(
  from: { readonly files: Files; readonly path: string },
  to: { readonly files: Files; readonly path: string },
  onFile: () => void,
): Promise<TreeCount> {
  if ((await from.files.kind(from.path)) !== 'folder') {
    const bytes = await from.files.read(from.path).catch((error: unknown) => {
      if (isNoFile(error) || codeOf(error) === 'ENOENT') throw diskFailure(NO_FILE, from.path)
      throw error
    })
    await writeFresh(to.files, to.path, bytes)
    if (Buffer.compare(await to.files.read(to.path), bytes) !== 0)
      throw diskFailure('EIO', `What was written anew does not read like ${from.path}.`)
    onFile()
    return { files: 1, bytes: bytes.length }
  }
  await to.files.makeFolder(to.path)
  let count: TreeCount = { files: 0, bytes: 0 }
  for (const name of await from.files.list(from.path)) {
    const inner = await copyTree(
      { files: from.files, path: join(from.path, name) },
      { files: to.files, path: join(to.path, name) },
      onFile,
    )
    count = { files: count.files + inner.files, bytes: count.bytes + inner.bytes }
  }
  await to.files.syncFolder(to.path)
  return count
}
