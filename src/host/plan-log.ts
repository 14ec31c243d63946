import type { HistoryLine } from '../contract/history-calls.ts'
import { decodeRecord, type PlanRecord } from '../sync/record.ts'
import type { History, PlanPlace } from './history/history.ts'

/** The log of a plan is its journal: History's index finds in it what the log and undo ask for. */
export interface PlanLog {
  /** Changes, the newest first; `before` is a plan time. A page may be longer than asked for: it never ends within a moment. */
  lines(query: { record: string | null; before: number | null; limit: number }): Promise<HistoryLine[]>
  /** All records of one change, oldest first. Empty where there is none of that name. */
  recordsOf(change: string): Promise<PlanRecord[]>
  /** The record that holds a struct. */
  holding(client: number, clock: number): Promise<PlanRecord | null>
}

export function createPlanLog({
  history,
  place,
}: {
  readonly history: History
  readonly place: () => Promise<PlanPlace>
}): PlanLog {
  return {
    async lines(query) {
      const { lines } = await history.ask(await place(), 'timeline', { ...query, device: null, words: '', sort: null })
      return lines
    },
    async recordsOf(change) {
      const records = await history.ask(await place(), 'recordsOfChange', { change })
      // Its name is known by a part of it; the records say it whole.
      return records.map(recordIn).filter((record) => record?.change === change) as PlanRecord[]
    },
    async holding(client, clock) {
      const bytes = await history.ask(await place(), 'holding', { client, clock })
      return bytes === null ? null : recordIn(bytes)
    },
  }
}

function recordIn(bytes: Uint8Array): PlanRecord | null {
  const decoded = decodeRecord(bytes)
  return decoded.ok ? decoded.value : null
}
