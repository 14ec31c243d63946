import { join } from 'node:path'
import { diskFailure } from './disk-status.ts'
import type { Files } from '../ports/files.ts'
import { writeFresh } from './json-file.ts'

export interface Copied {
  readonly files: number
  readonly bytes: number
}

/**
 * Copies a folder with all in it and compares the copy with what was read. `sizeOf` says how much of a file counts, for
 * one that is still being written; null: all of it. The copy is on disk when this resolves.
 */
export async function copyFolder(
  files: Files,
  from: string,
  to: string,
  sizeOf: (name: string) => number | null = () => null,
): Promise<Copied> {
  await files.makeFolder(to)
  let copied: Copied = { files: 0, bytes: 0 }
  for (const name of await files.list(from)) {
    const [source, target] = [join(from, name), join(to, name)]
    if ((await files.kind(source)) === 'folder') {
      const inner = await copyFolder(files, source, target)
      copied = { files: copied.files + inner.files, bytes: copied.bytes + inner.bytes }
      continue
    }
    const all = await files.read(source)
    const bytes = all.subarray(0, sizeOf(name) ?? all.length)
    await writeFresh(files, target, bytes)
    if (Buffer.compare(await files.read(target), bytes) !== 0)
      throw diskFailure('EIO', `The copy of ${name} is not what was copied.`)
    copied = { files: copied.files + 1, bytes: copied.bytes + bytes.length }
  }
  await files.syncFolder(to)
  return copied
}
