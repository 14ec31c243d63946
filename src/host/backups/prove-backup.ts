import type { Files } from '../ports/files.ts'
import { loadCopy } from './load-copy.ts'
import { whatIs } from './make-backup.ts'
import type { Manifest, Marks } from './manifest.ts'
import { backupAt, writeMarks, type Place } from './place.ts'
import { BackupDamaged, hashOfKept, keptFileOf, layOut } from './plan-files.ts'

export interface ProveBackup {
  readonly id: string
  /** A folder in the data folder that is not there: the backup is restored into it, and it goes again. */
  readonly scratch: string
  readonly now: number
}

/**
 * Restores a backup in a scratch place, from what lies at its place now, opens it as a plan is opened and compares what it
 * says with what the plan said when the backup was made. Only then it is marked as proven. What is wrong with it is
 * marked too; the backup stays. Rejects, and changes nothing, where it could not be tried: no room, no folder.
 */
export async function proveBackup(files: Files, place: Place, { id, scratch, now }: ProveBackup): Promise<Marks> {
  const kept = await backupAt(place, id)
  if (kept === null) throw new BackupDamaged('What it is (its .backup file) is missing or damaged.')
  const fault = await faultOf(files, place, kept.manifest, scratch)
  const marks: Marks = { v: 1, name: kept.marks.name, provenAt: fault === '' ? now : null, fault }
  await writeMarks(place, id, marks)
  return marks
}

async function faultOf(files: Files, place: Place, manifest: Manifest, scratch: string): Promise<string> {
  try {
    await files.remove(scratch)
    await layOut(place, manifest, { files, folder: scratch })
    const difference = await differenceOf(files, scratch, manifest)
    if (difference === '') await readKeptFiles(place, manifest)
    return difference
  } catch (error) {
    if (error instanceof BackupDamaged) return error.message
    throw error
  } finally {
    await files.remove(scratch)
  }
}

/** Each is put together from its parts as a restore does it; only the writing is left out, since there may be gigabytes of them. */
async function readKeptFiles(place: Place, manifest: Manifest): Promise<void> {
  for (const { name } of manifest.files) {
    const hash = hashOfKept(name)
    if (hash !== null) await keptFileOf(place, manifest, hash)
  }
}

/** What the restored plan says otherwise than the backup's manifest; empty if nothing. */
async function differenceOf(files: Files, folder: string, manifest: Manifest): Promise<string> {
  const { loaded, records, damage } = await loadCopy(files, folder, manifest.plan)
  try {
    if (records !== manifest.records)
      return `Restored, it has ${records} records; the plan had ${manifest.records} when it was made.`
    if (whatIs(loaded.doc).contentHash !== manifest.contentHash)
      return 'Restored, it does not say what the plan said when it was made.'
    if (!isSame(loaded.ledger.frontier(), manifest.frontier))
      return 'Restored, its records are not those that the plan had when it was made.'
    const found = new Set([...damage, ...loaded.damage])
    const more = [...found].filter((one) => !manifest.damage.includes(one))
    return more[0] === undefined ? '' : `Restored, a part of it cannot be read: ${more[0]}.`
  } finally {
    loaded.doc.destroy()
    await loaded.journal.close()
  }
}

function isSame(a: Manifest['frontier'], b: Manifest['frontier']): boolean {
  const clients = Object.keys(a)
  return (
    clients.length === Object.keys(b).length &&
    clients.every((client) => a[client]?.[0] === b[client]?.[0] && a[client]?.[1] === b[client]?.[1])
  )
}
