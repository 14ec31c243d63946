import type { KeptBackup, Place } from '../backups/place.ts'
import { BackupDamaged, fileOf, hashOfKept, keptNameOf } from '../backups/plan-files.ts'
import { codeOf } from '../ports/files.ts'
import { hashOf } from '../vault/file-shelf.ts'
import type { FilesInBackups } from './lost-files.ts'

/** Attached files out of a plan's backups, the newest first. A damaged backup is passed over. */
export function filesInBackups(
  copies: () => AsyncIterable<{ readonly place: Place; readonly kept: KeptBackup }>,
): FilesInBackups {
  return {
    async inBackups(hash) {
      for await (const { place, kept } of copies()) {
        const { manifest } = kept
        if (!manifest.files.some(({ name }) => name === keptNameOf(hash))) continue
        const bytes = await fileOf(place, manifest, keptNameOf(hash)).catch((error: unknown) => {
          if (error instanceof BackupDamaged || codeOf(error) !== '') return null
          throw error
        })
        if (bytes === null || (await hashOf(bytes)) !== hash) continue
        const name = `the backup of ${new Date(manifest.madeAt).toISOString().slice(0, 16).replace('T', ' ')} UTC`
        return { bytes, name }
      }
      return null
    },
    async namedByBackups() {
      const hashes = new Set<string>()
      for await (const { kept } of copies())
        for (const { name } of kept.manifest.files) {
          const hash = hashOfKept(name)
          if (hash !== null) hashes.add(hash)
        }
      return hashes
    },
  }
}
