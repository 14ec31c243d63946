/**
 * Records that do not count, since their writer was removed before anybody here had them: kept in memory for people to see and
 * judged again when the mark rises. What does not fit is let go and asked for again then.
 *
 * API: createAsideRecords() -> keep(record), takeWithin(limit), all().
 */
import { markOf } from '../record-mark.ts'
import type { PlanRecord } from '../record.ts'

/** For each device; nobody shall fill the memory of a host. */
export const MAX_ASIDE_RECORDS = 200
/** Bytes, for each device. */
export const MAX_ASIDE_BYTES = 4_000_000
/** Bytes, for all of them. */
const MAX_ALL_BYTES = 32_000_000

export interface AsideRecord<P> {
  readonly peer: P
  readonly record: PlanRecord
  /** Whether its signature was checked: only where it follows its line's last record. */
  readonly verified: boolean
}

export interface AsideRecords<P> {
  /** False if it did not fit. */
  keep(record: AsideRecord<P>): boolean
  /** Those that count by now, in the order of their lines. They are no longer in here. */
  takeWithin(limit: (device: string, client: number) => number): AsideRecord<P>[]
  all(): readonly AsideRecord<P>[]
  size(): number
}

export function createAsideRecords<P>(): AsideRecords<P> {
  const kept = new Map<string, AsideRecord<P>>()
  const used = new Map<string, { records: number; bytes: number }>()
  let allBytes = 0

  return {
    keep(one) {
      const { client, seq, device, bytes, signature } = one.record
      const name = `${client}/${seq}/${markOf(signature)}`
      if (kept.has(name)) return true
      const own = used.get(device) ?? { records: 0, bytes: 0 }
      if (own.records >= MAX_ASIDE_RECORDS || own.bytes + bytes.length > MAX_ASIDE_BYTES) return false
      if (allBytes + bytes.length > MAX_ALL_BYTES) return false
      used.set(device, { records: own.records + 1, bytes: own.bytes + bytes.length })
      allBytes += bytes.length
      kept.set(name, one)
      return true
    },
    takeWithin(limit) {
      const free: AsideRecord<P>[] = []
      for (const [name, one] of kept) {
        const { device, client, seq, bytes } = one.record
        if (seq > limit(device, client)) continue
        kept.delete(name)
        free.push(one)
        allBytes -= bytes.length
        const own = used.get(device)
        if (own !== undefined) used.set(device, { records: own.records - 1, bytes: own.bytes - bytes.length })
      }
      return free.sort((a, b) => a.record.client - b.record.client || a.record.seq - b.record.seq)
    },
    all: () => [...kept.values()],
    size: () => kept.size,
  }
}
