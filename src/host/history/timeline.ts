import { changeWords } from '../../commands/change-words.ts'
import type { HistoryExtent, HistoryLine } from '../../contract/history-calls.ts'
import type { Entry } from '../../model/envelope.ts'
import { undoneBy } from '../../sync/record.ts'
import { breath } from './breath.ts'
import { SORTS, type ChangeSort } from './change-sorts.ts'
import { countUpTo } from './columns.ts'
import type { HistoryIndex, IndexedChange } from './history-index.ts'
import type { IndexKeeper } from './index-keeper.ts'
import { quickHeader, updateOf, type QuickHeader } from './record-facts.ts'
import { readUpdate } from '../../sync/update-form.ts'

export interface TimelineQuery {
  readonly before: number | null
  readonly limit: number
  readonly record: string | null
  readonly person?: string | null | undefined
  readonly device: string | null
  readonly words: string
  readonly sort: ChangeSort | null
}

const MAX_ENTRIES = 50
const MAX_ITEMS = 200
const SPANS = 200
/** Changes looked at between two breaths. */
const SLICE = 2_000

/**
 * Changes, the newest first. A page never ends between changes of one moment, so that going on from the last line's `at`
 * neither skips nor repeats one; it may be longer than asked for that.
 */
export async function timelineOf(
  index: HistoryIndex,
  keeper: IndexKeeper,
  query: TimelineQuery,
): Promise<{ lines: HistoryLine[]; more: boolean }> {
  const lines: HistoryLine[] = []
  const words = query.words.trim().toLowerCase()
  const titled = words === '' ? null : changesWithTitle(index, words)
  let looked = 0
  for (const number of candidates(index, query)) {
    const change = index.change(number)
    const last = lines.at(-1)
    if (lines.length >= query.limit && last !== undefined && change.at < last.at) return { lines, more: true }
    if (!isWanted(change, query)) continue
    if (++looked % SLICE === 0) await breath()
    if (titled !== null && !titled.has(number) && !(await says(index, keeper, number, words))) continue
    const line = await lineOf(index, keeper, number, query.record)
    if (line !== null) lines.push(line)
  }
  return { lines, more: false }
}

/** Numbers of changes, the newest first. */
function* candidates(index: HistoryIndex, { record, before }: TimelineQuery): Iterable<number> {
  const isBefore = (number: number): boolean => before === null || index.change(number).at < before
  if (record !== null) {
    const touched = new Set(index.touching(record).map((one) => index.changeOf(one)))
    const sorted = [...touched].filter(isBefore)
    yield* sorted.sort((a, b) => index.change(b).at - index.change(a).at || b - a)
    return
  }
  const order = index.changesByTime()
  const end =
    before === null
      ? order.length
      : countUpTo(order.length, (i) => (index.change(order[i] as number).at < before ? 0 : 1), 0)
  for (let i = end - 1; i >= 0; i--) yield order[i] as number
}

function isWanted(change: IndexedChange, { person, device, sort }: TimelineQuery): boolean {
  return (
    change.sorts !== SORTS.seen &&
    (person === undefined || change.person === person) &&
    (device === null || change.device === device) &&
    (sort === null || (change.sorts & SORTS[sort]) !== 0)
  )
}

function changesWithTitle(index: HistoryIndex, words: string): Set<number> {
  const found = new Set<number>()
  for (let path = 0; path < index.paths.length; path++) {
    if (!index.titlesOf(path).toLowerCase().includes(words)) continue
    for (const record of index.touchingPath(path)) found.add(index.changeOf(record))
  }
  return found
}

async function says(index: HistoryIndex, keeper: IndexKeeper, change: number, words: string): Promise<boolean> {
  const all: Entry[] = []
  for (const record of index.recordsOf(change)) {
    const header = await headerOf(index, keeper, record)
    if (header?.entries.some((entry) => wordsOf(entry).includes(words)) === true) return true
    if (header !== null && all.length < MAX_ENTRIES) all.push(...header.entries.slice(0, MAX_ENTRIES))
  }
  // The sentence that stands in the list, without the titles: those are looked for by themselves.
  return changeWords(all, () => '')
    .toLowerCase()
    .includes(words)
}

function wordsOf({ from, to, why }: Entry): string {
  const texts = [from, to, why].map((value) => (typeof value === 'object' ? JSON.stringify(value) : String(value)))
  return texts.join('\n').toLowerCase()
}

async function headerOf(index: HistoryIndex, keeper: IndexKeeper, record: number): Promise<QuickHeader | null> {
  const bytes = await keeper.read(index, record)
  return bytes === null ? null : quickHeader(bytes)
}

/** Null if none of its records can be read any more. */
export async function lineOf(
  index: HistoryIndex,
  keeper: IndexKeeper,
  number: number,
  path: string | null,
): Promise<HistoryLine | null> {
  const change = index.change(number)
  const records = index.recordsOf(number)
  const entries: Entry[] = []
  const items = new Set<string>()
  let first: QuickHeader | null = null
  let undoes: string | null = null
  for (const record of records) {
    for (const one of index.pathsOf(record)) noteItem(index, items, index.paths[one] as string)
    if (first !== null && entries.length >= MAX_ENTRIES && items.size >= MAX_ITEMS) break
    const bytes = await keeper.read(index, record)
    const header = bytes === null ? null : quickHeader(bytes)
    if (bytes === null || header === null) continue
    if (first === null) {
      first = header
      undoes = undoneBy(header.entries)
    }
    for (const entry of header.entries) noteItem(index, items, entry.record)
    for (const { client, clock } of readUpdate(updateOf(bytes))?.deletes ?? [])
      noteItem(index, items, index.pathAt(client, clock) ?? '')
    for (const entry of aboutPath(index, header.entries, path)) if (entries.length < MAX_ENTRIES) entries.push(entry)
  }
  if (first === null) return null
  return {
    change: first.change,
    author: first.author,
    device: change.device,
    time: first.time,
    entries,
    undoes,
    at: change.at,
    until: change.until,
    others: path === null ? Math.max(0, change.entries - entries.length) : 0,
    records: change.records,
    items: [...items],
  }
}

function noteItem(index: HistoryIndex, items: Set<string>, path: string): void {
  const item = path.startsWith('items/') ? path : index.ownerOf(path)
  if (item !== undefined && items.size < MAX_ITEMS) items.add(item.slice('items/'.length))
}

/** A record's own words, or all where it is only counted among others. */
function aboutPath(index: HistoryIndex, entries: readonly Entry[], path: string | null): readonly Entry[] {
  if (path === null) return entries
  const about = entries.filter((entry) => entry.record === path || index.ownerOf(entry.record) === path)
  return about.length > 0 ? about : entries
}

/** `own`: the machine that is asked. */
export function extentOf(index: HistoryIndex, own: ReadonlySet<string>): HistoryExtent {
  const order = index.changesByTime()
  const people = new Map<string | null, { changes: number; last: number }>()
  const devices = new Map<string, { changes: number; last: number }>()
  let last = 0
  for (const number of order) {
    const change = index.change(number)
    if (change.sorts === SORTS.seen) continue
    last = Math.max(last, change.until)
    count(people, change.person, change.until)
    count(devices, change.device, change.until)
  }
  const first = order.length === 0 ? null : index.change(order[0] as number).at
  return {
    first,
    last: first === null ? null : last,
    records: index.records,
    changes: index.changes,
    spans: first === null ? [] : spansOf(index, order, first, last),
    people: [...people].map(([person, counted]) => ({ person, ...counted })).sort((a, b) => b.changes - a.changes),
    devices: [...devices]
      .map(([device, counted]) => ({ device, ...counted, own: own.has(device) }))
      .sort((a, b) => b.changes - a.changes),
  }
}

function spansOf(index: HistoryIndex, order: Uint32Array, first: number, last: number): HistoryExtent['spans'] {
  const many = Math.min(SPANS, Math.max(1, Math.ceil(last - first)))
  const length = (last - first) / many
  const spans = Array.from({ length: many }, (_, i) => ({
    from: first + i * length,
    to: first + (i + 1) * length,
    changes: 0,
  }))
  for (const number of order) {
    const at = length === 0 ? 0 : Math.min(many - 1, Math.floor((index.change(number).at - first) / length))
    ;(spans[at] as { changes: number }).changes++
  }
  return spans
}

function count<K>(all: Map<K, { changes: number; last: number }>, key: K, last: number): void {
  const counted = all.get(key)
  if (counted === undefined) all.set(key, { changes: 1, last })
  else {
    counted.changes++
    counted.last = Math.max(counted.last, last)
  }
}
