import type { Conflict, ConflictList, ConflictSide, Overruled } from '../../contract/conflict-calls.ts'
import type { Plan } from '../../doc/plan.ts'
import { positionText, type KnownIds, type Position } from '../../sync/conflict-id.ts'
import {
  conflictRows,
  placeOf,
  type ConflictRow,
  type ConflictSide as Side,
  type OverruledRow,
} from '../../sync/conflict-rows.ts'
import type { PlanLedger } from '../../sync/plan-ledger.ts'
import { textVersions, type TextVersions } from '../../sync/text-versions.ts'
import type { History, PlanPlace } from '../history/history.ts'
import type { Writer } from '../history/writers.ts'
import { createSettledBook, type SettledNote } from './settled-book.ts'

/** What people changed apart, for whoever reviews it. Derived when it is asked for; between that a count is kept in sight. */
export interface ConflictBook {
  list(): Promise<ConflictList>
  /** Somebody looked at what others settled. */
  settledSeen(ids: readonly string[]): Promise<void>
  /** For the plan's host: something was stored. What follows from it is looked at in a moment, all at once. */
  stored(): void
  stop(): void
}

export interface ConflictBookParts {
  readonly plan: Plan
  readonly ledger: Pick<PlanLedger, 'heads' | 'crossings' | 'texts'>
  readonly history: Pick<History, 'ask'>
  readonly place: () => Promise<PlanPlace>
  /** Settles when all that is in the document is in the journal, or the disk takes too long. */
  readonly written: () => Promise<unknown>
  /** Milliseconds. */
  readonly now: () => number
  readonly cameLive: (client: number, at: { readonly clock: number } | { readonly seq: number }) => boolean
  /** Writes of people who were connected, at most so many milliseconds apart, are a quiet notice. */
  readonly quietMs?: number
  /** Where it is kept what people here saw as open. */
  readonly note: SettledNote
  readonly onChanged: (open: number) => void
}

const QUIET_MS = 5_000
/** So long after a record the list is looked at, however many come in. */
const LOOK_MS = 250
/** While many come in, looking takes at most so small a part of the host's time. */
const LOOK_PART = 1 / 20
export const MOST_OPEN = 500
export const MOST_OVERRULED = 200
/** Names that are remembered. */
const MOST_IDS = 20_000
/** Quiet ones that are remembered. */
const MOST_QUIET = 1_000

export function createConflictBook(parts: ConflictBookParts): ConflictBook {
  const { plan, ledger } = parts
  const settled = createSettledBook(parts)
  const quiet = new Set<string>()
  const ids: KnownIds = new Map()
  let known = ''
  let timer: NodeJS.Timeout | undefined
  let pause = LOOK_MS

  return {
    async list() {
      const first = rows()
      if (first.open.length === 0 && first.overruled.length === 0) return { ...NOTHING, ...(await settledIn([])) }
      await parts.written()
      const place = await parts.place()
      const writers = new Map<string, Writer>()
      await ask(place, writers, positionsIn(first))
      const { open, overruled } = conflictRows({
        ledger,
        plan,
        ids,
        written: (write) => writers.get(positionText(write))?.value,
      })
      const tell = async (row: ConflictRow): Promise<Conflict> => conflictOf(row, writers, await versionsOf(row, place))
      const told: Conflict[] = []
      for (const row of open) {
        const one = await tell(row)
        if (!isSameText(one, plan)) told.push(one)
      }
      const gone: Overruled[] = []
      for (const row of overruled) {
        if (!hasGone(row, plan, writers)) continue
        gone.push({ ...(await tell(row)), by: sideOf(row, row.by, writers, null) })
      }
      told.sort(byTime)
      gone.sort(byTime)
      return {
        open: told.slice(0, MOST_OPEN),
        overruled: gone.slice(0, MOST_OVERRULED),
        others: Math.max(0, told.length - MOST_OPEN) + Math.max(0, gone.length - MOST_OVERRULED),
        ...(await settledIn(told.filter((one) => !one.quiet))),
      }
    },
    settledSeen: settled.seen,
    stored() {
      timer ??= setTimeout(look, pause).unref()
    },
    stop: () => clearTimeout(timer),
  }

  async function settledIn(open: readonly Conflict[]): Promise<Pick<ConflictList, 'settled'>> {
    const list = await settled.list(open)
    return list.length === 0 ? {} : { settled: list }
  }

  function rows() {
    if (ids.size > MOST_IDS) ids.clear()
    return conflictRows({ ledger, plan, ids })
  }

  /** Nothing is read from the disk for it. */
  function look(): void {
    timer = undefined
    const began = parts.now()
    const { open, overruled } = rows()
    pause = Math.max(LOOK_MS, (parts.now() - began) / LOOK_PART)
    for (const { id, sides } of open) if (sides.every(({ at }) => parts.cameLive(at.client, at))) quiet.add(id)
    for (const old of quiet) if (quiet.size > MOST_QUIET) quiet.delete(old)
    const now = [...open, ...overruled].map(({ id }) => id).join()
    if (now === known) return
    known = now
    parts.onChanged(open.filter(({ id }) => !quiet.has(id)).length)
  }

  async function ask(place: PlanPlace, writers: Map<string, Writer>, positions: readonly Position[]): Promise<void> {
    const found = await parts.history.ask(place, 'writers', { positions })
    found.forEach((writer, i) => {
      if (writer !== null) writers.set(positionText(positions[i] as Position), writer)
    })
  }

  async function versionsOf(
    { kind, record, path, sides }: ConflictRow,
    place: PlanPlace,
  ): Promise<TextVersions | null> {
    if (kind !== 'text') return null
    const heads = sides.map(({ at }) => at as { client: number; seq: number })
    const past = await parts.history.ask(place, 'textPast', { path: record, heads })
    const [table, id = '', field = ''] = path.split('/')
    const text = record === 'plan' ? plan.rootText(path as 'vision') : plan.text(table as 'items', id, field)
    if (past === null || text === undefined) return null
    const pasts = past.knew.map((lines) => {
      const knew = new Map(lines)
      return (client: number, seq: number): boolean => (knew.get(client) ?? 0) >= seq
    })
    return textVersions(text, past.records, pasts)
  }

  function conflictOf(row: ConflictRow, writers: Map<string, Writer>, texts: TextVersions | null): Conflict {
    const { id, kind, record, key, path } = row
    const sides = row.sides.map((side, i) => sideOf(row, side, writers, texts?.versions[i] ?? null))
    const times = sides.map(({ time }) => time)
    const isQuiet = quiet.has(id) && Math.max(...times) - Math.min(...times) <= (parts.quietMs ?? QUIET_MS)
    return { id, kind, record, key, path, item: itemOf(record), sides, base: texts?.base ?? null, quiet: isQuiet }
  }

  function sideOf(
    row: ConflictRow,
    { at, key, value }: Side,
    writers: Map<string, Writer>,
    text: string | null,
  ): ConflictSide {
    const writer = writers.get(positionText(at))
    const said = value === undefined ? (writer?.value ?? null) : value
    return {
      person: writer?.person ?? null,
      role: writer?.role ?? null,
      device: writer?.device ?? '',
      time: writer?.time ?? 0,
      change: writer?.change ?? '',
      key,
      value: said,
      rank: row.kind === 'place' && typeof said === 'string' ? placeOf(plan, itemOf(row.record) ?? '', said) + 1 : null,
      text,
    }
  }

  function itemOf(record: string): string | null {
    const [table, id = ''] = record.split('/')
    if (table === 'items') return id
    const row = plan.row(table as 'criteria', id) as { readonly item?: string; readonly from?: string } | undefined
    return row?.item ?? (table === 'links' ? (row?.from ?? null) : null)
  }
}

const NOTHING: ConflictList = { open: [], overruled: [], others: 0 }

function positionsIn(rows: {
  readonly open: readonly ConflictRow[]
  readonly overruled: readonly OverruledRow[]
}): Position[] {
  const positions = new Map<string, Position>()
  const note = ({ at }: Side): void => void positions.set(positionText(at), at)
  for (const { sides } of [...rows.open, ...rows.overruled]) sides.forEach(note)
  for (const { by } of rows.overruled) note(by)
  return [...positions.values()]
}

/** Whether somebody's value is not what was written in the end. */
function hasGone({ kind, record, by, sides }: OverruledRow, plan: Plan, writers: Map<string, Writer>): boolean {
  const meaning = ({ at, value }: Side): string => {
    const said = value === undefined ? writers.get(positionText(at))?.value : value
    if (kind === 'deletion') return String(said === null)
    return kind === 'place'
      ? String(placeOf(plan, record.slice('items/'.length), String(said)))
      : JSON.stringify(said ?? null)
  }
  return sides.some((side) => meaning(side) !== meaning(by))
}

/** Edited apart to the very same words, and merged to them: nothing is there to choose. */
function isSameText({ kind, path, record, sides }: Conflict, plan: Plan): boolean {
  if (kind !== 'text') return false
  const [table, id = '', field = ''] = path.split('/')
  const now = record === 'plan' ? plan.rootText(path as 'vision').toJSON() : plan.textOf(table as 'items', id, field)
  return sides.every(({ text }) => text === now)
}

function byTime(a: Conflict, b: Conflict): number {
  const [first, second] = [a, b].map(({ sides }) => Math.max(...sides.map(({ time }) => time))) as [number, number]
  return second - first || (a.id < b.id ? -1 : 1)
}
