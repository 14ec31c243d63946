/**
 * What taking back remembers of each record while the journal goes by: whose it is, when it counts, which structs it made
 * and which it deleted. The document has the order of all writes, but only the last value of each; the others are read
 * again from the updates when somebody asks.
 */
import * as Y from 'yjs'
import type { Entry } from '../model/envelope.ts'
import { isTakenBack, takenBackBy, type Taken } from './take-back-entry.ts'
import { undoneBy, type PlanRecord } from './record.ts'
import { structHolding, type Struct } from './struct-places.ts'
import { readUpdate, type ReadUpdate } from './update-form.ts'

/** A record as taking back sees it. Its structs have the clocks from `start` to before `end`. */
export interface SeenRecord {
  readonly client: number
  readonly start: number
  readonly end: number
  readonly change: string
  readonly person: string | null
  readonly device: string
  /** Plan time: the later of its own clock and of the plan times of all that its writer knew. */
  readonly at: number
  /** The change that it undoes, or null. */
  readonly undoes: string | null
  /** Whose effect it takes back, or null. */
  readonly takesBack: Taken | null
}

export interface SeenRecords {
  /** Records in the order of the journal. `at` is the record's plan time; the update's bytes must stay as they are. */
  note(
    record: Pick<PlanRecord, 'client' | 'change' | 'author' | 'device'> & { readonly entries: readonly Entry[] },
    update: Uint8Array,
    read: ReadUpdate,
    at: number,
  ): SeenRecord
  /** A struct as its record has it, or undefined where that is not at hand. It may hold more clocks than this one. */
  structAt(client: number, clock: number): Y.Item | undefined
  /** The record that made a struct. */
  holding(client: number, clock: number): SeenRecord | undefined
  /** The parts of a run of clocks by the record that made them, in order. */
  partsOf(client: number, clock: number, len: number): Iterable<Part>
  /** The parts of a run of deleted clocks by who deleted them: all records that did, in the journal's order. */
  deletersOf(client: number, clock: number, len: number): Iterable<DeletedPart>
  /** All deletes of these records. */
  deletesOf(record: SeenRecord): readonly { readonly client: number; readonly clock: number; readonly len: number }[]
  all(): Iterable<SeenRecord>
}
export interface Part {
  readonly clock: number
  readonly len: number
  readonly record: SeenRecord | undefined
}
export interface DeletedPart {
  readonly clock: number
  readonly len: number
  readonly by: readonly SeenRecord[]
}

/** So many records stay decoded; those of imports, which are asked for again and again, beyond that. */
const KEPT = 2_000
const LONG = 1_000

interface DeletedRange {
  readonly clock: number
  readonly end: number
  readonly by: SeenRecord
}

export function createSeenRecords(): SeenRecords {
  const lines = new Map<number, SeenRecord[]>()
  const deleted = new Map<number, { ranges: DeletedRange[]; reach: number[] | null }>()
  const deletes = new Map<SeenRecord, ReadUpdate['deletes']>()
  const all: SeenRecord[] = []
  const updates = new Map<SeenRecord, Uint8Array>()
  let decoded = new Map<SeenRecord, readonly Struct[]>()

  return {
    note(record, update, { structs, deletes: ranges }, at) {
      const line = lines.get(record.client) ?? []
      const start = structs[0]?.id.clock ?? line.at(-1)?.end ?? 0
      const last = structs.at(-1)
      const seen: SeenRecord = {
        client: record.client,
        start,
        end: last === undefined ? start : last.id.clock + last.length,
        change: record.change,
        person: record.author.person,
        device: record.device,
        at,
        undoes: undoneBy(record.entries),
        takesBack: takenBackBy(record.entries),
      }
      all.push(seen)
      if (seen.end > seen.start) {
        line.push(seen)
        lines.set(record.client, line)
        updates.set(seen, update)
      }
      if (ranges.length > 0) deletes.set(seen, ranges)
      for (const { client, clock, len } of ranges) {
        const known = deleted.get(client)
        const range = { clock, end: clock + len, by: seen }
        if (known === undefined) deleted.set(client, { ranges: [range], reach: null })
        else {
          known.ranges.push(range)
          known.reach = null
        }
      }
      return seen
    },
    structAt(client, clock) {
      const record = holding(client, clock)
      const struct = record === undefined ? undefined : structHolding(structsOf(record), clock)
      return struct instanceof Y.Item && clock < struct.id.clock + struct.length ? struct : undefined
    },
    holding,
    *partsOf(client, clock, len) {
      const line = lines.get(client) ?? []
      const end = clock + len
      for (let at = clock, i = Math.max(0, lastFrom(line, clock)); at < end;) {
        const record = line[i]
        if (record === undefined || record.start >= end) {
          yield { clock: at, len: end - at, record: undefined }
          return
        }
        if (record.start > at) {
          yield { clock: at, len: record.start - at, record: undefined }
          at = record.start
        }
        const stop = Math.min(end, record.end)
        if (stop > at) yield { clock: at, len: stop - at, record }
        at = Math.max(at, stop)
        i++
      }
    },
    *deletersOf(client, clock, len) {
      const found = rangesOver(client, clock, clock + len)
      const edges = new Set([clock, clock + len])
      for (const range of found) {
        if (range.clock > clock) edges.add(range.clock)
        if (range.end < clock + len) edges.add(range.end)
      }
      const sorted = [...edges].sort((a, b) => a - b)
      for (let i = 0; i + 1 < sorted.length; i++) {
        const [from, to] = [sorted[i] as number, sorted[i + 1] as number]
        const by = found.filter((range) => range.clock <= from && range.end >= to).map((range) => range.by)
        yield { clock: from, len: to - from, by: [...new Set(by)] }
      }
    },
    deletesOf: (record) => deletes.get(record) ?? [],
    all: () => all,
  }

  function holding(client: number, clock: number): SeenRecord | undefined {
    const line = lines.get(client)
    const record = line?.[lastFrom(line, clock)]
    return record !== undefined && clock >= record.start && clock < record.end ? record : undefined
  }

  function structsOf(record: SeenRecord): readonly Struct[] {
    const known = decoded.get(record)
    if (known !== undefined) return known
    const update = updates.get(record)
    const structs = ((update && readUpdate(update)?.structs) ?? []) as readonly Struct[]
    if (decoded.size >= KEPT) decoded = new Map([...decoded].filter(([, kept]) => kept.length > LONG))
    decoded.set(record, structs)
    return structs
  }

  function rangesOver(client: number, from: number, to: number): DeletedRange[] {
    const known = deleted.get(client)
    if (known === undefined) return []
    if (known.reach === null) {
      known.ranges.sort((a, b) => a.clock - b.clock)
      let reach = 0
      known.reach = known.ranges.map((range) => (reach = Math.max(reach, range.end)))
    }
    const { ranges, reach } = known
    let low = 0
    let high = ranges.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((ranges[middle] as DeletedRange).clock < to) low = middle + 1
      else high = middle
    }
    const found: DeletedRange[] = []
    for (let i = low - 1; i >= 0 && (reach[i] as number) > from; i--) {
      const range = ranges[i] as DeletedRange
      if (range.end > from) found.push(range)
    }
    return found.reverse()
  }
}

/** Whether `record` is one of those that `by` undoes or takes back. */
export function counters(by: SeenRecord, record: SeenRecord): boolean {
  if (by.undoes !== null) return record.change === by.undoes
  return by.takesBack !== null && record.change !== by.change && isTakenBack(by.takesBack, record)
}

/** Index of the last record that begins at or before a clock; -1 if none does. */
function lastFrom(line: readonly SeenRecord[], clock: number): number {
  let low = 0
  let high = line.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((line[middle] as SeenRecord).start <= clock) low = middle + 1
    else high = middle
  }
  return low - 1
}
