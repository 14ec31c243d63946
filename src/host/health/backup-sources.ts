import { recordsIn } from '../backups/backup-records.ts'
import type { Backups } from '../backups/backups.ts'
import { PART_BYTES } from '../backups/manifest.ts'
import { readPart } from '../backups/parts.ts'
import { JOURNAL_START, positionAt, type Position } from '../vault/position.ts'
import type { RepairSource } from '../vault/repair-source.ts'
import { segmentName } from '../vault/segments.ts'

/** A plan's backups, the newest first, as sources of what its journal lost. A piece that several share is read once. */
export async function* backupSources(backups: Pick<Backups, 'copiesOf'>, plan: string): AsyncGenerator<RepairSource> {
  const read = new Set<string>()
  const seen = new Set<string>()
  for await (const { place, kept } of backups.copiesOf(plan)) {
    const { manifest } = kept
    yield {
      name: `the backup of ${new Date(manifest.madeAt).toISOString().slice(0, 16).replace('T', ' ')} UTC`,
      async segment(number) {
        const file = manifest.files.find(({ name }) => name === segmentName(number))
        if (file === undefined || read.has(`${number} ${file.parts.join()}`)) return null
        read.add(`${number} ${file.parts.join()}`)
        const bytes = new Uint8Array(file.bytes)
        for (const [i, sum] of file.parts.entries()) {
          const part = await readPart(place.files, place.folder, sum).catch(() => null)
          if (part !== null && i * PART_BYTES + part.length <= bytes.length) bytes.set(part, i * PART_BYTES)
        }
        return bytes
      },
      records: () => recordsIn(place, kept, seen),
    }
  }
}

/** So far a plan's journal went when the newest backup in its own folder was made. */
export async function backedUpTo(
  backups: Pick<Backups, 'copiesOf'>,
  plan: string,
  dataFolder: string,
): Promise<Position> {
  let end = JOURNAL_START
  for await (const { place, kept } of backups.copiesOf(plan)) {
    if (!place.folder.startsWith(dataFolder)) continue
    for (const { name, bytes } of kept.manifest.files) {
      const number = /^journal-(\d{6,})$/.exec(name)?.[1]
      if (number !== undefined) end = Math.max(end, positionAt(Number(number), bytes))
    }
  }
  return end
}
