import { join } from 'node:path'
import { fail, ok, type Failure, type Result } from '../../model/result.ts'
import { codeOf, type Files } from '../ports/files.ts'
import { createJsonFile, writeFresh } from './json-file.ts'
import { encodeSegmentHeader } from './segment-header.ts'
import { segmentName } from './segments.ts'

/** What a plan's folder says of itself. */
interface PlanMark {
  readonly v: number
  readonly id: string
}

const FOLDER_VERSION = 1
const MARK = 'plan.json'

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
    mark = (await createJsonFile(files, join(folder, MARK)).read()) as PlanMark | undefined
  } catch (error) {
    return fail(unreadable(error))
  }
  if (mark === undefined)
    return fail({
      type: 'unreadable',
      message: `The folder ${folder} does not say which plan it holds (${MARK} is missing). Nothing was changed.`,
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

export function unreadable(error: unknown): Failure {
  const code = codeOf(error)
  if (code === 'EACCES' || code === 'EPERM')
    return { type: 'unreadable', message: 'Ordinal may not read the files of this plan. Nothing was changed.' }
  const why =
    code ||
    (error instanceof SyntaxError ? 'a file of it is damaged' : error instanceof Error ? error.message : String(error))
  return { type: 'unreadable', message: `This plan cannot be read from the disk (${why}). Nothing was changed.` }
}
