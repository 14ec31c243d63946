import { join } from 'node:path'
import { codeOf } from '../ports/files.ts'
import { readMarks, type Manifest } from './manifest.ts'
import { PARTS, readPart } from './parts.ts'
import { listPlace, type Place } from './place.ts'

/** A file of a place that is not as it was written. */
export interface DamagedBackupFile {
  /** Path below the place. */
  readonly file: string
  /** One sentence. */
  readonly words: string
  /** Ids of the backups that cannot be restored because of it. */
  readonly backups: readonly string[]
}

/** Reads every byte of a place. Writes nothing. Rejects only if the disk does not give the folder. */
export async function checkBackups(place: Place): Promise<DamagedBackupFile[]> {
  const { files, folder } = place
  const damaged: DamagedBackupFile[] = []
  const { backups, unreadable } = await listPlace(place)
  for (const file of unreadable)
    damaged.push({
      file,
      words: `The backup ${file.replace(/\.backup$/, '')} cannot be read: what it is (${file}) is damaged. It stays; make a new one.`,
      backups: [file.replace(/\.backup$/, '')],
    })
  const names = await files.list(folder).catch(absent)
  for (const name of names.filter((one) => one.endsWith('.marks')))
    if (readMarks(await files.read(join(folder, name)).catch(() => new Uint8Array())) === null)
      damaged.push({
        file: name,
        words: `${name} is damaged: when that backup was proven, or what it was called, is not known any more. It is proven anew.`,
        backups: [],
      })
  const users = new Map<string, string[]>()
  for (const { manifest } of backups)
    for (const sum of new Set(partsOf(manifest))) users.set(sum, [...(users.get(sum) ?? []), manifest.id])
  const there = (await files.list(join(folder, PARTS)).catch(absent)).filter((name) => /^[0-9a-f]{64}$/.test(name))
  for (const sum of new Set([...users.keys(), ...there])) {
    if ((await readPart(files, folder, sum)) !== null) continue
    const of = users.get(sum) ?? []
    damaged.push({
      file: `${PARTS}/${sum}`,
      words:
        of.length === 0
          ? `${sum.slice(0, 12)} is a damaged part that no backup needs any more.`
          : `A part of ${of.length === 1 ? `the backup ${of[0]}` : `${of.length} backups`} is missing or damaged (${sum.slice(0, 12)}). The plan itself is not touched by that; the next backup writes the part anew if the plan still holds it.`,
      backups: of,
    })
  }
  return damaged
}

const partsOf = (manifest: Manifest): string[] => manifest.files.flatMap((file) => file.parts)

function absent(error: unknown): string[] {
  if (['ENOENT', 'ENOTDIR'].includes(codeOf(error))) return []
  throw error
}
