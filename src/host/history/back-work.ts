import * as Y from 'yjs'
import { decodeUtf8, encodeUtf8 } from 'lib0/string'
import { MAX_ENTRIES } from '../../model/envelope.ts'
import { stepsBack, type BackStep, type StepsBack, type WhatComesBack } from '../../sync/bring-back.ts'
import type { CreationBack, FieldBack, Left, TextBack } from '../../sync/opposite.ts'
import type { Taken } from '../../sync/take-back-entry.ts'
import { createSeenRecords } from '../../sync/take-back-records.ts'
import { workToTakeBack, type TakeBack } from '../../sync/take-back.ts'
import { readUpdate } from '../../sync/update-form.ts'
import { breath } from './breath.ts'
import type { HistoryIndex } from './history-index.ts'
import { quickHeader, updateOf } from './record-facts.ts'

/** Work that was found out beside the host, in parts that the host writes one after the other. */
export interface BackWork {
  /** JSON of a `BackPart` each, so that the host reads one at a time. */
  readonly parts: readonly Uint8Array[]
  /** Whether each of its writes is said in words; else they are counted. */
  readonly inWords: boolean
  /** The first 500 of what stays as it is. */
  readonly left: readonly Left[]
  readonly leftInAll: number
  /** Changes whose effect goes; 0 where something is brought back. */
  readonly changes: number
}

/** One transaction's worth. */
export type BackPart =
  | {
      readonly part: 'opposite'
      readonly fields: readonly FieldBack[]
      readonly creations: readonly CreationBack[]
      readonly texts: readonly TextBack[]
    }
  | { readonly part: 'steps'; readonly steps: readonly BackStep[] }

export const MAX_LEFT = 500
/**
 * Fields of one transaction. Few enough that no window waits for it, that the order is kept up to date one by one, and that
 * each can be said in words beside the first entry.
 */
const PART = MAX_ENTRIES - 1
/** A text takes about as long as so many fields. */
const TEXT_WEIGHT = 5
/** Beyond so many, entries are counted and not said one by one, as in any long change. */
const MOST_IN_WORDS = 2_000
/** Records read between two breaths. */
const TOGETHER = 2_000

/** All records of a plan as taking back sees them, kept between looking at what would go and letting it go. */
export interface WholePast {
  /** Reads what came since the last time. */
  readUpTo(index: HistoryIndex, read: (record: number) => Promise<Uint8Array | null>): Promise<void>
  /** What taking back would write into `now`, the plan as it stands, from what was read. */
  workOfTakingBack(now: Y.Doc, taken: Taken): BackWork
  forget(): void
}

export function createWholePast(): WholePast {
  let past: ReturnType<typeof nothingYet> | null = null
  let turn: Promise<unknown> = Promise.resolve()
  return {
    readUpTo(index, read) {
      const next = turn.then(() => {
        if (past?.index !== index) past = nothingYet(index)
        return readOn(past, read)
      })
      turn = next.catch(() => undefined)
      return next
    },
    workOfTakingBack(now, taken) {
      if (past === null) throw new Error('Nothing was read yet.')
      return inParts(workToTakeBack({ doc: now, records: past.records, taken }))
    },
    forget: () => void (past = null),
  }
}

function nothingYet(index: HistoryIndex) {
  return {
    index,
    records: createSeenRecords(),
    /** Last record read of each line. */
    reached: new Map<number, number>(),
    read: 0,
  }
}

/** Reads each record once, in the journal's order. */
async function readOn(
  past: ReturnType<typeof nothingYet>,
  read: (record: number) => Promise<Uint8Array | null>,
): Promise<void> {
  const { index, records, reached } = past
  for (; past.read < index.records; past.read++) {
    if (past.read % TOGETHER === 0) await breath()
    const bytes = await read(past.read)
    const header = bytes === null ? null : quickHeader(bytes)
    if (bytes === null || header === null || !follows(header, reached)) continue
    const update = updateOf(bytes)
    const structs = readUpdate(update)
    if (structs !== null) records.note(header, update, structs, index.planTimeOf(past.read))
  }
}

function inParts({ creations, fields, texts, left, changes }: TakeBack): BackWork {
  const parts: BackPart[] = []
  const none = { part: 'opposite', creations: [], fields: [], texts: [] } as const
  for (let at = 0; at < creations.length; at += PART) parts.push({ ...none, creations: creations.slice(at, at + PART) })
  for (let at = 0; at < fields.length; at += PART) parts.push({ ...none, fields: fields.slice(at, at + PART) })
  const most = Math.floor(PART / TEXT_WEIGHT)
  for (let at = 0; at < texts.length; at += most) parts.push({ ...none, texts: texts.slice(at, at + most) })
  return packed(parts, creations.length + fields.length + texts.length, left, changes)
}

/** What must be written so that a plan says again what it said in `old`. Both documents are only read. */
export function workOfBringingBack(old: Y.Doc, now: Y.Doc, what: WhatComesBack, orders: boolean): BackWork {
  const { steps, left }: StepsBack = stepsBack({ old, now, what, orders })
  const parts: BackPart[] = []
  let part: BackStep[] = []
  let weight = 0
  for (const step of steps.flatMap(shortRuns)) {
    const more = step.do === 'text' || step.do === 'make' ? TEXT_WEIGHT : step.do === 'place' ? step.items.length : 1
    if (weight + more > PART && part.length > 0) {
      parts.push({ part: 'steps', steps: part })
      part = []
      weight = 0
    }
    part.push(step)
    weight += more
  }
  if (part.length > 0) parts.push({ part: 'steps', steps: part })
  return packed(parts, steps.length, left, 0)
}

export function readPart(bytes: Uint8Array): BackPart {
  return JSON.parse(decodeUtf8(bytes)) as BackPart
}

/** A long run in pieces, each behind the last one of the piece before. */
function shortRuns(step: BackStep): BackStep[] {
  if (step.do !== 'place' || step.items.length <= PART) return [step]
  const pieces: BackStep[] = []
  for (let at = 0; at < step.items.length; at += PART)
    pieces.push({ ...step, items: step.items.slice(at, at + PART), after: step.items[at - 1]?.id ?? step.after })
  return pieces
}

function packed(parts: readonly BackPart[], writes: number, left: readonly Left[], changes: number): BackWork {
  return {
    parts: parts.map((part) => encodeUtf8(JSON.stringify(part))),
    inWords: writes <= MOST_IN_WORDS,
    left: left.slice(0, MAX_LEFT),
    leftInAll: left.length,
    changes,
  }
}

/** Whether it is its line's next and all that it was made on was read; if so it counts as read itself. */
function follows(
  header: { readonly client: number; readonly seq: number; readonly after: readonly number[] },
  reached: Map<number, number>,
): boolean {
  if ((reached.get(header.client) ?? 0) !== header.seq - 1) return false
  for (let i = 0; i < header.after.length; i += 2)
    if ((reached.get(header.after[i] as number) ?? 0) < (header.after[i + 1] as number)) return false
  reached.set(header.client, header.seq)
  return true
}
