import { join } from 'node:path'
import { isNoFile, type Files } from '../ports/files.ts'
import { isPacked } from './packed-segment.ts'
import { isWholeStage } from './segment-scan.ts'

/** One file of a journal. */
export interface Segment {
  readonly number: number
  readonly path: string
}

export interface SegmentList {
  /** In the order of the journal. The last ones may be finished stages that still wait for their name. */
  readonly segments: readonly Segment[]
  /** Stages that somebody began and never finished: nothing in them was ever promised. */
  readonly unfinished: readonly string[]
}

export const segmentName = (number: number): string => `journal-${String(number).padStart(6, '0')}`
export const stageName = (name: string): string => `staged-${name}`

/** Looks, and changes nothing. `after`: numbers up to this are not given to finished stages, whatever is there. */
export async function listSegments(files: Files, folder: string, after = 0): Promise<SegmentList> {
  const names = await files.list(folder)
  const segments: Segment[] = names.flatMap((name) => {
    const number = /^journal-(\d{6,9})(?:\.packed)?$/.exec(name)?.[1]
    if (number === undefined) return []
    // Both are there after a crash in between: the plain one counts.
    return isPacked(name) && names.includes(segmentName(Number(number)))
      ? []
      : [{ number: Number(number), path: join(folder, name) }]
  })
  segments.sort((a, b) => a.number - b.number)
  const unfinished: string[] = []
  for (const name of names.filter((one) => /^staged-[a-z0-9-]+$/i.test(one))) {
    const path = join(folder, name)
    const bytes = await files.read(path).catch(nothingFromNoFile)
    if (bytes === null) continue
    if (isWholeStage(bytes)) segments.push({ number: Math.max(after, segments.at(-1)?.number ?? 0) + 1, path })
    else unfinished.push(path)
  }
  return { segments, unfinished }
}

/** A folder or a pipe under such a name is none of ours. */
function nothingFromNoFile(error: unknown): null {
  if (!isNoFile(error)) throw error
  return null
}
