import { positionAt, type Position } from '../vault/position.ts'
import { bytes, counts, countUpTo, doubles, integers, type AnyColumn, type Column } from './columns.ts'
import { createNames, createNameTable } from './name-table.ts'
import { planTimeOf } from '../../model/plan-time.ts'
import type { Belongs, RecordFacts } from './record-facts.ts'

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

interface OpenLine extends IndexedLine {
  end: number
  readonly runClocks: Column<Uint32Array>
  readonly runPaths: Column<Uint32Array>
  readonly titleClocks: Column<Uint32Array>
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
  const recordChanges = counts(next())
  const nextOfChange = integers(next())
  const changeAt = doubles(next())
  const changeUntil = doubles(next())
  const changeFirst = integers(next())
  const changeLast = integers(next())
  const changeRecords = counts(next())
  const changeEntries = counts(next())
  const changeSorts = bytes(next())
  const changePeople = counts(next())
  /** Of each path its last posting; of each posting its record and the posting before it. */
  const lastPosting = integers(next())
  const postedRecord = integers(next())
  const postedBefore = integers(next())
  const names = createNameTable([next(), next()])
  let sorted = (next() as Uint32Array | undefined) ?? new Uint32Array(0)
  const lineList: OpenLine[] = (words?.lines ?? []).map(([client, device, end]) => ({
    ...{ client, device, end },
    bySeq: integers(next()),
    runClocks: counts(next()),
    runPaths: counts(next()),
    titleClocks: counts(next()),
  }))
  const lines = new Map(lineList.map((line) => [line.client, line]))
  const lineNumbers = new Map(lineList.map((line, number) => [line.client, number]))
  const people: (string | null)[] = [...(words?.people ?? [])]
  const peopleNumbers = new Map(people.map((person, number) => [person, number]))
  const paths = createNames(words?.paths)
  const titles: string[] = []
  for (const [path, title] of words?.titles ?? []) titles[path] = title
  const owners = new Map(words?.owners)
  const waiting = new Map<string, { facts: RecordFacts; segment: number }[]>()
  let gaps = words?.gaps ?? 0
  let sortedIsOld = words?.sortedIsOld ?? false
  let latest = words?.latest ?? 0

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
    changeOf: (record) => recordChanges.get(record),
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
      return names.size
    },
    changeNamed: (name) => names.find(name),
    change: (number) => ({
      at: changeAt.get(number),
      until: changeUntil.get(number),
      records: changeRecords.get(number),
      entries: changeEntries.get(number),
      sorts: changeSorts.get(number),
      person: people[changePeople.get(number)] ?? null,
      device: lineAt(changeFirst.get(number)).device,
      first: changeFirst.get(number),
    }),
    changesByTime() {
      if (sortedIsOld || sorted.length < names.size) sortChanges()
      return sorted
    },
    recordsOf(change) {
      const found: number[] = []
      if (change < 0) return found
      for (let record = changeFirst.get(change); record >= 0; record = nextOfChange.get(record)) found.push(record)
      return found
    },
    paths: paths.all,
    touching(path) {
      const number = paths.find(path)
      return number === undefined ? [] : [...index.touchingPath(number)]
    },
    *touchingPath(number) {
      for (let at = lastPosting.get(number); at >= 0; at = postedBefore.get(at)) yield postedRecord.get(at)
    },
    pathsOf(record) {
      const found = new Set<number>()
      const line = lineAt(record)
      const begin = starts.get(record)
      const end = startOf(line, seqs.get(record))
      if (end <= begin) return found
      const { runClocks, runPaths } = line
      let run = Math.max(0, countUpTo(runClocks.length, (i) => runClocks.get(i), begin) - 1)
      for (; run < runClocks.length && runClocks.get(run) < end; run++)
        if (runPaths.get(run) > 0) found.add(runPaths.get(run) - 1)
      return found
    },
    pathAt(client, clock) {
      const path = pathOf([client, clock])
      return path < 0 ? undefined : paths.all[path]
    },
    titlesOf: (path) => titles[path] ?? '',
    ownerOf(path) {
      const number = paths.find(path)
      const owner = number === undefined ? undefined : owners.get(number)
      return owner === undefined ? undefined : paths.all[owner]
    },
    toSaved() {
      if (waiting.size > 0) return null
      const all = [positions, times, recordLines, seqs, starts, recordChanges, nextOfChange]
      const ofChanges = [changeAt, changeUntil, changeFirst, changeLast, changeRecords, changeEntries, changeSorts]
      const others = [changePeople, lastPosting, postedRecord, postedBefore]
      return {
        columns: [
          ...[...all, ...ofChanges, ...others].map((column) => column.values()),
          ...names.toColumns(),
          sorted,
          ...lineList.flatMap((line) =>
            [line.bySeq, line.runClocks, line.runPaths, line.titleClocks].map((column) => column.values()),
          ),
        ],
        words: {
          lines: lineList.map(({ client, device, end }) => [client, device, end]),
          people,
          paths: paths.all,
          titles: Object.entries(titles).map(([path, title]) => [Number(path), title]),
          owners: [...owners],
          ...{ gaps, latest, sortedIsOld },
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
    nextOfChange.push(-1)
    line.bySeq.push(record)
    line.end = Math.max(line.end, facts.end)
    noteChange(facts, record, time)
    notePaths(facts, record, line)
  }

  function noteChange({ change, person, sorts, entries }: RecordFacts, record: number, time: number): void {
    const number = names.numberOf(change)
    recordChanges.push(number)
    if (number === changeAt.length) {
      changeAt.push(time)
      changeUntil.push(time)
      changeFirst.push(record)
      changeLast.push(record)
      changeRecords.push(1)
      changeEntries.push(entries)
      changeSorts.push(sorts)
      changePeople.push(numberOfPerson(person))
      if (time < latest) sortedIsOld = true
      latest = Math.max(latest, time)
      return
    }
    if (time < changeAt.get(number)) {
      changeAt.set(number, time)
      sortedIsOld = true
    }
    changeUntil.set(number, Math.max(changeUntil.get(number), time))
    nextOfChange.set(changeLast.get(number), record)
    changeLast.set(number, record)
    changeRecords.set(number, changeRecords.get(number) + 1)
    changeEntries.set(number, changeEntries.get(number) + entries)
    changeSorts.set(number, changeSorts.get(number) | sorts)
  }

  function numberOfPerson(person: string | null): number {
    const known = peopleNumbers.get(person)
    if (known !== undefined) return known
    peopleNumbers.set(person, people.length)
    return people.push(person) - 1
  }

  function notePaths(
    { runs, deletes, named, titles: given, owners: says }: RecordFacts,
    record: number,
    line: OpenLine,
  ) {
    const touched = new Set<number>()
    for (const { clock, to } of runs) {
      const path = pathOf(to)
      line.runClocks.push(clock)
      // 0 stands for what cannot be told.
      line.runPaths.push(path + 1)
      if (path >= 0) touched.add(path)
    }
    for (const id of deletes) {
      const path = pathOf(id)
      if (path >= 0) touched.add(path)
    }
    for (const name of named) touched.add(numberOfPath(name))
    for (const { clock, title, from } of given) {
      if (from !== null && !isTitle(from)) continue
      line.titleClocks.push(clock)
      const path = pathOf([line.client, clock])
      if (path >= 0 && title !== '') titles[path] = titles[path] === undefined ? title : withTitle(titles[path], title)
    }
    for (const { clock, item } of says) {
      const path = pathOf([line.client, clock])
      if (path >= 0) owners.set(path, numberOfPath(`items/${item}`))
    }
    for (const path of [...touched]) {
      const owner = owners.get(path)
      if (owner !== undefined) touched.add(owner)
    }
    for (const path of touched) {
      postedBefore.push(lastPosting.get(path))
      postedRecord.push(record)
      lastPosting.set(path, postedRecord.length - 1)
    }
  }

  function numberOfPath(path: string): number {
    const number = paths.numberOf(path)
    while (lastPosting.length <= number) lastPosting.push(-1)
    return number
  }

  /** -1 where it cannot be told. */
  function pathOf(to: Belongs): number {
    if (typeof to === 'string') return numberOfPath(to)
    const line = lines.get(to[0])
    if (line === undefined) return -1
    const { runClocks, runPaths } = line
    const run = countUpTo(runClocks.length, (i) => runClocks.get(i), to[1]) - 1
    return run < 0 ? -1 : runPaths.get(run) - 1
  }

  function isTitle([client, clock]: readonly [number, number]): boolean {
    const clocks = lines.get(client)?.titleClocks
    if (clocks === undefined) return false
    const at = countUpTo(clocks.length, (i) => clocks.get(i), clock) - 1
    return at >= 0 && clocks.get(at) === clock
  }

  function sortChanges(): void {
    const at = changeAt.values()
    const before = sorted.length
    const all = new Uint32Array(names.size)
    all.set(sorted)
    for (let i = before; i < all.length; i++) all[i] = i
    if (sortedIsOld) all.sort((a, b) => (at[a] as number) - (at[b] as number) || a - b)
    sorted = all
    sortedIsOld = false
  }
}

const MAX_TITLES = 1_000

function withTitle(before: string, title: string): string {
  if (before.split('\n').includes(title)) return before
  return `${title}\n${before}`.slice(0, MAX_TITLES)
}
