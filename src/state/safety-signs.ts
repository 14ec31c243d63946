import type { BackupInfo, BackupsOverview } from '../contract/backup-calls.ts'
import type { DamagedPlace, PlanHealth } from '../contract/health-calls.ts'

/** Something about a plan's safety that a person has to look at. */
export interface SafetySign {
  readonly kind: 'lost' | 'held' | 'history' | 'folder' | 'unproven'
  /** Something is lost already, not only at risk. */
  readonly isLoss: boolean
  readonly words: string
}

const DAY = 24 * 3_600_000
const WEEK = 7 * DAY

/** The newest that was restored in a scratch place and compared; only those count. */
export function newestProven(backups: readonly BackupInfo[]): BackupInfo | null {
  return backups.find((backup) => backup.provenAt !== null && backup.fault === '') ?? null
}

/** What needs the person, the worst first; empty while all is well. What is not known yet says nothing. */
export function signsOf({
  overview,
  health,
  lastChange,
  now,
}: {
  readonly overview: BackupsOverview | null
  readonly health: PlanHealth | null
  /** When the plan was written in last; null if that is not known. */
  readonly lastChange: number | null
  readonly now: number
}): readonly SafetySign[] {
  const signs: SafetySign[] = []
  const damaged = (state: DamagedPlace['state']): number =>
    health?.damage.filter((place) => place.state === state).length ?? 0
  const lost = damaged('lost')
  if (lost > 0)
    signs.push({
      kind: 'lost',
      isLoss: true,
      words:
        lost === 1 ? 'One damaged place could not be mended yet.' : `${lost} damaged places could not be mended yet.`,
    })
  const held = health?.held.length ?? 0
  if (held > 0)
    signs.push({
      kind: 'held',
      isLoss: false,
      words:
        held === 1
          ? 'One edit waits for another that nobody here has.'
          : `${held} edits wait for others that nobody here has.`,
    })
  const ofHistory = damaged('history-only')
  // Beside a loss of the plan itself it is of no weight, and would not be true.
  if (ofHistory > 0 && lost === 0)
    signs.push({
      kind: 'history',
      isLoss: false,
      words:
        ofHistory === 1
          ? 'One damaged place of History could not be mended yet. The plan as it stands is whole.'
          : `${ofHistory} damaged places of History could not be mended yet. The plan as it stands is whole.`,
    })
  if (overview === null) return signs
  const away = folderAway(overview, now)
  if (away !== '') signs.push({ kind: 'folder', isLoss: false, words: away })
  const unproven = notProven(overview, lastChange, now)
  if (unproven !== '') signs.push({ kind: 'unproven', isLoss: false, words: unproven })
  return signs
}

/** A stick is pulled out every evening: only a folder that stays away is worth a word. */
function folderAway({ settings, folderTrouble, folderSince }: BackupsOverview, now: number): string {
  if (settings.folder === null || folderTrouble === '') return ''
  if (folderSince === null) return 'No backup has ever reached your backup folder.'
  const days = Math.floor((now - folderSince) / DAY)
  if (days < 1) return ''
  return `No backup has reached your backup folder for ${days === 1 ? 'a day' : `${days} days`}.`
}

/** A plan that rests needs no new backup; one that is written in needs one that counts. */
function notProven({ settings, backups }: BackupsOverview, lastChange: number | null, now: number): string {
  const proven = newestProven(backups)
  if (proven === null) {
    const first = backups.at(-1)
    if (first !== undefined && now - first.madeAt > WEEK) return 'No backup of this plan is proven.'
    return first === undefined && !settings.automatic
      ? 'There is no backup of this plan, and none is made by itself.'
      : ''
  }
  const isBehind = lastChange === null || lastChange > (proven.lastChange ?? proven.madeAt)
  return isBehind && now - proven.madeAt > WEEK ? 'The last proven backup is older than a week.' : ''
}
