import { join } from 'node:path'
import type { DamagedPlace } from '../../contract/health-calls.ts'
import { checkBackups, type DamagedBackupFile } from '../backups/check-backups.ts'
import type { Files } from '../ports/files.ts'

/** Damage of the backups that went along with plans when they were removed. */
export async function checkRemovedBackups(files: Files, root: string): Promise<DamagedPlace[]> {
  const places: DamagedPlace[] = []
  for (const name of await files.list(join(root, 'removed'))) {
    const folder = join('removed', name, 'backups')
    const damaged = await checkBackups({ files, folder: join(root, folder), isOurs: false })
    for (const one of damaged) places.push(backupPlace(folder, one))
  }
  return places
}

/** The plan itself is whole; a backup that cannot be restored any more is a copy less of its past. */
export function backupPlace(folder: string, { file, words, backups }: DamagedBackupFile): DamagedPlace {
  const state = backups.length === 0 ? 'harmless' : 'history-only'
  return { file: join(folder, file), words, record: null, state, from: '', keptAt: '' }
}
