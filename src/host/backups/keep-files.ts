import { join } from 'node:path'
import type { Files } from '../ports/files.ts'
import { createFileShelf } from '../vault/file-shelf.ts'
import type { MakeBackup } from './make-backup.ts'
import type { PlanFile } from './manifest.ts'
import { cutPoints, PARTS, writePart } from './parts.ts'
import { listPlace, type Place } from './place.ts'
import { keptNameOf } from './plan-files.ts'

/**
 * Puts a plan's attached files into a backup. They never change, so what an earlier backup of the place holds is named again
 * and not read again; the proof reads it. One that is damaged or missing here stays in the backup as long as an earlier one had it.
 */
export async function keepFiles(
  files: Files,
  place: Place,
  job: Pick<MakeBackup, 'source' | 'now' | 'anew'>,
): Promise<{ files: PlanFile[]; stored: number }> {
  const shelf = createFileShelf(files, job.source, () => job.now)
  const earlier = new Map<string, PlanFile>()
  for (const { manifest } of (await listPlace(place)).backups)
    for (const file of manifest.files) if (!earlier.has(file.name)) earlier.set(file.name, file)
  const kept: PlanFile[] = []
  let stored = 0
  const here = await shelf.list()
  const names = new Set([
    ...[...here.keys()].map(keptNameOf),
    ...[...earlier.keys()].filter((name) => /^file-/.test(name)),
  ])
  for (const name of names) {
    const hash = name.slice('file-'.length)
    const before = earlier.get(name)
    const known = before === undefined || (job.anew === true && here.has(hash)) ? null : await storedOf(place, before)
    if (before !== undefined && known !== null) {
      kept.push(before)
      stored += known
      continue
    }
    const bytes = await shelf.read(hash)
    if (typeof bytes === 'string') continue
    const parts: string[] = []
    for (const [from, to] of cutPoints(bytes.length)) {
      const part = await writePart(place.files, place.folder, bytes.subarray(from, to))
      parts.push(part.sum)
      stored += part.stored
      // Without a thread of its own it must not keep the others waiting.
      await new Promise((resolve) => setImmediate(resolve))
    }
    kept.push({ name, bytes: bytes.length, parts })
  }
  return { files: kept.sort((a, b) => (a.name < b.name ? -1 : 1)), stored }
}

/** What its parts take on disk; null where one of them is gone. */
async function storedOf({ files, folder }: Place, { parts }: PlanFile): Promise<number | null> {
  let stored = 0
  for (const sum of parts) {
    const path = join(folder, PARTS, sum)
    if ((await files.kind(path)) !== 'file') return null
    const file = await files.open(path, 'read')
    stored += await file.size().finally(() => file.close())
  }
  return stored
}
