import { join } from 'node:path'
import { fail, ok, type Failure, type Result } from '../../model/result.ts'
import { codeOf, isNoFile, type Files } from '../ports/files.ts'
import { createJsonFile, writeFresh } from './json-file.ts'
import { segmentBytes } from './segment-bytes.ts'
import { encodeSegmentHeader, readSegmentHeader } from './segment-header.ts'
import { listSegments, segmentName } from './segments.ts'
import { readSnapshot } from './snapshot-file.ts'

/** What a plan's folder says of itself. */
interface PlanMark {
  readonly v: number
  readonly id: string
}

const FOLDER_VERSION = 1
export const MARK = 'plan.json'

export const isPlanId = (text: string): boolean => /^[a-z0-9][a-z0-9-]{0,63}$/i.test(text)

/** Makes the folder of an empty plan beside its place and moves it there whole. */
export async function makePlanFolder(files: Files, plans: string, id: string): Promise<void> {
  const fresh = join(plans, `.new-${id}`)
  await files.remove(fresh)
  await files.makeFolder(fresh)
  await createJsonFile(files, join(fresh, MARK)).write({ v: FOLDER_VERSION, id } satisfies PlanMark)
  await writeFresh(files, join(fresh, segmentName(1)), encodeSegmentHeader({ plan: id, lines: {} }))
  await files.syncFolder(fresh)
  await files.rename(fresh, join(plans, id))
  await files.syncFolder(plans)
}

/** Whether this is the folder of that plan and one that we can read. Changes nothing. */
export async function checkPlanFolder(files: Files, folder: string, id: string): Promise<Result<void>> {
  let mark: PlanMark | undefined
  try {
    if ((await files.kind(folder)) !== 'folder')
      return fail({ type: 'no-plan', message: 'There is no such plan in this data folder.' })
    mark = await readMark(files, folder)
    // The journal says the same; a damaged mark keeps no plan shut.
    if (mark === undefined && (await isSaidByJournal(files, folder, id))) return ok(undefined)
  } catch (error) {
    return fail(unreadable(error))
  }
  if (mark === undefined)
    return fail({
      type: 'unreadable',
      message: `The folder ${folder} does not say which plan it holds (${MARK} is missing or damaged). Nothing was changed.`,
    })
  if (mark.v > FOLDER_VERSION)
    return fail({
      type: 'newer',
      message: 'This plan was written by a newer Ordinal. Update Ordinal to open it. Nothing was changed.',
    })
  if (mark.id !== id)
    return fail({
      type: 'unreadable',
      message: `The folder ${folder} holds the plan ${mark.id}, not ${id}. Nothing was changed.`,
    })
  return ok(undefined)
}

/** Undefined where it is missing or damaged. */
export async function readMark(files: Files, folder: string): Promise<PlanMark | undefined> {
  try {
    const mark = (await createJsonFile(files, join(folder, MARK)).read()) as Partial<PlanMark> | null | undefined
    return typeof mark?.id === 'string' && typeof mark.v === 'number' ? (mark as PlanMark) : undefined
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof TypeError || codeOf(error) === 'EIO' || isNoFile(error))
      return undefined
    throw error
  }
}

/** Writes the mark anew, whatever is there. */
export function writeMark(files: Files, folder: string, id: string): Promise<void> {
  return createJsonFile(files, join(folder, MARK)).write({ v: FOLDER_VERSION, id } satisfies PlanMark)
}

/** True if a segment's header or a snapshot names this plan. */
async function isSaidByJournal(files: Files, folder: string, id: string): Promise<boolean> {
  const { segments } = await listSegments(files, folder)
  for (const segment of segments) {
    const bytes = await segmentBytes(files, segment).catch(() => new Uint8Array())
    if (readSegmentHeader(bytes)?.header.plan === id) return true
  }
  for (const name of await files.list(folder))
    if (/^snapshot-\d{6,}$/.test(name)) {
      const bytes = await files.read(join(folder, name)).catch(() => new Uint8Array())
      if (readSnapshot(bytes)?.plan === id) return true
    }
  return false
}

export function unreadable(error: unknown): Failure {
  const code = codeOf(error)
  if (code === 'EACCES' || code === 'EPERM')
    return { type: 'unreadable', message: 'Ordinal may not read the files of this plan. Nothing was changed.' }
  const why =
    code ||
    (error instanceof SyntaxError ? 'a file of it is damaged' : error instanceof Error ? error.message : String(error))
  return { type: 'unreadable', message: `This plan cannot be read from the disk (${why}). Nothing was changed.` }
}
