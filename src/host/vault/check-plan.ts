import { basename, join } from 'node:path'
import type { DamagedPlace } from '../../contract/health-calls.ts'
import { decodeRecord, FIRST_HASH, nextHash, verifyRecord, type PlanRecord } from '../../sync/record.ts'
import { linesOf } from '../history/checkpoints.ts'
import { codeOf, isNoFile, type Files } from '../ports/files.ts'
import { checkPlanFiles, harmless } from './check-files.ts'
import { isDamage, type Damage } from './damage.ts'
import { damageWords, readSegments } from './journal-reader.ts'
import { checkPlanFolder } from './plan-folder.ts'
import { JOURNAL_START, offsetOf, segmentOf, type Position } from './position.ts'
import { nodeRecordCrypto } from './record-crypto.ts'
import { readSegmentHeader } from './segment-header.ts'
import { segmentBytes } from './segment-bytes.ts'
import { listSegments, segmentName } from './segments.ts'
import { readSnapshot } from './snapshot-file.ts'
import { saysWhatItClaims } from './snapshot-fits.ts'
import { newestSnapshot, snapshotNames } from './snapshot-store.ts'

export interface PlanCheck {
  readonly records: number
  /** One sentence for each damaged place. Empty: all is well. */
  readonly damage: readonly string[]
  /** The same with what is known of each. Files are named within the plan's folder. */
  readonly places: readonly DamagedPlace[]
}

export interface CheckOptions {
  readonly files: Files
  readonly folder: string
  readonly plan: string
  /** Of a plan that is being written: what lies behind it is not finished yet. */
  readonly upTo: Position
  /** Public key of a device. Lines of unknown devices are read, and their signatures taken as they are. */
  readonly keyOf: (device: string) => Uint8Array | undefined
  /** What a person is called; their id where it is left out. */
  readonly personOf?: (id: string) => string
  /** Bytes of the journal that were looked at, of how many. */
  readonly tell?: (done: number, total: number) => void
}

/** Records between two looks at what else there is to do: some milliseconds. */
const SLICE = 500

/**
 * Reads every record and every snapshot of a plan's folder: sums, form, plan, gaps, and by its chain of hashes and its last
 * signature that nobody changed a line afterwards. Writes nothing and never fails: what it cannot read is in the answer.
 */
export async function checkPlan(options: CheckOptions): Promise<PlanCheck> {
  const { files, folder, plan, upTo, keyOf, personOf = (id) => id, tell } = options
  const places: DamagedPlace[] = []
  let records = 0
  try {
    const checked = await checkPlanFolder(files, folder, plan)
    if (!checked.ok) return checkOf(0, [lost('plan.json', checked.error.message)])
    const { segments } = await listSegments(files, folder)
    if (segments.length === 0) places.push(lost('journal', 'The journal is missing.'))
    /** Where each segment begins if all lay in one file. */
    const begins = new Map<number, number>()
    let total = 0
    for (const segment of segments) {
      const bytes = await segmentBytes(files, segment).catch(nothingFromBadDisk)
      begins.set(segment.number, total)
      total += bytes.length
      const header = readSegmentHeader(bytes)?.header
      if (header !== undefined && header.plan !== plan)
        places.push(lost(basename(segment.path), `${basename(segment.path)} belongs to another plan.`))
    }
    const snapshot = await newestSnapshot(files, folder, plan)
    const broken: Damage[] = []
    const lines = createLineCheck()
    for await (const one of readSegments(files, segments, { from: JOURNAL_START, upTo })) {
      if (isDamage(one)) {
        broken.push(one)
        continue
      }
      if (++records % SLICE === 0) {
        tell?.((begins.get(segmentOf(one.position)) ?? 0) + offsetOf(one.position), total)
        await new Promise((resolve) => setImmediate(resolve))
      }
      const record = decodeRecord(one.bytes)
      const file = segmentName(segmentOf(one.position))
      if (!record.ok)
        places.push(lost(file, `Record ${records} of the journal cannot be read: ${record.error.message}`))
      else if (record.value.plan !== plan)
        places.push(lost(file, `Record ${records} of the journal belongs to another plan.`))
      else lines.take(record.value)
    }
    for (const one of broken) places.push(placeOf(one, snapshot?.end ?? 0, lines, personOf))
    const inSnapshot = linesOf(snapshot?.meta ?? {})
    for (const gap of lines.gaps())
      if (!broken.some((one) => standsFor(one, gap)))
        places.push({
          ...lost('journal', gapWords(gap)),
          state: (inSnapshot.get(gap.client) ?? 0) >= gap.to ? 'history-only' : 'lost',
        })
    for (const words of lines.forged(keyOf)) places.push(lost('journal', words))
    for (const name of await snapshotNames(files, folder)) {
      const read = await files.read(join(folder, name)).then(readSnapshot, nothingFromBadSnapshot)
      if (read === null || read.plan !== plan || !saysWhatItClaims(read))
        places.push(harmless(name, `${name} is damaged; an older snapshot and the journal stand in for it.`))
    }
    places.push(...(await checkPlanFiles(files, folder, plan)))
  } catch (error) {
    const why = codeOf(error) || (error instanceof Error ? error.message : 'unknown failure')
    places.push(lost('', `The disk did not give all files of this plan (${why}).`))
  }
  return checkOf(records, places)
}

const checkOf = (records: number, places: readonly DamagedPlace[]): PlanCheck => ({
  records,
  places,
  damage: places.map(({ words }) => words),
})

function lost(file: string, words: string): DamagedPlace {
  return { file, words, record: null, state: 'lost', from: '', keptAt: '' }
}

function nothingFromBadSnapshot(error: unknown): null {
  if (codeOf(error) !== 'EIO' && !isNoFile(error)) throw error
  return null
}

/** The journal's reader names it. */
function nothingFromBadDisk(error: unknown): Uint8Array {
  if (codeOf(error) !== 'EIO' && !isNoFile(error)) throw error
  return new Uint8Array()
}

/** What a damaged place costs: nothing if its record is there once more, only History if a snapshot lies behind it. */
function placeOf(
  damage: Damage,
  snapshotEnd: Position,
  lines: ReturnType<typeof createLineCheck>,
  personOf: (id: string) => string,
): DamagedPlace {
  const { record } = damage
  const isThere = record !== null && lines.has(record.client, record.seq)
  const unfinished = damage.damage === 'torn-tail'
  return {
    file: segmentName(segmentOf(damage.position)),
    words: `${damageWords(damage, personOf)}.`,
    record,
    state: isThere || unfinished ? 'harmless' : damage.end <= snapshotEnd ? 'history-only' : 'lost',
    from: '',
    keptAt: '',
  }
}

/** Records of a line that are nowhere. */
interface LineGap {
  readonly client: number
  readonly from: number
  readonly to: number
}

const gapWords = ({ client, from, to }: LineGap): string =>
  from === to
    ? `One edit is missing (record ${from} of line ${client}).`
    : `${to - from + 1} edits are missing (records ${from} to ${to} of line ${client}).`

/** Whether a damaged place is where these records were. */
function standsFor({ record, before, after }: Damage, { client, from, to }: LineGap): boolean {
  if (record !== null) return record.client === client && record.seq === from && from === to
  return before?.client === client && before.seq === from - 1 && after?.client === client && after.seq === to + 1
}

interface CheckedLine {
  last: PlanRecord
  /** Hash of the line before its last record; null behind a gap, where it cannot be known. */
  before: Uint8Array | null
}

function createLineCheck() {
  const crypto = nodeRecordCrypto(() => new Uint8Array())
  const lines = new Map<number, CheckedLine>()
  /** Records that came after a gap of their line, until the gap is filled further on. */
  const early = new Map<number, Map<number, PlanRecord>>()

  function next(record: PlanRecord): void {
    const { client } = record
    const line = lines.get(client)
    const before = line === undefined ? FIRST_HASH : line.before && nextHash(crypto, line.before, line.last.bytes)
    lines.set(client, { last: kept(record), before })
  }

  return {
    take(record: PlanRecord): void {
      const { client, seq } = record
      const held = lines.get(client)?.last.seq ?? 0
      // Twice the same is harmless: what counts is the first.
      if (seq <= held) return
      const waiting = early.get(client) ?? new Map<number, PlanRecord>()
      if (seq > held + 1) {
        early.set(client, waiting.set(seq, kept(record)))
        return
      }
      next(record)
      for (let after = seq + 1; waiting.has(after); after++) {
        next(waiting.get(after) as PlanRecord)
        waiting.delete(after)
      }
    },
    has: (client: number, seq: number): boolean =>
      seq <= (lines.get(client)?.last.seq ?? 0) || early.get(client)?.has(seq) === true,
    *gaps(): Iterable<LineGap> {
      for (const [client, waiting] of early) {
        let held = lines.get(client)?.last.seq ?? 0
        for (const seq of [...waiting.keys()].sort((a, b) => a - b)) {
          if (seq > held + 1) yield { client, from: held + 1, to: seq - 1 }
          held = seq
        }
      }
    },
    /** Lines of which the chain of hashes does not fit the last signature. Behind a gap nobody can say. */
    *forged(keyOf: CheckOptions['keyOf']): Iterable<string> {
      for (const [client, { last, before }] of lines) {
        const key = keyOf(last.device)
        if (key !== undefined && before !== null && !verifyRecord(crypto, key, before, last))
          yield `One of ${last.seq} edits was changed after its device had signed it (line ${client}).`
      }
    },
  }
}

/** Only what the next one needs, not the whole segment that it lies in. */
function kept(record: PlanRecord): PlanRecord {
  return { ...record, bytes: record.bytes.slice(), signature: record.signature.slice() }
}
