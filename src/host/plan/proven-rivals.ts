import { verifyRecord, nextHash, FIRST_HASH, type PlanRecord, decodeRecord } from '../../sync/record.ts'
import { markOf, readStamps, stampOf } from '../../sync/record-mark.ts'
import { isDamage } from '../vault/damage.ts'
import type { PlanVault } from '../vault/plan-vault.ts'
import { nodeRecordCrypto } from '../vault/record-crypto.ts'

/** Records read between two breaths of the host. */
const SLICE = 500

/**
 * Which of these second records of a number really hang on a record of their line that is in the journal, by signature. They
 * may be kept: whoever opens the plan then finds out which of the rivals counts.
 */
export async function provenRivals(
  journal: PlanVault,
  rivals: readonly PlanRecord[],
  keyOf: (device: string) => Uint8Array | undefined,
): Promise<PlanRecord[]> {
  const crypto = nodeRecordCrypto(() => new Uint8Array())
  const wanted = new Map<number, PlanRecord[]>()
  for (const rival of rivals) wanted.set(rival.client, [...(wanted.get(rival.client) ?? []), rival])
  const proven = new Set<PlanRecord>()
  /** By line: hashes of its records so far, by seq. A line that is split already has several. */
  const hashes = new Map<number, Map<number, { mark: number; hash: Uint8Array }[]>>()
  let count = 0
  for await (const one of journal.read()) {
    if (++count % SLICE === 0) await new Promise((resolve) => setImmediate(resolve))
    if (isDamage(one)) continue
    const decoded = decodeRecord(one.bytes)
    if (decoded.ok && wanted.has(decoded.value.client)) hang(decoded.value, true)
  }
  for (const line of wanted.values())
    for (const rival of line.toSorted((a, b) => a.seq - b.seq)) if (hang(rival, false)) proven.add(rival)
  return [...proven]

  function hang(record: PlanRecord, trusted: boolean): boolean {
    const { client, seq } = record
    let line = hashes.get(client)
    if (line === undefined) hashes.set(client, (line = new Map([[0, [{ mark: 0, hash: FIRST_HASH }]]])))
    const mark = markOf(record.signature)
    const here = line.get(seq) ?? []
    if (here.some((one) => one.mark === mark)) return false
    const { previous } = readStamps(record.branch, record.after)
    const parents = (line.get(seq - 1) ?? []).filter((one) => previous === '' || stampOf(one.mark) === previous)
    const key = keyOf(record.device)
    const parent = parents.find(
      ({ hash }) => (trusted && parents.length === 1) || (key !== undefined && verifyRecord(crypto, key, hash, record)),
    )
    if (parent === undefined) return false
    line.set(seq, [...here, { mark, hash: nextHash(crypto, parent.hash, record.bytes) }])
    return true
  }
}
