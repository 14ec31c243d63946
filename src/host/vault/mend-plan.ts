import { basename, dirname, join } from 'node:path'
import type { DamagedPlace } from '../../contract/health-calls.ts'
import { codeOf, type Files } from '../ports/files.ts'
import { checkPlan, type CheckOptions, type PlanCheck } from './check-plan.ts'
import { mendJournal, type MendedJournal } from './mend-journal.ts'
import { isPacked } from './packed-segment.ts'
import { MARK, readMark, writeMark } from './plan-folder.ts'
import { JOURNAL_START, type Position } from './position.ts'
import type { RepairSource } from './repair-source.ts'
import { keepDamaged, putDamagedAside } from './replace-damaged.ts'
import { segmentName } from './segments.ts'
import { newestSnapshot } from './snapshot-store.ts'

export interface MendPlan extends Omit<CheckOptions, 'upTo'> {
  readonly now: number
  readonly sources: readonly RepairSource[]
  /** So far the journal is known to have gone. */
  readonly floor?: Position
  /** What the check before found. */
  readonly found: PlanCheck
}

export interface MendedPlan {
  /** What is there now. Places that were mended stand in it with where their bytes came from. */
  readonly check: PlanCheck
  readonly loose: MendedJournal['loose']
  /** A damaged snapshot was put aside: a new one is to be made. */
  readonly wantsSnapshot: boolean
}

/**
 * Mends what can be mended of a plan that is closed. Nothing is changed of which a copy is not kept first. Rejects where the
 * disk takes no writing; what was not mended by then is as it was.
 */
export async function mendPlan(job: MendPlan): Promise<MendedPlan> {
  const { files, folder, plan, now, sources, found } = job
  const snapshot = await newestSnapshot(files, folder, plan)
  const forged = forgedIn(found)
  const journal = await mendJournal({
    files,
    folder,
    plan,
    now,
    floor: Math.max(snapshot?.end ?? JOURNAL_START, job.floor ?? JOURNAL_START),
    lacking: found.places.some(({ file }) => file === 'journal'),
    sources,
    isSigned: async (number, bytes) => {
      const path = join(folder, segmentName(number))
      const after = await checkPlan({ ...job, files: withFile(files, path, bytes), upTo: Infinity })
      return [...forgedIn(after)].every((words) => forged.has(words))
    },
  })
  const kept = new Map<string, string>()
  let wantsSnapshot = false
  for (const { file } of found.places) {
    const path = join(folder, file)
    if (file === MARK && (await readMark(files, folder)) === undefined) {
      kept.set(file, await keepDamaged(files, path, now))
      await writeMark(files, folder, plan)
    }
    if (!isMadeAnew(file) || (await files.kind(path)) !== 'file') continue
    try {
      kept.set(file, await putDamagedAside(files, path, now, folder))
      wantsSnapshot ||= file.startsWith('snapshot-')
    } catch (error) {
      if (codeOf(error) !== 'EIO') throw error
    }
  }
  const check = await checkPlan({ ...job, upTo: Infinity })
  const mended = found.places
    .filter((place) => !check.places.some((left) => left.file === place.file && left.words === place.words))
    .map((place): DamagedPlace => {
      const segment = journal.mended.find(({ number }) => place.file.startsWith(segmentName(number)))
      const from =
        segment?.from ?? (isMadeAnew(place.file) || place.file === MARK ? 'the journal' : segmentless(journal))
      return { ...place, state: 'mended', from, keptAt: segment?.keptAt ?? kept.get(place.file) ?? '' }
    })
  const left = check.places.filter(
    (place) => !mended.some((one) => one.file === place.file && one.words === place.words),
  )
  return {
    check: { ...check, places: [...mended, ...left], damage: left.map(({ words }) => words) },
    loose: journal.loose,
    wantsSnapshot,
  }
}

/** Gaps in a line are mended together with the segments that held its records. */
const segmentless = ({ mended }: MendedJournal): string => [...new Set(mended.map(({ from }) => from))].join(' and ')

/** Files that nothing is lost with: they are put aside and made anew. */
function isMadeAnew(file: string): boolean {
  return /^(snapshot-\d{6,}|leases\.json(\.second)?|health\.json)$/.test(file) || dirname(file) === 'history'
}

/** Whether a look for what is missing at this place may change something. */
export function mayBeMended({ file, state }: DamagedPlace): boolean {
  return state === 'lost' || state === 'history-only' || isMadeAnew(file) || file === MARK || isPacked(file)
}

const forgedIn = ({ places }: PlanCheck): Set<string> =>
  new Set(places.flatMap(({ words }) => (words.includes('was changed after its device had signed it') ? [words] : [])))

/** The disk as it would be with this file on it; its compressed form is not seen. */
function withFile(files: Files, path: string, bytes: Uint8Array): Files {
  return {
    ...files,
    read: (one) => (one === path ? Promise.resolve(bytes) : files.read(one)),
    kind: (one) => (one === path ? Promise.resolve('file' as const) : files.kind(one)),
    list: async (one) => {
      const names = await files.list(one)
      return one !== dirname(path) || names.includes(basename(path)) ? names : [...names, basename(path)].sort()
    },
  }
}
