import { basename, dirname, join } from 'node:path'
import { codeOf, type Files } from '../ports/files.ts'
import { createJsonFile, writeFresh } from '../vault/json-file.ts'
import { isPlanId } from '../vault/plan-folder.ts'
import type { Manifest } from './manifest.ts'
import { backupAt, listPlace } from './place.ts'
import { createFileShelf, type FileShelf } from '../vault/file-shelf.ts'
import { BackupDamaged, layOut, layOutFiles, sourceFiles } from './plan-files.ts'

/** What can be restored: a backup at a place, or a plan's folder as it is, such as one that was put under `removed/`. */
export type RestoreSource =
  | { readonly is: 'backup'; readonly folder: string; readonly id: string }
  | { readonly is: 'plan-folder'; readonly folder: string; readonly plan: string }

/**
 * What a path on disk means: a backup's file, a folder with backups (the newest that was proven counts), or a plan's
 * folder. Null if it is none of them.
 */
export async function sourceAt(files: Files, path: string): Promise<RestoreSource | null> {
  const kind = await files.kind(path)
  if (kind === 'file') {
    const id = /^(.+)\.backup$/.exec(basename(path))?.[1]
    return id === undefined ? null : { is: 'backup', folder: dirname(path), id }
  }
  if (kind === null) return null
  const { backups } = await listPlace({ files, folder: path, isOurs: false })
  const newest = backups.find(({ marks }) => marks.provenAt !== null) ?? backups[0]
  if (newest !== undefined) return { is: 'backup', folder: path, id: newest.manifest.id }
  const plan = await planOf(files, path)
  return plan === null ? null : { is: 'plan-folder', folder: path, plan }
}

/** Which plan a folder holds by its own mark, or null. */
export async function planOf(files: Files, folder: string): Promise<string | null> {
  try {
    const mark = (await createJsonFile(files, join(folder, 'plan.json')).read()) as { id?: unknown } | undefined
    return typeof mark?.id === 'string' && isPlanId(mark.id) ? mark.id : null
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR' || codeOf(error) === '') return null
    throw error
  }
}

/** Brings the attached files of what is restored into the folder of a plan that is there. Those it has already stay as they are. */
export async function layOutAttached(files: Files, source: RestoreSource, shelf: FileShelf): Promise<void> {
  if (source.is === 'backup') {
    const kept = await backupAt({ files, folder: source.folder, isOurs: false }, source.id)
    if (kept === null) throw new BackupDamaged('What it is (its .backup file) is missing or damaged.')
    return layOutFiles({ files, folder: source.folder }, kept.manifest, shelf)
  }
  const from = createFileShelf(files, source.folder, () => 0)
  for (const hash of (await from.list()).keys()) {
    const bytes = await from.read(hash)
    // One that is damaged there stays there.
    if (typeof bytes !== 'string') await shelf.put(bytes)
  }
}

/** Writes the plan's files into a folder that is not there yet, without leases. Gives the plan's id. */
export async function layOutSource(
  files: Files,
  source: RestoreSource,
  to: { readonly files: Files; readonly folder: string },
): Promise<{ plan: string; manifest: Manifest | null }> {
  if (source.is === 'backup') {
    const kept = await backupAt({ files, folder: source.folder, isOurs: false }, source.id)
    if (kept === null) throw new BackupDamaged('What it is (its .backup file) is missing or damaged.')
    await layOut({ files, folder: source.folder }, kept.manifest, to)
    return { plan: kept.manifest.plan, manifest: kept.manifest }
  }
  await to.files.makeFolder(to.folder)
  for (const file of await sourceFiles(files, source.folder, Infinity))
    await writeFresh(to.files, join(to.folder, file.name), await file.read())
  await to.files.syncFolder(to.folder)
  return { plan: source.plan, manifest: null }
}
