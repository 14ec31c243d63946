import { join } from 'node:path'
import type { Files } from '../ports/files.ts'
import { encryptedFiles } from '../ports/encrypted-files.ts'
import { rebindDeviceKey } from '../vault/device-key.ts'
import { writeFresh } from '../vault/json-file.ts'
import { copyTree, filesBelow } from './copy-tree.ts'
import { writeKeyFiles, type KeyFile } from './key-file.ts'
import { CLEARING, finishOpening, finishSealing, isNoContent, OPENING } from './sealed-folder.ts'

/** What the folder is before, or shall be: in the open, or in a folder of that name under that key. */
export interface Sealing {
  readonly inside: string
  readonly key: Uint8Array
}

export interface Conversion {
  /** The disk as it is, nothing decrypted. */
  readonly files: Files
  readonly root: string
  readonly machine: string
  readonly onProgress: (done: number, total: number) => void
}

/**
 * Writes the whole content of a data folder anew, encrypted, beside what is there; `from` is null where that lies in the
 * open. Read back and compared; then one renaming decides, and only then the old goes. Nobody else may have the folder.
 * What ends it, also a power cut: the folder is what it was or what it shall be, and settleFolder does the rest.
 */
export async function sealFolder(
  { files, root, machine, onProgress }: Conversion,
  from: Sealing | null,
  to: Sealing,
  keyFile: KeyFile,
): Promise<void> {
  const making = `.sealing-${to.inside}`
  await files.remove(join(root, making))
  const source = from === null ? files : encryptedFiles(files, { root, inside: from.inside }, from.key)
  const target = encryptedFiles(files, { root, inside: making }, to.key)
  await files.makeFolder(join(root, making))
  const names = (await source.list(root)).filter((name) => from !== null || !isNoContent(name))
  const count = await counter(source, root, names, onProgress)
  for (const name of names)
    await copyTree({ files: source, path: join(root, name) }, { files: target, path: join(root, name) }, count)
  await rebindDeviceKey({
    machine,
    from: { files: source, folder: root },
    to: { files: target, mark: join(root, 'folder-mark'), key: join(root, 'device.key') },
  })
  await writeKeyFiles(files, join(root, making), keyFile)
  await writeFresh(files, join(root, making, CLEARING), new Uint8Array([1]))
  await files.syncFolder(join(root, making))
  await files.rename(join(root, making), join(root, to.inside))
  await files.syncFolder(root)
  await finishSealing(files, root, to.inside)
}

/** The way back: the content is written in the open beside, compared, and takes its place. */
export async function openFolder({ files, root, machine, onProgress }: Conversion, from: Sealing): Promise<void> {
  const source = encryptedFiles(files, { root, inside: from.inside }, from.key)
  for (const name of await files.list(root)) if (name.startsWith(OPENING)) await files.remove(join(root, name))
  const names = await source.list(root)
  const count = await counter(source, root, names, onProgress)
  const place = (name: string): string => join(root, `${OPENING}${name}`)
  for (const name of names)
    await copyTree({ files: source, path: join(root, name) }, { files, path: place(name) }, count)
  await rebindDeviceKey({
    machine,
    from: { files: source, folder: root },
    to: { files, mark: place('folder-mark'), key: place('device.key') },
  })
  await files.syncFolder(root)
  await files.rename(join(root, from.inside), join(root, `.closed-${from.inside}`))
  await files.syncFolder(root)
  await finishOpening(files, root)
}

async function counter(
  files: Files,
  root: string,
  names: readonly string[],
  onProgress: Conversion['onProgress'],
): Promise<() => void> {
  let total = 0
  for (const name of names) total += (await filesBelow(files, join(root, name))).length
  let done = 0
  onProgress(0, total)
  return () => onProgress(++done, total)
}
