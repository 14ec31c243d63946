import { basename, join } from 'node:path'
import { decodeRecord } from '../../sync/record.ts'
import { codeOf, type Files } from '../ports/files.ts'
import { isDamage, type Damage } from './damage.ts'
import { readSegments } from './journal-reader.ts'
import { checkPlanFolder } from './plan-folder.ts'
import { JOURNAL_START, type Position } from './position.ts'
import { readSegmentHeader } from './segment-header.ts'
import { listSegments } from './segments.ts'
import { readSnapshot } from './snapshot-file.ts'
import { snapshotNames } from './snapshot-store.ts'

export interface PlanCheck {
  readonly records: number
  /** One sentence for each damaged place. Empty: all is well. */
  readonly damage: readonly string[]
}

/**
 * Reads every record and every snapshot of a plan's folder: sums, form, plan, and that no line has a gap. Writes nothing.
 * `upTo`: of a plan that is being written, what lies behind it is not finished yet.
 */
export async function checkPlan(files: Files, folder: string, id: string, upTo: Position = Infinity): Promise<PlanCheck> {
  const damage: string[] = []
  let records = 0
  try {
    const checked = await checkPlanFolder(files, folder, id)
    if (!checked.ok) return { records: 0, damage: [checked.error.message] }
    const { segments } = await listSegments(files, folder)
    if (segments.length === 0) damage.push('The journal is missing.')
    for (const segment of segments) {
      const header = readSegmentHeader(await files.read(segment.path))?.header
      if (header !== undefined && header.plan !== id) damage.push(`${basename(segment.path)} belongs to another plan.`)
    }
    const lines = new Map<number, number>()
    for await (const one of readSegments(files, segments, { from: JOURNAL_START, upTo })) {
      if (isDamage(one)) {
        damage.push(sentenceOf(one))
        continue
      }
      records++
      const record = decodeRecord(one.bytes)
      if (!record.ok) {
        damage.push(`Record ${records} of the journal cannot be read: ${record.error.message}`)
        continue
      }
      const { client, seq, plan } = record.value
      if (plan !== id) damage.push(`Record ${records} of the journal belongs to another plan.`)
      const before = lines.get(client) ?? 0
      if (seq > before + 1) damage.push(seq === before + 2 ? `Record ${seq - 1} of line ${client} is missing.` : `Records ${before + 1} to ${seq - 1} of line ${client} are missing.`)
      lines.set(client, Math.max(before, seq))
    }
    for (const name of await snapshotNames(files, folder)) {
      if (readSnapshot(await files.read(join(folder, name))) === null) damage.push(`${name} is damaged; an older snapshot and the journal stand in for it.`)
    }
  } catch (error) {
    damage.push(`The disk did not give all files of this plan (${codeOf(error) || (error instanceof Error ? error.message : 'unknown failure')}).`)
  }
  return { records, damage }
}

const sentenceOf = ({ message }: Damage): string => `${message}.`
