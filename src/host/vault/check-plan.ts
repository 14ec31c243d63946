import { basename, join } from 'node:path'
import { decodeRecord, FIRST_HASH, nextHash, verifyRecord, type PlanRecord } from '../../sync/record.ts'
import { codeOf, type Files } from '../ports/files.ts'
import { isDamage } from './damage.ts'
import { readSegments } from './journal-reader.ts'
import { checkPlanFolder } from './plan-folder.ts'
import { JOURNAL_START, type Position } from './position.ts'
import { nodeRecordCrypto } from './record-crypto.ts'
import { readSegmentHeader } from './segment-header.ts'
import { listSegments } from './segments.ts'
import { readSnapshot } from './snapshot-file.ts'
import { snapshotNames } from './snapshot-store.ts'

export interface PlanCheck {
  readonly records: number
  /** One sentence for each damaged place. Empty: all is well. */
  readonly damage: readonly string[]
}

export interface CheckOptions {
  readonly files: Files
  readonly folder: string
  readonly plan: string
  /** Of a plan that is being written: what lies behind it is not finished yet. */
  readonly upTo: Position
  /** Public key of a device. Lines of unknown devices are read, and their signatures taken as they are. */
  readonly keyOf: (device: string) => Uint8Array | undefined
}

/**
 * Reads every record and every snapshot of a plan's folder: sums, form, plan, gaps, and by its chain of hashes and its last
 * signature that nobody changed a line afterwards. Writes nothing and never fails: what it cannot read is in the answer.
 */
export async function checkPlan({ files, folder, plan, upTo, keyOf }: CheckOptions): Promise<PlanCheck> {
  const damage: string[] = []
  let records = 0
  try {
    const checked = await checkPlanFolder(files, folder, plan)
    if (!checked.ok) return { records: 0, damage: [checked.error.message] }
    const { segments } = await listSegments(files, folder)
    if (segments.length === 0) damage.push('The journal is missing.')
    for (const segment of segments) {
      const header = readSegmentHeader(await files.read(segment.path))?.header
      if (header !== undefined && header.plan !== plan)
        damage.push(`${basename(segment.path)} belongs to another plan.`)
    }
    const lines = createLineCheck(damage)
    for await (const one of readSegments(files, segments, { from: JOURNAL_START, upTo })) {
      if (isDamage(one)) {
        damage.push(`${one.message}.`)
        continue
      }
      records++
      const record = decodeRecord(one.bytes)
      if (!record.ok) damage.push(`Record ${records} of the journal cannot be read: ${record.error.message}`)
      else if (record.value.plan !== plan) damage.push(`Record ${records} of the journal belongs to another plan.`)
      else lines.take(record.value)
    }
    lines.finish(keyOf)
    for (const name of await snapshotNames(files, folder)) {
      if (readSnapshot(await files.read(join(folder, name))) === null)
        damage.push(`${name} is damaged; an older snapshot and the journal stand in for it.`)
    }
  } catch (error) {
    damage.push(
      `The disk did not give all files of this plan (${codeOf(error) || (error instanceof Error ? error.message : 'unknown failure')}).`,
    )
  }
  return { records, damage }
}

interface CheckedLine {
  last: PlanRecord
  /** Hash of the line before its last record; null behind a gap, where it cannot be known. */
  before: Uint8Array | null
}

function createLineCheck(damage: string[]) {
  const crypto = nodeRecordCrypto(() => new Uint8Array())
  const lines = new Map<number, CheckedLine>()
  return {
    take(record: PlanRecord): void {
      const { client, seq } = record
      const line = lines.get(client)
      const held = line?.last.seq ?? 0
      // Twice the same is harmless: what counts is the first.
      if (seq <= held) return
      if (seq > held + 1)
        damage.push(
          seq === held + 2
            ? `Record ${seq - 1} of line ${client} is missing.`
            : `Records ${held + 1} to ${seq - 1} of line ${client} are missing.`,
        )
      const before =
        seq > held + 1
          ? null
          : line === undefined
            ? FIRST_HASH
            : line.before && nextHash(crypto, line.before, line.last.bytes)
      // Only what the next one needs is kept, not the whole segment that it lies in.
      lines.set(client, {
        last: { ...record, bytes: record.bytes.slice(), signature: record.signature.slice() },
        before,
      })
    },
    finish(keyOf: CheckOptions['keyOf']): void {
      for (const [client, { last, before }] of lines) {
        const key = keyOf(last.device)
        if (key !== undefined && before !== null && !verifyRecord(crypto, key, before, last))
          damage.push(
            `Line ${client} is not what its device signed: one of its ${last.seq} records was changed afterwards.`,
          )
      }
    },
  }
}
