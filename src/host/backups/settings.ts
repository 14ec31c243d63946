import type { BackupSettings } from '../../contract/backup-calls.ts'

/** What this device remembers of its backups, in a note beside the plans. */
export interface BackupNote extends BackupSettings {
  /** When a backup last reached the chosen folder. */
  readonly folderSince: number | null
  /** A plan that is being made from a backup: if the host ends meanwhile, what there is of it is nothing. */
  readonly restoring: string | null
}

export const BACKUP_NOTE = 'backup-settings'

const DEFAULTS: BackupNote = {
  automatic: true,
  everyMinutes: 60,
  keepHourlyHours: 24,
  keepDailyDays: 30,
  folder: null,
  folderSince: null,
  restoring: null,
}

/** A note that cannot be read, or says something else, counts as never written. */
export function readBackupNote(saved: unknown): BackupNote {
  const note = typeof saved === 'object' && saved !== null ? (saved as Partial<Record<keyof BackupNote, unknown>>) : {}
  const number = (key: 'everyMinutes' | 'keepHourlyHours' | 'keepDailyDays'): number => {
    const value = note[key]
    return typeof value === 'number' && value > 0 ? value : DEFAULTS[key]
  }
  return {
    automatic: note.automatic !== false,
    everyMinutes: number('everyMinutes'),
    keepHourlyHours: number('keepHourlyHours'),
    keepDailyDays: number('keepDailyDays'),
    folder: typeof note.folder === 'string' && note.folder !== '' ? note.folder : null,
    folderSince: typeof note.folderSince === 'number' ? note.folderSince : null,
    restoring: typeof note.restoring === 'string' ? note.restoring : null,
  }
}
