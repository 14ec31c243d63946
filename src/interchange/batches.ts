import type { Entry } from '../model/envelope.ts'
import type { PlannedBatch, PlannedWrite } from './planned-import.ts'

export const MAX_BATCH_ITEMS = 500
/** So that every host of a room judges and applies it in some milliseconds each; a record may hold at most 4 MB. */
const MAX_BATCH_LETTERS = 120_000
const MAX_BATCH_WRITES = 5_000

/** Writes that belong together, such as an item with its criteria: they share a transaction. */
export interface Unit {
  readonly writes: readonly PlannedWrite[]
  readonly entries: readonly Entry[]
  readonly isItem: boolean
}

/** Cuts units, in their order, into batches that fit one transaction each. */
export function cutIntoBatches(units: Iterable<Unit>): PlannedBatch[] {
  const batches: PlannedBatch[] = []
  let open = { items: 0, letters: 0, writes: [] as PlannedWrite[], entries: [] as Entry[] }
  const cut = (): void => {
    if (open.writes.length > 0) batches.push({ items: open.items, writes: open.writes, entries: open.entries })
    open = { items: 0, letters: 0, writes: [], entries: [] }
  }
  for (const unit of units) {
    if (unit.writes.length === 0) continue
    const letters = unit.writes.reduce((sum, write) => sum + lettersIn(write), 0)
    const full =
      open.items + (unit.isItem ? 1 : 0) > MAX_BATCH_ITEMS ||
      open.letters + letters > MAX_BATCH_LETTERS ||
      open.writes.length + unit.writes.length > MAX_BATCH_WRITES
    if (full) cut()
    // One item with very many comments may be more than one record can hold by itself.
    for (const write of unit.writes) {
      const size = lettersIn(write)
      if (open.letters + size > MAX_BATCH_LETTERS && open.writes.length > 0) cut()
      open.letters += size
      open.writes.push(write)
    }
    open.entries.push(...unit.entries)
    if (unit.isItem) open.items++
  }
  cut()
  return batches
}

function lettersIn(value: unknown): number {
  if (typeof value === 'string') return value.length
  if (typeof value !== 'object' || value === null) return 8
  let letters = 0
  for (const key in value) letters += key.length + 8 + lettersIn((value as Record<string, unknown>)[key])
  return letters
}
