import type { Line } from '../../sync/ledger.ts'
import { decodeRecord, FIRST_HASH, nextHash, verifyRecord, type PlanRecord } from '../../sync/record.ts'
import { nodeRecordCrypto } from '../vault/record-crypto.ts'

export interface ProvenLines {
  /** The record, if its device really signed it as the next of its line; null for all others. */
  next(bytes: Uint8Array): PlanRecord | null
  /** Records that are no next ones and are not known either. */
  refused(): number
}

const crypto = nodeRecordCrypto(() => new Uint8Array())

/** Lines of one device, each going on where what is here ends. Nothing else of a record is looked at. */
export function provenLines(parts: {
  readonly plan: string
  readonly device: string
  readonly key: Uint8Array
  readonly lineOf: (client: number) => Pick<Line, 'device' | 'seq' | 'hash'> | undefined
}): ProvenLines {
  const { plan, device, key } = parts
  const ends = new Map<number, { seq: number; hash: Uint8Array }>()
  let refused = 0
  return {
    refused: () => refused,
    next(bytes) {
      const read = decodeRecord(bytes)
      const record = read.ok && read.value.plan === plan && read.value.device === device ? read.value : null
      const end = record === null ? null : endOf(record.client)
      if (record !== null && end !== null && record.seq <= end.seq) return null
      if (
        record === null ||
        end === null ||
        record.seq !== end.seq + 1 ||
        !verifyRecord(crypto, key, end.hash, record)
      ) {
        refused++
        return null
      }
      ends.set(record.client, { seq: record.seq, hash: nextHash(crypto, end.hash, bytes) })
      return record
    },
  }

  /** Null for a line of another device. */
  function endOf(client: number): { seq: number; hash: Uint8Array } | null {
    const known = ends.get(client)
    if (known !== undefined) return known
    const line = parts.lineOf(client)
    return line === undefined ? { seq: 0, hash: FIRST_HASH } : line.device === device ? line : null
  }
}
