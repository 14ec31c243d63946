import { join } from 'node:path'
import { keepAsCheckpoint } from '../history/checkpoints.ts'
import { codeOf, isNoFile, type Files } from '../ports/files.ts'
import { readSnapshot, type SnapshotFile } from './snapshot-file.ts'

/** How many proven snapshots are kept. */
export const KEPT_SNAPSHOTS = 3

const numberOf = (name: string): number | null => {
  const number = /^snapshot-(\d{6,})$/.exec(name)?.[1]
  return number === undefined ? null : Number(number)
}
const nameOf = (number: number): string => `snapshot-${String(number).padStart(6, '0')}`

/** Names of a plan's snapshots, the newest first. */
export async function snapshotNames(files: Files, folder: string): Promise<string[]> {
  const names = (await files.list(folder)).filter((name) => numberOf(name) !== null)
  return names.sort((a, b) => (numberOf(b) as number) - (numberOf(a) as number))
}

/**
 * The newest that can be read, or null. One that cannot be read stays where it is and is passed over, and `passOver` good
 * ones with it.
 */
export async function newestSnapshot(
  files: Files,
  folder: string,
  plan: string,
  passOver = 0,
): Promise<SnapshotFile | null> {
  let left = passOver
  for (const name of await snapshotNames(files, folder)) {
    const snapshot = await files.read(join(folder, name)).then(readSnapshot, notThisOne)
    if (snapshot?.plan === plan && left-- <= 0) return snapshot
  }
  return null
}

/** One file that a failing disk does not give, or that is none; another may do. */
function notThisOne(error: unknown): null {
  if (codeOf(error) !== 'EIO' && !isNoFile(error)) throw error
  return null
}

/**
 * Gives a proven snapshot its name; then, and only then, all but the last three that can be read go. One that falls out
 * stays as a checkpoint of History where there is none within some 20,000 records of it.
 */
export async function keepSnapshot(files: Files, folder: string, fresh: string): Promise<void> {
  const names = await snapshotNames(files, folder)
  const number = (names[0] === undefined ? 0 : (numberOf(names[0]) as number)) + 1
  await files.rename(fresh, join(folder, nameOf(number)))
  await files.syncFolder(folder)
  let good = 1
  let newer: SnapshotFile | null = null
  for (const name of names) {
    const snapshot = await files.read(join(folder, name)).then(readSnapshot, notThisOne)
    if (snapshot !== null && ++good > KEPT_SNAPSHOTS) {
      // A cache, and room for it may be just what is missing: nothing depends on it.
      await keepAsCheckpoint(files, folder, snapshot, newer?.records ?? Infinity).catch(() => undefined)
      await files.remove(join(folder, name))
    }
    newer = snapshot ?? newer
  }
}
