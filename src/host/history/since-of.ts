import type { HistoryLine, Since, SinceGroup } from '../../contract/history-calls.ts'
import type { Entry } from '../../model/envelope.ts'
import { undoneBy } from '../../sync/record.ts'
import { breath } from './breath.ts'
import { SORTS } from './change-sorts.ts'
import type { HistoryIndex } from './history-index.ts'
import type { IndexKeeper } from './index-keeper.ts'
import { quickHeader, type QuickHeader } from './record-facts.ts'
import { lineOf } from './timeline.ts'

export interface SinceQuery {
  /** Whose own changes are no news. */
  readonly person: string | null
  /** Line -> its last record that the person has seen; null for somebody who has not begun to look. */
  readonly seen: Readonly<Record<string, number>> | null
  /** What was seen beyond that, by what it was done to. */
  readonly apart: Readonly<Record<string, readonly string[]>>
  /** Line -> the last record that the host holds: so far the answer goes, and no further. */
  readonly upTo: Readonly<Record<string, number>>
  /** The plan is just coming in: nothing is news yet. */
  readonly arriving: boolean
}

/** Changes that are read; what is older is counted. */
const MOST_CHANGES = 3_000
/** Groups that are listed; what is older is counted. */
const MOST_GROUPS = 600
/** A change to more things than this is one line of its own. */
const FEW = 12
const MOST_ENTRIES = 50
const SLICE = 200

/**
 * What others did beyond a person's marks, by what they did it to, the newest first. A part belongs to its item. What somebody
 * did to many things at once is told once.
 */
export async function sinceOf(index: HistoryIndex, keeper: IndexKeeper, query: SinceQuery): Promise<Since> {
  const { upTo, arriving } = query
  const groups = new Map<string, HistoryLine[]>()
  const unseen = query.seen === null ? new Map<number, number[]>() : recordsBeyond(index, query.seen, upTo)
  const newest = [...unseen.keys()]
    .filter((number) => isNews(index, number, query.person))
    .sort((a, b) => index.change(b).at - index.change(a).at || b - a)
  let changes = 0
  let looked = 0
  for (const number of newest.slice(0, MOST_CHANGES)) {
    if (++looked % SLICE === 0) await breath()
    const told = await partsOf(index, keeper, number, unseen.get(number) as number[])
    let isTold = false
    for (const [about, line] of told) {
      if (query.apart[about]?.includes(line.change) === true) continue
      isTold = true
      const known = groups.get(about)
      if (known === undefined) groups.set(about, [line])
      else known.push(line)
    }
    if (isTold) changes++
  }
  const all: SinceGroup[] = [...groups].map(([about, lines]) => ({ about, lines }))
  return {
    changes,
    groups: all.slice(0, MOST_GROUPS),
    otherGroups: Math.max(0, all.length - MOST_GROUPS),
    others: Math.max(0, newest.length - MOST_CHANGES),
    ...{ upTo, arriving },
  }
}

/** Records that were not seen, by the change that they belong to, oldest first. */
function recordsBeyond(
  index: HistoryIndex,
  seen: Readonly<Record<string, number>>,
  upTo: Readonly<Record<string, number>>,
): Map<number, number[]> {
  const found = new Map<number, number[]>()
  for (const [client, line] of index.lines) {
    const end = Math.min(upTo[client] ?? 0, line.bySeq.length)
    for (let at = seen[client] ?? 0; at < end; at++) {
      const record = line.bySeq.get(at)
      if (record < 0) continue
      const change = index.changeOf(record)
      const known = found.get(change)
      if (known === undefined) found.set(change, [record])
      else known.push(record)
    }
  }
  return found
}

function isNews(index: HistoryIndex, number: number, person: string | null): boolean {
  const change = index.change(number)
  return change.sorts !== SORTS.seen && (person === null || change.person !== person)
}

/** One change by what it was done to; nothing where it says nothing that people read. */
async function partsOf(
  index: HistoryIndex,
  keeper: IndexKeeper,
  number: number,
  records: readonly number[],
): Promise<(readonly [about: string, line: HistoryLine])[]> {
  const parts = new Map<string, Entry[]>()
  const touched = new Set<string>()
  let first: QuickHeader | null = null
  let undoes: string | null = null
  let isMany = false
  for (const record of records) {
    const header = await headerOf(index, keeper, record)
    if (header === null) continue
    first ??= header
    undoes ??= undoneBy(header.entries)
    for (const entry of header.entries) {
      if (isCounted(entry)) isMany = true
      const about = aboutOf(index, entry)
      if (about === null) continue
      const known = parts.get(about)
      if (known === undefined) parts.set(about, [entry])
      else if (known.length < MOST_ENTRIES) known.push(entry)
    }
    // Typing that nobody announced has no words: the item that it touched is all that is known.
    if (header.entries.length === 0)
      for (const path of index.pathsOf(record)) touched.add(itemOf(index, index.paths[path] as string))
  }
  if (first === null) return []
  if (parts.size === 0) for (const path of touched) if (path.startsWith('items/')) parts.set(path, [])
  if (isMany || parts.size > FEW) {
    const line = await lineOf(index, keeper, number, null)
    return line === null ? [] : [[`change/${line.change}`, line]]
  }
  const { change, author, device, time } = first
  const { at, until } = index.change(number)
  return [...parts].map(([about, entries]) => {
    const items = about.startsWith('items/') ? [about.slice('items/'.length)] : []
    const line = { change, author, device, time, entries, undoes, at, until, others: 0, records: records.length, items }
    return [about, line] as const
  })
}

/** Read once: a thousand headers are most of the work. One that is not the record's own is asked for with more care. */
async function headerOf(index: HistoryIndex, keeper: IndexKeeper, record: number): Promise<QuickHeader | null> {
  const bytes = await keeper.readQuickly(index, record)
  const header = bytes === null ? null : quickHeader(bytes)
  if (header?.client === index.clientOf(record) && header.seq === index.seqOf(record)) return header
  const right = await keeper.read(index, record)
  return right === null ? null : quickHeader(right)
}

/** Null for what nobody needs to be told: cards, other people's marks and views, and the word that something was taken back. */
function aboutOf(index: HistoryIndex, { name, record }: Entry): string | null {
  if (name === 'change.undo' || name.startsWith('card.') || SESSION_STEPS.has(name)) return null
  if (record === '') return name.startsWith('room.') ? 'people' : 'plan'
  const [table = ''] = record.split('/')
  if (QUIET.has(table)) return null
  return table === 'settlements' ? 'plan' : itemOf(index, record)
}
/** What is gone through in a meeting; that it was held, and what came of it, is told. */
const SESSION_STEPS: ReadonlySet<string> = new Set(
  ['show', 'timer', 'join', 'lead', 'phase', 'phases', 'part'].map((step) => `session.${step}`),
)
const QUIET: ReadonlySet<string> = new Set(['seen', 'views', 'distinctions', 'cards', 'answers'])

function itemOf(index: HistoryIndex, path: string): string {
  return index.ownerOf(path) ?? path
}

/** It stands for many: an import, or a change of which only numbers are kept. */
function isCounted({ name, record }: Entry): boolean {
  return record === '' && name !== 'change.undo' && !name.startsWith('room.')
}
