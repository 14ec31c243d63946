import { CallFailed } from '../../contract/calls.ts'
import type { Vault } from '../vault/vault.ts'
import { whyNot } from './chosen-folder.ts'
import { BACKUP_NOTE, readBackupNote, type BackupNote } from './settings.ts'

/** The settings of backups as they are kept beside the plans. */
export interface KeptSettings {
  now(): BackupNote
  /** Until they were read nothing is written over them. */
  readonly areRead: boolean
  read(): Promise<BackupNote>
  /** Rejects with a sentence where the disk does not take it; they stay as they were then. */
  keep(change: Partial<BackupNote>): Promise<void>
}

export function createKeptSettings(vault: Pick<Vault, 'readNote' | 'writeNote'>): KeptSettings {
  let note = readBackupNote(undefined)
  let areRead = false
  return {
    now: () => note,
    get areRead() {
      return areRead
    },
    async read() {
      note = readBackupNote(await vault.readNote(BACKUP_NOTE))
      areRead = true
      return note
    },
    async keep(change) {
      if (!areRead)
        throw new CallFailed(
          'not-kept',
          'The settings of backups could not be read from the disk, so nothing is written over them. Try again in a minute.',
        )
      const next = { ...note, ...change }
      try {
        await vault.writeNote(BACKUP_NOTE, next)
      } catch (error) {
        throw new CallFailed('not-kept', `It could not be kept: ${whyNot(error)}. Everything is as it was.`)
      }
      note = next
    },
  }
}
