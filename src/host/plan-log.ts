import * as Y from 'yjs'
import type { ChangeLine } from '../contract/plan-messages.ts'
import { decodeRecord, undoneBy, type PlanRecord } from '../sync/record.ts'
import { readUpdate } from '../sync/update-form.ts'
import type { IndexedRecord, RecordIndex, RecordSpot } from './record-index.ts'
import { isDamage } from './vault/damage.ts'
import type { PlanVault } from './vault/plan-vault.ts'
import { JOURNAL_START, type Position } from './vault/position.ts'

/** The log of a plan is its journal, read back as the plain words of its records. */
export interface PlanLog {
  /** Changes, the newest first; `before` is a time in milliseconds. */
  lines(query: { record: string | null; before: number | null; limit: number }): Promise<ChangeLine[]>
  /** All records of one change, oldest first. Empty where there is none of that name. */
  recordsOf(change: string): Promise<PlanRecord[]>
  /** The record that holds a struct. */
  holding(client: number, clock: number): Promise<PlanRecord | null>
}

/** How many records are read between two breaths of the host. */
const BREATH = 500

/**
 * The host's index starts with what came after the last snapshot. The first question that reaches further back reads
 * the older part of the journal once.
 */
export function createPlanLog({ index, journal }: { index: RecordIndex<Position>; journal: PlanVault }): PlanLog {
  const endOfOld = journal.snapshot?.end ?? JOURNAL_START
  let whole: Promise<RecordIndex<Position>> | null = endOfOld === JOURNAL_START ? Promise.resolve(index) : null

  return {
    async lines({ record, before, limit }) {
      const all = await completed()
      const byChange = new Map<string, { -readonly [K in keyof ChangeLine]: ChangeLine[K] }>()
      for (const spot of all.touching(record)) {
        const found = await recordAt(spot)
        if (found === null || (before !== null && found.time >= before)) continue
        const line = byChange.get(found.change)
        if (line === undefined) {
          if (byChange.size >= limit) break
          byChange.set(found.change, {
            change: found.change,
            author: found.author,
            device: found.device,
            time: found.time,
            entries: relevant(found, record),
            undoes: undoneBy(found.entries),
          })
        } else line.entries = [...relevant(found, record), ...line.entries]
      }
      return [...byChange.values()]
    },
    async recordsOf(change) {
      const recent = await readAll(index.ofChange(change))
      return recent.length > 0 && whole === null && recent[0]?.seq === 1
        ? recent
        : readAll((await completed()).ofChange(change))
    },
    async holding(client, clock) {
      const spot = index.holding(client, clock) ?? (await completed()).holding(client, clock)
      return spot === undefined ? null : recordAt(spot)
    },
  }

  async function readAll(spots: readonly RecordSpot<Position>[]): Promise<PlanRecord[]> {
    const records = await Promise.all(spots.map(recordAt))
    return records.filter((record) => record !== null)
  }

  async function recordAt(spot: RecordSpot<Position>): Promise<PlanRecord | null> {
    const bytes = await journal.readAt(spot.position)
    const decoded = bytes === null ? null : decodeRecord(bytes)
    return decoded?.ok ? decoded.value : null
  }

  function completed(): Promise<RecordIndex<Position>> {
    whole ??= readOld().catch((error: unknown) => {
      whole = null
      throw error
    })
    return whole
  }

  async function readOld(): Promise<RecordIndex<Position>> {
    let count = 0
    const known: { record: IndexedRecord; position: Position }[] = []
    const ends = new Map<number, number>()
    for await (const one of journal.read(JOURNAL_START)) {
      if (isDamage(one)) continue
      if (one.position >= endOfOld) break
      const decoded = decodeRecord(one.bytes)
      if (!decoded.ok) continue
      const { client, seq, change, entries, update } = decoded.value
      const { start, end, made } = extentOf(update, ends.get(client) ?? 0)
      ends.set(client, end)
      const paths = [...entries.map((entry) => entry.record).filter((path) => path !== ''), ...made]
      known.push({ record: { client, seq, clock: start, change, paths }, position: one.position })
      if (++count % BREATH === 0) await new Promise((resolve) => setImmediate(resolve))
    }
    index.putBefore(known)
    return index
  }
}

/** Where an update's structs begin and end (`last` for one that only deletes), and the records that it made. */
function extentOf(update: Uint8Array, last: number): { start: number; end: number; made: string[] } {
  const structs = readUpdate(update)?.structs ?? []
  const first = structs[0]
  const final = structs.at(-1)
  if (first === undefined || final === undefined) return { start: last, end: last, made: [] }
  const made: string[] = []
  for (const struct of structs) {
    if (
      struct instanceof Y.Item &&
      typeof struct.parent === 'string' &&
      struct.parentSub !== null &&
      struct.parent !== 'plan'
    )
      made.push(`${struct.parent === 'ranks' ? 'items' : struct.parent}/${struct.parentSub}`)
  }
  return { start: first.id.clock, end: final.id.clock + final.length, made }
}

function relevant(record: PlanRecord, path: string | null) {
  if (path === null) return record.entries
  const about = record.entries.filter((entry) => entry.record === path)
  return about.length > 0 ? about : record.entries
}
