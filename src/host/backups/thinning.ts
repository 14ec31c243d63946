import type { BackupSettings } from '../../contract/backup-calls.ts'
import type { KeptBackup } from './place.ts'
import { hashOfKept } from './plan-files.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
/** The last proven ones stay, however close together. */
const ALWAYS_KEPT = 2

/**
 * Which backups go: hourly for a day, daily for a month, monthly for ever. Of each such span the newest proven one stays.
 * One goes only if it was made by itself, nobody named it, and a newer proven one that stays holds all its records: what
 * a person made, and what predates an update, repair, restore, import or take-back, is never touched.
 */
export function thinnedOut(
  backups: readonly KeptBackup[],
  settings: Pick<BackupSettings, 'keepHourlyHours' | 'keepDailyDays'>,
  now: number,
): string[] {
  const newestFirst = [...backups].sort((a, b) => b.manifest.madeAt - a.manifest.madeAt)
  const good = newestFirst.filter(isGood)
  const staying = new Set<KeptBackup>(newestFirst.filter((one) => !mayGo(one)))
  for (const one of good.slice(0, ALWAYS_KEPT)) staying.add(one)
  const spans = new Set<string>()
  for (const one of good) {
    const span = spanOf(one.manifest.madeAt, settings, now)
    if (spans.has(span)) continue
    spans.add(span)
    staying.add(one)
  }
  return newestFirst
    .filter((one) => !staying.has(one))
    .filter((one) => good.some((other) => staying.has(other) && isNewer(other, one) && holdsAll(other, one)))
    .map((one) => one.manifest.id)
}

/** Proven, and of a plan that could be read as a whole. */
export const isGood = ({ manifest, marks }: KeptBackup): boolean =>
  marks.provenAt !== null && marks.fault === '' && manifest.damage.length === 0

/** A newer proven one that holds all of it: then a person may take it away. */
export function isCovered(one: KeptBackup, backups: readonly KeptBackup[]): boolean {
  return backups.some((other) => isGood(other) && isNewer(other, one) && holdsAll(other, one))
}

const mayGo = ({ manifest, marks, isMarked }: KeptBackup): boolean =>
  manifest.reason === 'automatic' && manifest.name === '' && marks.name === '' && isMarked

const isNewer = (a: KeptBackup, b: KeptBackup): boolean => a.manifest.madeAt > b.manifest.madeAt

function holdsAll({ manifest: a }: KeptBackup, { manifest: b }: KeptBackup): boolean {
  // An attached file that was lost since may be nowhere else.
  const names = new Set(a.files.map(({ name }) => name))
  if (b.files.some(({ name }) => hashOfKept(name) !== null && !names.has(name))) return false
  return Object.entries(b.frontier).every(([client, [seq, hash]]) => {
    const held = a.frontier[client]
    return held !== undefined && (held[0] > seq || (held[0] === seq && held[1] === hash))
  })
}

/** In the time of the clock's own zero, so that every machine draws the same lines. */
function spanOf(
  madeAt: number,
  { keepHourlyHours, keepDailyDays }: Pick<BackupSettings, 'keepHourlyHours' | 'keepDailyDays'>,
  now: number,
): string {
  const age = now - madeAt
  if (age < keepHourlyHours * HOUR) return `hour ${Math.floor(madeAt / HOUR)}`
  if (age < keepDailyDays * DAY) return `day ${Math.floor(madeAt / DAY)}`
  return `month ${new Date(madeAt).toISOString().slice(0, 7)}`
}
