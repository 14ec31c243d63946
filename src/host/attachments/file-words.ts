import { CallFailed } from '../../contract/calls.ts'
import type { AttachmentState } from '../../contract/attachment-calls.ts'
import type { Plan } from '../../doc/plan.ts'
import { LARGEST_ALL_FILES, sizeWords } from '../../model/attachment.ts'
import { codeOf } from '../ports/files.ts'
import type { FileFetching } from './fetch-files.ts'
import { namedFiles } from './named-files.ts'

/** Where a file is that is not here, and what has to happen for it to come. */
export function whereWords(
  plan: Plan,
  fetching: Pick<FileFetching, 'state' | 'nameOf' | 'isAlone'>,
  hash: string,
  state: AttachmentState['state'],
): string {
  const fetch = fetching.state(hash)
  const wrong =
    fetch === null || fetch.wrong.length === 0
      ? ''
      : `${fetch.wrong.map(fetching.nameOf).join(' and ')} sent other bytes than were attached; they were thrown away. `
  if (fetch !== null && fetch.trouble !== '') return `It could not be kept: ${troubleWords(fetch.trouble)}`
  if (state === 'coming') return `${wrong}Coming from ${fetching.nameOf(fetch?.from ?? '')}`
  const by = namedFiles(plan).get(hash)?.last.by ?? null
  const who = (by === null ? undefined : plan.row('people', by)?.name) ?? ''
  const from = who === '' ? 'a device that has it' : `${who}’s device, or another that has it,`
  const start = state === 'damaged' ? 'Damaged on this device’s disk' : 'Not on this device yet'
  if (fetching.isAlone()) return `${wrong}${start}. It comes when ${from} is in the room.`
  return `${wrong}${start}, and nobody in the room has it. It comes when ${from} is here.`
}

function troubleWords(trouble: string): string {
  if (trouble === 'EDQUOT') return `${fullWords()} Nothing else is lost.`
  const what = trouble === 'ENOSPC' ? 'the disk is full' : `the disk failed (${trouble})`
  return `${what}. Nothing else is lost; it is tried again.`
}

function fullWords(): string {
  return `the files of this plan take ${sizeWords(LARGEST_ALL_FILES)} on this device, which is as much as a plan takes.`
}

/** What a person reads who tried to attach it. Anything but a trouble of the disk is handed on as it is. */
export function diskWords(error: unknown): unknown {
  const code = codeOf(error)
  if (code === '') return error
  if (code === 'EDQUOT')
    return new CallFailed(
      'too-much',
      `The file was not attached: ${fullWords()} Put it where all can reach it and attach the link.`,
    )
  const why =
    { ENOSPC: 'the disk is full', EROFS: 'the disk is read-only', EACCES: 'this user may not write there' }[code] ??
    code
  return new CallFailed(
    'disk',
    `The file was not attached: ${why}. Nothing else is lost. Make room and attach it again.`,
  )
}
