import { copyPart } from './parts.ts'
import { backupAt, makePlace, writeManifest, writeMarks, type Place } from './place.ts'
import { BackupDamaged } from './plan-files.ts'

/**
 * Puts a backup at another place too, byte for byte. Its manifest comes last, so that half a copy never counts, and it
 * is marked as not proven there: that it can be read from there is another matter.
 */
export async function copyBackup(from: Place, to: Place, id: string): Promise<void> {
  const kept = await backupAt(from, id)
  if (kept === null) throw new BackupDamaged('What it is (its .backup file) is missing or damaged.')
  await makePlace(to)
  for (const sum of new Set(kept.manifest.files.flatMap((file) => file.parts))) {
    if (!(await copyPart(from.files, from.folder, to.files, to.folder, sum)))
      throw new BackupDamaged(`Part ${sum.slice(0, 12)} of it is missing or damaged.`)
  }
  await writeMarks(to, id, { v: 1, name: kept.marks.name, provenAt: null, fault: '' })
  await writeManifest(to, kept.manifest)
}
