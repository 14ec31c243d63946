import type { BackupInfo, BackupSettings, BackupsOverview } from '../../contract/backup-calls.ts'

const REASONS: Readonly<Record<string, string>> = {
  automatic: 'by itself',
  person: 'by a person',
  'before-update': 'before an update',
  'before-repair': 'before a repair',
  'before-restore': 'before a restore',
  'before-import': 'before an import',
  'before-take-back': 'before a take-back',
}

export function backupWords(backup: BackupInfo): string {
  const proven = backup.provenAt === null ? 'NOT PROVEN' : `restored and compared ${timeWords(backup.provenAt)}`
  return [
    `Backup ${backup.id} of "${backup.planName}": ${backup.items} items, ${backup.records} records, ${sizeWords(backup.bytes)}, ${proven}.`,
    ...(backup.path === undefined ? [] : [`  ${backup.path}`]),
    ...(backup.fault === '' ? [] : [`  ${backup.fault}`]),
  ].join('\n')
}

export function backupsTable({ backups, folderTrouble, settings, removed = [] }: BackupsOverview): string {
  const lines = backups.map((one) =>
    [
      one.id,
      one.planName,
      `${one.items} items`,
      sizeWords(one.bytes),
      one.name === '' ? (REASONS[one.reason] ?? one.reason) : `"${one.name}"`,
      one.provenAt === null ? 'NOT PROVEN' : `proven ${timeWords(one.provenAt)}`,
      one.places.join(' and '),
      ...(one.fault === '' ? [] : [one.fault]),
    ].join('  '),
  )
  if (lines.length === 0) lines.push('No backups yet. "ordinal backup" makes one of every plan.')
  if (settings.folder === null)
    lines.push(
      'All of them lie beside the plans. "ordinal backup-settings --folder FOLDER" keeps them on a stick or in a synced folder too.',
    )
  if (folderTrouble !== '') lines.push(folderTrouble)
  if (removed.length > 0) lines.push('Removed plans, which "ordinal restore FOLDER" brings back:')
  for (const one of removed)
    lines.push(
      `  ${one.path}  ${one.planName || one.plan}${one.removedAt === null ? '' : `  removed ${timeWords(one.removedAt)}`}`,
    )
  return lines.join('\n')
}

export function settingsWords(settings: BackupSettings, folderTrouble: string, folderSince: number | null): string {
  return [
    settings.automatic
      ? `Each plan that changed is backed up by itself, at most every ${settings.everyMinutes} minutes.`
      : 'Nothing is backed up by itself.',
    `Of those made by themselves one an hour is kept for ${settings.keepHourlyHours} hours, one a day for ${settings.keepDailyDays} days, one a month for ever.`,
    settings.folder === null
      ? 'They lie beside the plans only; no other folder is chosen.'
      : `They lie beside the plans and in ${settings.folder}${folderSince === null ? ', where none has come yet' : `, where one came last ${timeWords(folderSince)}`}.`,
    ...(folderTrouble === '' ? [] : [folderTrouble]),
  ].join('\n')
}

const timeWords = (time: number): string => new Date(time).toISOString()

/** The size of a file, for people: at least 1 kB. */
export function sizeWords(bytes: number): string {
  return bytes < 1_000_000 ? `${Math.max(1, Math.round(bytes / 1000))} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`
}
