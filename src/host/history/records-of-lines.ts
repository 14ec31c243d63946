import type { Missing } from '../../sync/ledger.ts'
import { breath } from './breath.ts'
import type { HistoryIndex } from './history-index.ts'
import type { IndexKeeper } from './index-keeper.ts'

/** Bytes of records that are given at once, more or less. */
const BATCH = 256 * 1024
/** Records that are looked at between two looks at what else there is to do. */
const SLICE = 20_000

/** Records of these lines from the index's record `from` on; `next` is where to go on, or null. */
export async function recordsOfLines(
  index: HistoryIndex,
  keeper: IndexKeeper,
  wanted: readonly Missing[],
  from: number,
): Promise<{ records: Uint8Array[]; next: number | null }> {
  const runs = new Map(wanted.map((run) => [run.client, run]))
  const records: Uint8Array[] = []
  let bytes = 0
  for (let record = from; record < index.records; record++) {
    if ((record - from) % SLICE === SLICE - 1) await breath()
    const run = runs.get(index.clientOf(record))
    if (run === undefined) continue
    const seq = index.seqOf(record)
    if (seq < run.from || seq > run.to) continue
    const read = await keeper.read(index, record)
    if (read === null) continue
    // What came out of a segment is a view of all of it.
    records.push(read.slice())
    bytes += read.length
    if (bytes >= BATCH) return { records, next: record + 1 }
  }
  return { records, next: null }
}
