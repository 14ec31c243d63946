import { join } from 'node:path'
import { codeOf, type Files } from '../ports/files.ts'
import { writeWhole } from '../vault/json-file.ts'
import { encodeManifest, encodeMarks, readManifest, readMarks, type Manifest, type Marks } from './manifest.ts'
import { isPartName, PARTS } from './parts.ts'
import { readStrange } from './read-strange.ts'

/**
 * A folder that holds backups of one plan: `<id>.backup` (what it is), `<id>.marks` (when it was proven, its name),
 * `parts/`. `<id>.gone` is a backup that was thinned out and whose parts are still being looked through.
 */
export interface Place {
  readonly files: Files
  readonly folder: string
  /** Nobody but this data folder writes here: what no backup names may go. */
  readonly isOurs: boolean
}

export interface KeptBackup {
  readonly manifest: Manifest
  readonly marks: Marks
  /** False where its marks are there and cannot be read: somebody may have named it. */
  readonly isMarked: boolean
}

export interface PlaceList {
  readonly backups: readonly KeptBackup[]
  /** File names of manifests that cannot be read. Nothing is deleted while there are any. */
  readonly unreadable: readonly string[]
}

/** A hundred times what a plan of years has. */
const LARGEST_MANIFEST = 64 * 1024 * 1024
const LARGEST_MARKS = 1024 * 1024
const NOTHING = new Uint8Array()

const MANIFEST = /^([0-9A-Za-z-]{1,80})\.backup$/
const GONE = /^([0-9A-Za-z-]{1,80})\.gone$/

/** All backups of a place, the newest first. A place that is not there holds none. */
export async function listPlace({ files, folder }: Place): Promise<PlaceList> {
  const backups: KeptBackup[] = []
  const unreadable: string[] = []
  for (const name of await namesIn(files, folder)) {
    const id = MANIFEST.exec(name)?.[1]
    if (id === undefined) continue
    const manifest = readManifest((await readStrange(files, join(folder, name), LARGEST_MANIFEST)) ?? NOTHING)
    if (manifest?.id !== id) unreadable.push(name)
    else backups.push({ manifest, ...(await marksOf(files, folder, manifest)) })
  }
  backups.sort((a, b) => b.manifest.madeAt - a.manifest.madeAt || (a.manifest.id < b.manifest.id ? 1 : -1))
  return { backups, unreadable }
}

/** One backup, or null where it is not there or cannot be read. */
export async function backupAt({ files, folder }: Place, id: string): Promise<KeptBackup | null> {
  try {
    const bytes = await readStrange(files, join(folder, `${id}.backup`), LARGEST_MANIFEST)
    const manifest = readManifest(bytes ?? NOTHING)
    return manifest === null ? null : { manifest, ...(await marksOf(files, folder, manifest)) }
  } catch (error) {
    if (isAbsent(error)) return null
    throw error
  }
}

/** The folders of a place, on disk when this resolves. */
export async function makePlace({ files, folder }: Place): Promise<void> {
  await files.makeFolder(join(folder, PARTS))
  await files.syncFolder(folder)
  await files.syncFolder(join(folder, '..'))
}

/** Comes last: with it the backup is there. All parts and their names are on disk before. */
export async function writeManifest({ files, folder }: Place, manifest: Manifest): Promise<void> {
  await files.syncFolder(join(folder, PARTS))
  await writeWhole(files, join(folder, `${manifest.id}.backup`), encodeManifest(manifest))
}

export async function writeMarks({ files, folder }: Place, id: string, marks: Marks): Promise<void> {
  await writeWhole(files, join(folder, `${id}.marks`), encodeMarks(marks))
}

/**
 * Takes backups away: first they stop being backups, all of them, and that is on disk; only then the parts go that no
 * other names. Whatever stops it in between, the next sweep ends it.
 */
export async function removeBackups(place: Place, ids: readonly string[]): Promise<void> {
  const { files, folder } = place
  for (const id of ids) await files.rename(join(folder, `${id}.backup`), join(folder, `${id}.gone`))
  if (ids.length > 0) await files.syncFolder(folder)
  await sweep(place)
}

/** Removes parts that no backup names: at our own place all of them, elsewhere those of backups that were taken away. */
export async function sweep(place: Place): Promise<void> {
  const { files, folder, isOurs } = place
  const names = await namesIn(files, folder)
  const gone = names.filter((name) => GONE.test(name))
  if (gone.length === 0 && !isOurs) return
  const { backups, unreadable } = await listPlace(place)
  if (unreadable.length > 0) return
  const named = new Set(backups.flatMap(({ manifest }) => manifest.files.flatMap((file) => file.parts)))
  // A link to another folder, and what somebody else put there, are not ours to clear away.
  const isFolder = (await files.kind(join(folder, PARTS))) === 'folder'
  const there = isFolder ? (await namesIn(files, join(folder, PARTS))).filter(isPartName) : []
  const candidates = isOurs ? there : await partsOfGone(files, folder, gone)
  const may = new Set(candidates)
  const going = there.filter((name) => may.has(name) && !named.has(name))
  for (const name of going) await files.remove(join(folder, PARTS, name))
  if (going.length > 0) await files.syncFolder(join(folder, PARTS))
  for (const name of gone) {
    await files.remove(join(folder, name.replace(/gone$/, 'marks')))
    await files.remove(join(folder, name))
  }
  if (gone.length > 0) await files.syncFolder(folder)
}

async function partsOfGone(files: Files, folder: string, gone: readonly string[]): Promise<string[]> {
  const sums: string[] = []
  for (const name of gone) {
    const manifest = readManifest((await readStrange(files, join(folder, name), LARGEST_MANIFEST)) ?? NOTHING)
    if (manifest !== null) sums.push(...manifest.files.flatMap((file) => file.parts))
  }
  return sums
}

/** Marks that cannot be read count as none: the backup is proven anew. */
async function marksOf(
  files: Files,
  folder: string,
  { id, name }: Manifest,
): Promise<Pick<KeptBackup, 'marks' | 'isMarked'>> {
  const none: Marks = { v: 1, name, provenAt: null, fault: '' }
  try {
    const marks = readMarks((await readStrange(files, join(folder, `${id}.marks`), LARGEST_MARKS)) ?? NOTHING)
    return { marks: marks ?? none, isMarked: marks !== null }
  } catch (error) {
    if (isAbsent(error)) return { marks: none, isMarked: true }
    throw error
  }
}

async function namesIn(files: Files, folder: string): Promise<string[]> {
  try {
    return await files.list(folder)
  } catch (error) {
    if (isAbsent(error)) return []
    throw error
  }
}

const isAbsent = (error: unknown): boolean => ['ENOENT', 'ENOTDIR'].includes(codeOf(error))
