import { join } from 'node:path'
import type { Files } from '../ports/files.ts'
import { diskFailure } from '../vault/disk-status.ts'
import { writeFresh } from '../vault/json-file.ts'
import { offsetOf, segmentOf, type Position } from '../vault/position.ts'
import { segmentBytes } from '../vault/segment-bytes.ts'
import { hashOf, type FileShelf } from '../vault/file-shelf.ts'
import { listSegments, segmentName } from '../vault/segments.ts'
import { readSnapshot } from '../vault/snapshot-file.ts'
import { snapshotNames } from '../vault/snapshot-store.ts'
import type { Manifest } from './manifest.ts'
import { readPart } from './parts.ts'

/** A file of a plan's folder as it goes into a backup. */
export interface SourceFile {
  readonly name: string
  read(): Promise<Uint8Array>
}

const MARK = 'plan.json'
/** A backup may name others; leases, above all, must not come from outside. */
const isOfPlan = (name: string): boolean => name === MARK || /^(journal|snapshot)-\d{6,}$/.test(name)

/**
 * What of a plan's folder belongs into a backup: its mark, the journal up to `upTo` and the newest snapshot. Leases do
 * not: whoever puts the folder back must not write under their ids again.
 */
export async function sourceFiles(files: Files, folder: string, upTo: Position): Promise<SourceFile[]> {
  const { segments } = await listSegments(files, folder)
  const journal = segments
    .filter((segment) => segment.number <= segmentOf(upTo))
    .map(({ number, path }): SourceFile => {
      return {
        // Also of a finished import that still waits for its name, and of one that is compressed: a backup's pieces stay the same.
        name: segmentName(number),
        read: async () => {
          const bytes = await segmentBytes(files, { path })
          return number === segmentOf(upTo) ? bytes.subarray(0, offsetOf(upTo)) : bytes
        },
      }
    })
  const newest = await newestSnapshotName(files, folder, upTo)
  return [MARK, ...(newest === null ? [] : [newest])]
    .map((name): SourceFile => ({ name, read: () => files.read(join(folder, name)) }))
    .concat(journal)
}

/** Attached files stand in a backup under their hash, whatever plan they are of: the same bytes are stored once. */
export const keptNameOf = (hash: string): string => `file-${hash}`
/** Null for what is no attached file. */
export const hashOfKept = (name: string): string | null => /^file-([0-9a-f]{64})$/.exec(name)?.[1] ?? null

/** The newest that can be read and that reaches no further than the journal does. */
export async function newestSnapshotName(files: Files, folder: string, upTo: Position): Promise<string | null> {
  for (const name of await snapshotNames(files, folder)) {
    const snapshot = readSnapshot(await files.read(join(folder, name)))
    if (snapshot !== null && snapshot.end <= upTo) return name
  }
  return null
}

/** Why a backup cannot be laid out: what is missing or damaged, in a sentence. */
export class BackupDamaged extends Error {}

/** Writes a backup's files into a folder that is not there yet. Every part is compared with its sum. Nothing is synced but the files. */
export async function layOut(
  from: { readonly files: Files; readonly folder: string },
  manifest: Manifest,
  to: { readonly files: Files; readonly folder: string },
): Promise<void> {
  await to.files.makeFolder(to.folder)
  for (const file of manifest.files.filter(({ name }) => isOfPlan(name))) {
    const bytes = await fileOf(from, manifest, file.name)
    const path = join(to.folder, file.name)
    await writeFresh(to.files, path, bytes)
    // What the disk does here must not be taken for a fault of the backup.
    if (Buffer.compare(await to.files.read(path), bytes) !== 0)
      throw diskFailure('EIO', `${file.name} cannot be read back as it was written.`)
  }
  await to.files.syncFolder(to.folder)
}

/** Writes a backup's attached files into a plan's folder, where they are not there yet. Each has its hash or is said to be damaged. */
export async function layOutFiles(
  from: { readonly files: Files; readonly folder: string },
  manifest: Manifest,
  shelf: FileShelf,
): Promise<void> {
  for (const { name } of manifest.files) {
    const hash = hashOfKept(name)
    if (hash === null || typeof (await shelf.read(hash)) !== 'string') continue
    const bytes = await keptFileOf(from, manifest, hash)
    await shelf.put(bytes)
  }
}

/** One attached file of a backup. */
export async function keptFileOf(
  from: { readonly files: Files; readonly folder: string },
  manifest: Manifest,
  hash: string,
): Promise<Uint8Array> {
  const bytes = await fileOf(from, manifest, keptNameOf(hash))
  if ((await hashOf(bytes)) !== hash)
    throw new BackupDamaged(`The attached file ${hash.slice(0, 12)} in it is not what was attached.`)
  return bytes
}

/** One file of a backup, whole. */
export async function fileOf(
  { files, folder }: { readonly files: Files; readonly folder: string },
  manifest: Manifest,
  name: string,
): Promise<Uint8Array> {
  const file = manifest.files.find((one) => one.name === name)
  if (file === undefined) throw new BackupDamaged(`It holds no ${name}.`)
  const bytes = new Uint8Array(file.bytes)
  let at = 0
  for (const sum of file.parts) {
    const piece = await readPart(files, folder, sum)
    if (piece === null)
      throw new BackupDamaged(`Part ${sum.slice(0, 12)} of it, which holds a piece of ${name}, is missing or damaged.`)
    if (at + piece.length <= bytes.length) bytes.set(piece, at)
    at += piece.length
  }
  if (at !== bytes.length) throw new BackupDamaged(`${name} in it has not the length that it should have.`)
  return bytes
}
