import { countUpTo, integers, type AnyColumn, type Column } from './columns.ts'
import { createNames } from './name-table.ts'
import type { Belongs, RecordFacts } from './record-facts.ts'

/** Of a line: from which clock on its structs belong where, and which of them hold a title. */
export interface LinePaths {
  readonly client: number
  readonly runClocks: Column<Uint32Array>
  /** A path's number and 1; 0 stands for what cannot be told. */
  readonly runPaths: Column<Uint32Array>
  readonly titleClocks: Column<Uint32Array>
}

/** What of the plan the records of a history index touched, what it was called, and to which item it belongs. */
export interface IndexPaths {
  readonly all: readonly string[]
  note(facts: RecordFacts, record: number, line: LinePaths): void
  find(path: string): number | undefined
  /** Records that touched it or a part of it. Newest first by arrival. */
  touching(number: number): Iterable<number>
  /** Of the structs from one clock of a line up to another. */
  within(line: LinePaths, begin: number, end: number): Set<number>
  /** -1 where it cannot be told. */
  pathOf(to: Belongs): number
  titlesOf(path: number): string
  ownerOf(path: number): string | undefined
  toSaved(): SavedPaths
}

export interface SavedPaths {
  /** As many as PATH_COLUMNS. */
  readonly columns: readonly (AnyColumn | undefined)[]
  readonly words: {
    readonly paths: readonly string[]
    readonly titles: readonly (readonly [path: number, titles: string])[]
    readonly owners: readonly (readonly [path: number, item: number])[]
  }
}
export const PATH_COLUMNS = 3

export function createIndexPaths(lines: ReadonlyMap<number, LinePaths>, saved?: SavedPaths): IndexPaths {
  /** Of each path its last posting; of each posting its record and the posting before it. */
  const lastPosting = integers(saved?.columns[0])
  const postedRecord = integers(saved?.columns[1])
  const postedBefore = integers(saved?.columns[2])
  const paths = createNames(saved?.words.paths)
  const titles: string[] = []
  for (const [path, title] of saved?.words.titles ?? []) titles[path] = title
  const owners = new Map(saved?.words.owners)

  return {
    all: paths.all,
    note({ runs, deletes, named, titles: given, owners: says }, record, line) {
      const touched = new Set<number>()
      for (const { clock, to } of runs) {
        const path = pathOf(to)
        line.runClocks.push(clock)
        line.runPaths.push(path + 1)
        if (path >= 0) touched.add(path)
      }
      for (const id of deletes) {
        const path = pathOf(id)
        if (path >= 0) touched.add(path)
      }
      for (const name of named) touched.add(numberOf(name))
      for (const { clock, title, from } of given) {
        if (from !== null && !isTitle(from)) continue
        line.titleClocks.push(clock)
        const path = pathOf([line.client, clock])
        if (path >= 0 && title !== '')
          titles[path] = titles[path] === undefined ? title : withTitle(titles[path], title)
      }
      for (const { clock, item } of says) {
        const path = pathOf([line.client, clock])
        if (path >= 0) owners.set(path, numberOf(`items/${item}`))
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
    },
    find: paths.find,
    *touching(number) {
      for (let at = lastPosting.get(number); at >= 0; at = postedBefore.get(at)) yield postedRecord.get(at)
    },
    within({ runClocks, runPaths }, begin, end) {
      const found = new Set<number>()
      if (end <= begin) return found
      let run = Math.max(0, countUpTo(runClocks.length, (i) => runClocks.get(i), begin) - 1)
      for (; run < runClocks.length && runClocks.get(run) < end; run++)
        if (runPaths.get(run) > 0) found.add(runPaths.get(run) - 1)
      return found
    },
    pathOf,
    titlesOf: (path) => titles[path] ?? '',
    ownerOf(path) {
      const owner = owners.get(path)
      return owner === undefined ? undefined : paths.all[owner]
    },
    toSaved: () => ({
      columns: [lastPosting, postedRecord, postedBefore].map((column) => column.values()),
      words: {
        paths: paths.all,
        titles: Object.entries(titles).map(([path, title]) => [Number(path), title]),
        owners: [...owners],
      },
    }),
  }

  function numberOf(path: string): number {
    const number = paths.numberOf(path)
    while (lastPosting.length <= number) lastPosting.push(-1)
    return number
  }

  function pathOf(to: Belongs): number {
    if (typeof to === 'string') return numberOf(to)
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
}

const MAX_TITLES = 1_000

function withTitle(before: string, title: string): string {
  if (before.split('\n').includes(title)) return before
  return `${title}\n${before}`.slice(0, MAX_TITLES)
}
