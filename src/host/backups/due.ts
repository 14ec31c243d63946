import type { Clock } from '../ports/clock.ts'
import type { Files } from '../ports/files.ts'
import { isPacked } from '../vault/packed-segment.ts'
import { segmentBytes } from '../vault/segment-bytes.ts'
import { listSegments } from '../vault/segments.ts'
import type { Manifest } from './manifest.ts'
import type { Shelf } from './shelf.ts'

interface JournalEnd {
  readonly segment: number
  readonly bytes: number
}

/** Milliseconds since the last backup of a plan that changed since; Infinity if there is none, null if nothing changed. */
export async function dueSince(files: Files, planFolder: string, shelf: Shelf, clock: Clock): Promise<number | null> {
  const end = await endOf(files, planFolder)
  if (end === null) return null
  const newest = shelf.inData.backups[0]
  if (newest === undefined) return Infinity
  const last = endIn(newest.manifest)
  if (newest.marks.fault === '' && last.segment === end.segment && last.bytes === end.bytes) return null
  const age = clock.now() - newest.manifest.madeAt
  // Made in the future: the clock was wrong then or is now, and neither may keep a plan from its backup.
  return age < 0 ? Infinity : age
}

/** How far the journal goes on disk; null for a plan in which nobody has written. */
async function endOf(files: Files, planFolder: string): Promise<JournalEnd | null> {
  const { segments } = await listSegments(files, planFolder)
  const last = segments.at(-1)
  if (last === undefined) return null
  if (isPacked(last.path)) return { segment: last.number, bytes: (await segmentBytes(files, last)).length }
  const file = await files.open(last.path, 'read')
  try {
    return { segment: last.number, bytes: await file.size() }
  } finally {
    await file.close()
  }
}

/** Where the last segment of a backup's journal ends. */
function endIn({ files }: Manifest): JournalEnd {
  const last = files.filter(({ name }) => /^journal-\d+/.test(name)).at(-1)
  return { segment: Number(/\d+/.exec(last?.name ?? '0')?.[0] ?? 0), bytes: last?.bytes ?? 0 }
}
