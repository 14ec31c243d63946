import { promisify } from 'node:util'
import { deflateRaw, inflateRaw } from 'node:zlib'
import { createDecoder, hasContent, readVarUint8Array } from 'lib0/decoding'
import { createEncoder, toUint8Array, writeVarUint8Array } from 'lib0/encoding'
import { runsOf } from '../../sync/carrier/coverage.ts'
import type { Letter } from '../../sync/carrier/letter.ts'
import { LETTER_SIZE } from '../../sync/carrier/padding.ts'
import { decodeRecord, type PlanRecord } from '../../sync/record.ts'

export type RecordLetter = Letter & { is: 'records' }

/** What one letter takes at most; a record that is longer has a letter of its own. */
const ROOM = LETTER_SIZE - 256
const MOST_RECORDS = 4_096
/** Bytes of the records of one letter, as they are read: two of the longest that there can be. */
const MOST_RAW = 12 * 1024 * 1024

const deflate = promisify(deflateRaw)
const inflate = promisify(inflateRaw)

/** Puts records into as few letters as hold them. */
export interface Packer {
  /** Resolves with letters that got full. */
  add(record: PlanRecord): Promise<readonly RecordLetter[]>
  /** The rest. */
  end(): Promise<readonly RecordLetter[]>
}

/** `place`: about how many records came before the first of these. `out`: of splits, all of these are. */
export function createPacker(place: number, out: readonly string[] = []): Packer {
  let waiting: PlanRecord[] = []
  let raw = 0
  let at = place
  /** How much shorter they get, as the last ones did. */
  let ratio = 0.5

  const pack = async (records: readonly PlanRecord[]): Promise<RecordLetter[]> => {
    if (records.length === 0) return []
    const letter = await packLetter(records, at, out)
    const inside = letter.packed.length + RUN_BYTES * letter.runs.length
    ratio = Math.max(0.05, inside / records.reduce((sum, { bytes }) => sum + bytes.length, 0))
    if (records.length > 1 && inside > ROOM) {
      const middle = records.length >> 1
      return [...(await pack(records.slice(0, middle))), ...(await pack(records.slice(middle)))]
    }
    at += records.length
    return [letter]
  }
  const flush = async (): Promise<RecordLetter[]> => {
    const full = waiting
    waiting = []
    raw = 0
    return pack(full)
  }
  return {
    async add(record) {
      waiting.push(record)
      raw += record.bytes.length
      return raw * ratio > 0.9 * ROOM || waiting.length >= MOST_RECORDS ? flush() : []
    },
    end: flush,
  }
}

const RUN_BYTES = 24

async function packLetter(
  records: readonly PlanRecord[],
  place: number,
  out: readonly string[],
): Promise<RecordLetter> {
  const encoder = createEncoder()
  for (const { bytes } of records) writeVarUint8Array(encoder, bytes)
  return { is: 'records', place, runs: runsOf(records), out, packed: await deflate(toUint8Array(encoder)) }
}

/** Null for what no honest host packs. */
export async function unpackLetter({ packed }: RecordLetter): Promise<Uint8Array[] | null> {
  try {
    const decoder = createDecoder(await inflate(packed, { maxOutputLength: MOST_RAW }))
    const records: Uint8Array[] = []
    while (hasContent(decoder)) {
      if (records.length > 2 * MOST_RECORDS) return null
      records.push(readVarUint8Array(decoder))
    }
    return records
  } catch {
    return null
  }
}

/** Whether its runs are those of the records in it. */
export function holdsWhatItSays(letter: RecordLetter, records: readonly Uint8Array[]): boolean {
  const told = (runs: RecordLetter['runs']): string => runs.map((run) => Object.values(run).join(' ')).join()
  return told(runsOf(decoded(records))) === told(letter.runs)
}

/** Those that can be read. */
export function decoded(records: readonly Uint8Array[]): PlanRecord[] {
  return records.flatMap((bytes) => {
    const record = decodeRecord(bytes)
    return record.ok ? [record.value] : []
  })
}
