import { positionAt, type Position } from '../vault/position.ts'
import { counts, countUpTo, doubles, integers, type AnyColumn, type Column } from './columns.ts'
import { CHANGE_COLUMNS, createIndexChanges } from './index-changes.ts'
import { createIndexPaths, PATH_COLUMNS, type LinePaths } from './index-paths.ts'
import { planTimeOf } from '../../model/plan-time.ts'
import type { RecordFacts } from './record-facts.ts'

/**
 * Finds records by time, by line, by struct, by change and by what they touched. It holds about a hundred bytes a record and
 * nothing of their content, and follows from the journal alone.
 *
 * Records are numbered in an order in which each comes after all that it knew. One that comes before what it knew waits for
 * it; what never comes though the plan has it (a snapshot held it, and its journal is damaged) is passed over by `settle`.
 */
export interface HistoryIndex {
  readonly records: number
  /** `late`: it was passed over as lost before; the index must be made anew. */
  note(facts: RecordFacts, segment: number): 'noted' | 'known' | 'waits' | 'late'
  /** Gives up waiting for records that a snapshot holds: `covered` says up to which seq of a line. */
  settle(covered: (client: number) => number): void
  /** Whether anything is missing that others were made on. */
  readonly hasGaps: boolean
  readonly waiting: number

  positionOf(record: number): Position
  planTimeOf(record: number): number
  clientOf(record: number): number
  seqOf(record: number): number
  deviceOf(record: number): string
  changeOf(record: number): number

  readonly lines: ReadonlyMap<number, IndexedLine>
  /** How many seqs of each line had happened at that moment. */
  frontierAt(moment: number): Map<number, number>
  /** The record whose structs this is among; -1 if none. */
  holding(client: number, clock: number): number

  readonly changes: number
  /** -1 if there is none of that name. */
  changeNamed(name: string): number
  change(number: number): IndexedChange
  /** Changes in the order of `at`. */
  changesByTime(): Uint32Array
  /** Oldest first. */
  recordsOf(change: number): number[]

  /** Paths of records of the plan, by number. */
  readonly paths: readonly string[]
  /** Records that touched this record of the plan or a part of it. Newest first by arrival. */
  touching(path: string): number[]
  touchingPath(number: number): Iterable<number>
  /** Numbers of the paths that a record's own structs belong to. */
  pathsOf(record: number): Set<number>
  /** Where a struct belongs; undefined if that cannot be told. */
  pathAt(client: number, clock: number): string | undefined
  /** All titles that the record of the plan ever had, one a line; '' for none. */
  titlesOf(path: number): string
  /** The item that this is a criterion, a task, a comment of; undefined for what is no part. */
  ownerOf(path: string): string | undefined
  /** Null while records wait for others: what they wait for would be forgotten. */
  toSaved(): SavedIndex | null
}

/** An index as it lies in memory. */
export interface SavedIndex {
  readonly columns: readonly AnyColumn[]
  /** Plain JSON. */
  readonly words: SavedWords
}
interface SavedWords {
  readonly lines: readonly (readonly [client: number, device: string, end: number])[]
  readonly people: readonly (string | null)[]
  readonly paths: readonly string[]
  readonly titles: readonly (readonly [path: number, titles: string])[]
  readonly owners: readonly (readonly [path: number, item: number])[]
  readonly gaps: number
  readonly latest: number
  readonly sortedIsOld: boolean
}

export interface IndexedLine {
  readonly client: number
  readonly device: string
  /** Records by seq - 1; -1 for one that is missing. */
  readonly bySeq: Column<Int32Array>
}

export interface IndexedChange {
  /** Plan time of its first record and of its last. */
  readonly at: number
  readonly until: number
  readonly records: number
  readonly entries: number
  readonly sorts: number
  readonly person: string | null
  readonly device: string
  readonly first: number
}

interface OpenLine extends IndexedLine, LinePaths {
  end: number
}

export function createHistoryIndex(saved?: SavedIndex): HistoryIndex {
  // In the order of toSaved.
  const columns = saved?.columns.values()
  const next = (): AnyColumn | undefined => columns?.next().value
  const words = saved?.words
  const positions = doubles(next())
  const times = doubles(next())
  const recordLines = counts(next())
  const seqs = counts(next())
  const starts = counts(next())
  const several = (count: number): (AnyColumn | undefined)[] => Array.from({ length: count }, next)
  const ofChanges = several(CHANGE_COLUMNS)
  const ofPaths = several(PATH_COLUMNS)
  const changes = createIndexChanges(words && { words, columns: ofChanges, names: [next(), next()], sorted: next() })
  const lineList: OpenLine[] = (words?.lines ?? []).map(([client, device, end]) => ({
    ...{ client, device, end },
    bySeq: integers(next()),
    runClocks: counts(next()),
    runPaths: counts(next()),
    titleClocks: counts(next()),
  }))
  const lines = new Map(lineList.map((line) => [line.client, line]))
  const lineNumbers = new Map(lineList.map((line, number) => [line.client, number]))
  const paths = createIndexPaths(lines, words && { words, columns: ofPaths })
  const waiting = new Map<string, { facts: RecordFacts; segment: number }[]>()
  let gaps = words?.gaps ?? 0

  const index: HistoryIndex = {
    get records() {
      return positions.length
    },
    note(facts, segment) {
      const line = lines.get(facts.client)
      if (line !== undefined && facts.seq <= line.bySeq.length)
        return line.bySeq.get(facts.seq - 1) < 0 ? 'late' : 'known'
      const missing = missingFor(facts)
      if (missing !== null) {
        const others = waiting.get(missing)
        if (others === undefined) waiting.set(missing, [{ facts, segment }])
        else if (others.every((one) => one.facts.client !== facts.client || one.facts.seq !== facts.seq))
          others.push({ facts, segment })
        return 'waits'
      }
      // A queue and no recursion: a whole evening's records may hang on one.
      const free = [{ facts, segment }]
      for (let next = free.shift(); next !== undefined; next = free.shift()) {
        const still = missingFor(next.facts)
        if (still !== null) waiting.set(still, [...(waiting.get(still) ?? []), next])
        else if (next.facts.seq > (lines.get(next.facts.client)?.bySeq.length ?? 0)) {
          take(next.facts, next.segment)
          const key = `${next.facts.client}/${next.facts.seq}`
          free.push(...(waiting.get(key) ?? []))
          waiting.delete(key)
        }
      }
      return 'noted'
    },
    settle(covered) {
      for (let found = true; found && waiting.size > 0;) {
        found = false
        for (const [key, held] of waiting) {
          const [client = 0, seq = 0] = key.split('/').map(Number)
          if (seq > covered(client)) continue
          const line = lineOf(client, held[0]?.facts.client === client ? (held[0]?.facts.device ?? '') : '')
          while (line.bySeq.length < seq) {
            line.bySeq.push(-1)
            gaps++
          }
          waiting.delete(key)
          for (const { facts, segment } of held) index.note(facts, segment)
          found = true
          break
        }
      }
    },
    get hasGaps() {
      return gaps > 0 || waiting.size > 0
    },
    get waiting() {
      let count = 0
      for (const held of waiting.values()) count += held.length
      return count
    },
    positionOf: (record) => positions.get(record),
    planTimeOf: (record) => times.get(record),
    clientOf: (record) => lineAt(record).client,
    seqOf: (record) => seqs.get(record),
    deviceOf: (record) => lineAt(record).device,
    changeOf: changes.of,
    lines,
    frontierAt: (moment) =>
      new Map(lineList.map((line) => [line.client, countUpTo(line.bySeq.length, (i) => timeOf(line, i + 1), moment)])),
    holding(client, clock) {
      const line = lines.get(client)
      if (line === undefined) return -1
      const count = countUpTo(line.bySeq.length, (i) => startOf(line, i), clock)
      for (let i = count - 1; i >= 0; i--) if (line.bySeq.get(i) >= 0) return line.bySeq.get(i)
      return -1
    },
    get changes() {
      return changes.size
    },
    changeNamed: changes.named,
    change(number) {
      const change = changes.get(number)
      return { ...change, device: lineAt(change.first).device }
    },
    changesByTime: changes.byTime,
    recordsOf: changes.recordsOf,
    paths: paths.all,
    touching(path) {
      const number = paths.find(path)
      return number === undefined ? [] : [...paths.touching(number)]
    },
    touchingPath: paths.touching,
    pathsOf(record) {
      const line = lineAt(record)
      return paths.within(line, starts.get(record), startOf(line, seqs.get(record)))
    },
    pathAt(client, clock) {
      const path = paths.pathOf([client, clock])
      return path < 0 ? undefined : paths.all[path]
    },
    titlesOf: paths.titlesOf,
    ownerOf(path) {
      const number = paths.find(path)
      return number === undefined ? undefined : paths.ownerOf(number)
    },
    toSaved() {
      if (waiting.size > 0) return null
      const ofRecords = [positions, times, recordLines, seqs, starts].map((column) => column.values())
      const savedChanges = changes.toSaved()
      const savedPaths = paths.toSaved()
      const ofLines = lineList.flatMap((line) =>
        [line.bySeq, line.runClocks, line.runPaths, line.titleClocks].map((column) => column.values()),
      )
      const columns = [
        ...ofRecords,
        ...savedChanges.columns,
        ...savedPaths.columns,
        ...savedChanges.names,
        savedChanges.sorted,
        ...ofLines,
      ]
      return {
        columns: columns.filter((column) => column !== undefined),
        words: {
          lines: lineList.map(({ client, device, end }) => [client, device, end]),
          ...savedChanges.words,
          ...savedPaths.words,
          gaps,
        },
      }
    },
  }
  return index

  function lineAt(record: number): OpenLine {
    return lineList[recordLines.get(record)] as OpenLine
  }

  function lineOf(client: number, device: string): OpenLine {
    const known = lines.get(client)
    if (known !== undefined) return known
    const fresh: OpenLine = {
      client,
      device,
      bySeq: integers(),
      end: 0,
      runClocks: counts(),
      runPaths: counts(),
      titleClocks: counts(),
    }
    lines.set(client, fresh)
    lineNumbers.set(client, lineList.push(fresh) - 1)
    return fresh
  }

  /** What it knew and is not here, as `client/seq`: its line's previous record, or what it names in `after`. */
  function missingFor({ client, seq, after }: RecordFacts): string | null {
    if (seq > 1 && (lines.get(client)?.bySeq.length ?? 0) < seq - 1) return `${client}/${seq - 1}`
    for (let i = 0; i < after.length; i += 2) {
      const other = after[i] as number
      const known = after[i + 1] as number
      if (other !== client && known > (lines.get(other)?.bySeq.length ?? 0)) return `${other}/${known}`
    }
    return null
  }

  /** Plan time of a line's record of this seq, or of the last one before it that is here; 0 for none. */
  function timeOf(line: OpenLine, seq: number): number {
    for (let i = seq - 1; i >= 0; i--) {
      const record = line.bySeq.get(i)
      if (record >= 0) return times.get(record)
    }
    return 0
  }

  /** First clock of the record at this place of its line; behind the last one, where the line ends. */
  function startOf(line: OpenLine, at: number): number {
    for (let i = at; i < line.bySeq.length; i++) {
      const record = line.bySeq.get(i)
      if (record >= 0) return starts.get(record)
    }
    return line.end
  }

  function take(facts: RecordFacts, segment: number): void {
    const { client, seq, after } = facts
    const line = lineOf(client, facts.device)
    let past = timeOf(line, seq - 1)
    for (let i = 0; i < after.length; i += 2) {
      const other = lines.get(after[i] as number)
      if (other !== undefined) past = Math.max(past, timeOf(other, after[i + 1] as number))
    }
    const time = planTimeOf(facts.time, past)
    const record = positions.length
    positions.push(positionAt(segment, facts.offset))
    times.push(time)
    recordLines.push(lineNumbers.get(client) as number)
    seqs.push(seq)
    starts.push(facts.end > 0 ? facts.start : line.end)
    line.bySeq.push(record)
    line.end = Math.max(line.end, facts.end)
    changes.note(facts, record, time)
    paths.note(facts, record, line)
  }
}
