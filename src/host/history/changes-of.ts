import type { HistoryLine } from '../../contract/history-calls.ts'
import { breath } from './breath.ts'
import type { HistoryIndex } from './history-index.ts'
import type { IndexKeeper } from './index-keeper.ts'
import { lineOf } from './timeline.ts'

/** Runs of records by their line: client, from seq, to seq. */
export type Runs = readonly (readonly [client: number, from: number, to: number])[]

const SLICE = 20_000

/** The changes that these records belong to, the newest first, at most so many; `others` counts the rest. */
export async function changesOfRuns(
  index: HistoryIndex,
  keeper: IndexKeeper,
  runs: Runs,
  limit: number,
): Promise<{ lines: HistoryLine[]; others: number }> {
  const changes = new Set<number>()
  let looked = 0
  for (const [client, from, to] of runs) {
    const line = index.lines.get(client)
    for (let seq = from; line !== undefined && seq <= Math.min(to, line.bySeq.length); seq++) {
      const record = line.bySeq.get(seq - 1)
      if (record >= 0) changes.add(index.changeOf(record))
      if (++looked % SLICE === 0) await breath()
    }
  }
  const newest = [...changes].sort((a, b) => index.change(b).at - index.change(a).at || b - a)
  const lines: HistoryLine[] = []
  for (const number of newest.slice(0, limit)) {
    const line = await lineOf(index, keeper, number, null)
    if (line !== null) lines.push(line)
  }
  return { lines, others: Math.max(0, newest.length - limit) }
}
