/**
 * Checks signatures of records that are to be judged soon, beside this thread: each as the one that follows the record before it
 * in its line, which is what the gate will ask. Where it turns out otherwise the gate asks anew, so nothing is ever believed
 * that was not checked.
 *
 *   const foresee = createForesight({ crypto, keyOf, lineOf })
 *   await foresee(records)     // the next ones of the same source, in their order
 */
import { decodeUtf8 } from 'lib0/string'
import type { Line } from './ledger.ts'
import { FIRST_HASH, nextHash, SIGNATURE_LENGTH, signedBytes, splitRecord, type RecordCrypto } from './record.ts'

export type Foresee = (records: readonly Uint8Array[]) => Promise<unknown>

export function createForesight(parts: {
  readonly crypto: RecordCrypto
  readonly keyOf: (device: string) => Uint8Array | undefined
  readonly lineOf: (client: number) => Line | undefined
}): Foresee {
  const { crypto } = parts
  /** Where the lines are once all that was looked at is taken in. */
  const ends = new Map<number, { seq: number; hash: Uint8Array }>()
  return (records) => {
    const checks: (Promise<void> | undefined)[] = []
    for (const bytes of records) {
      const place = placeOf(bytes)
      if (place === null) continue
      const key = parts.keyOf(place.device)
      if (key === undefined) continue
      const end = ends.get(place.client) ?? parts.lineOf(place.client) ?? { seq: 0, hash: FIRST_HASH }
      if (place.seq !== end.seq + 1) continue
      const signature = bytes.subarray(bytes.length - SIGNATURE_LENGTH)
      checks.push(crypto.verifyAhead?.(key, signedBytes(end.hash, bytes), signature))
      ends.set(place.client, { seq: place.seq, hash: nextHash(crypto, end.hash, bytes) })
    }
    return Promise.all(checks)
  }
}

/** Line, number and device, without the checks of decodeRecord: whatever this says is checked before it counts. */
function placeOf(bytes: Uint8Array): { client: number; seq: number; device: string } | null {
  if (bytes.length < SIGNATURE_LENGTH) return null
  try {
    const header: unknown = JSON.parse(decodeUtf8(splitRecord(bytes).header.subarray(4)))
    const { c, n, d } = header as { c: unknown; n: unknown; d: unknown }
    return typeof c === 'number' && typeof n === 'number' && typeof d === 'string'
      ? { client: c, seq: n, device: d }
      : null
  } catch {
    return null
  }
}
