import { scanSegment } from '../vault/segment-scan.ts'
import { BackupDamaged, fileOf } from './plan-files.ts'
import { listPlace, type KeptBackup, type Place } from './place.ts'

/** Every record of a backup's journal, oldest first, as it was appended. What cannot be read is passed over. */
export async function* recordsIn(
  place: Place,
  { manifest }: Pick<KeptBackup, 'manifest'>,
  seen: Set<string> = new Set(),
): AsyncGenerator<Uint8Array> {
  for (const file of manifest.files.filter(({ name }) => name.startsWith('journal-'))) {
    const same = file.parts.join()
    if (seen.has(same)) continue
    seen.add(same)
    const bytes = await fileOf(place, manifest, file.name).catch((error: unknown) => {
      if (error instanceof BackupDamaged) return null
      throw error
    })
    if (bytes === null) continue
    for (const found of scanSegment(bytes).found) if (found.is === 'record') yield found.bytes
  }
}

/**
 * Every record that any backup of these places holds, the newest backup first; a record may come several times. For a
 * repair that looks for what the journal lost.
 */
export async function* recordsAt(places: readonly Place[]): AsyncGenerator<{ bytes: Uint8Array; madeAt: number }> {
  const seen = new Set<string>()
  for (const place of places)
    for (const kept of (await listPlace(place)).backups)
      for await (const bytes of recordsIn(place, kept, seen)) yield { bytes, madeAt: kept.manifest.madeAt }
}
