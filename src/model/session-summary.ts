import * as v from 'valibot'
import { amount, flag, names, text } from './fields.ts'
import { LARGEST_VALUE, valueBytes } from './value-size.ts'

/** What one item came to in a session. Titles are kept as they were: the summary is read years later. */
const SummaryItemSchema = v.object({
  item: v.string(),
  key: text,
  title: text,
  /** How long it was shown; 0 where it never was. */
  seconds: v.number(),
  /** "estimate 5 to 8", "2 criteria added" */
  facts: names,
  estimateFrom: amount,
  estimateTo: amount,
  /** Whether a person gave it another estimate. */
  estimated: flag,
  /** Titles of the parts that were split off. */
  parts: names,
  asked: names,
  answered: names,
  /** Questions of it that were open at the end, whenever they were asked. */
  open: names,
  ready: flag,
  /** What was missing at the end. */
  lacks: names,
})
export type SummaryItem = v.InferOutput<typeof SummaryItemSchema>

export const SessionSummarySchema = v.object({
  from: v.number(),
  until: v.number(),
  /** When it was written: later than the session's end where it was written again. */
  at: v.number(),
  /** Names. */
  present: names,
  /** Those that were shown, in the order in which they first were, then those that were changed besides. */
  items: v.array(SummaryItemSchema),
  /** Items that were changed besides and are not listed, since there were too many. */
  more: v.nullish(v.number(), 0),
  /** "Paging: tides first", of decisions of the plan. */
  decisions: names,
  /** What was agreed, a line each. */
  notes: names,
  /** Changes that were made in its time, as far as they had come in by `at`. */
  changes: v.number(),
})
export type SessionSummary = v.InferOutput<typeof SessionSummarySchema>

export interface SummaryCounts {
  readonly shown: number
  readonly refined: number
  readonly split: number
  readonly estimated: number
  readonly ready: number
  readonly asked: number
  readonly answered: number
  readonly open: number
}

export function countsOf({ items }: SessionSummary): SummaryCounts {
  const sum = (of: (item: SummaryItem) => number): number => items.reduce((all, item) => all + of(item), 0)
  return {
    shown: sum(({ seconds }) => (seconds > 0 ? 1 : 0)),
    refined: sum(({ facts }) => (facts.length > 0 ? 1 : 0)),
    split: sum(({ parts }) => (parts.length > 0 ? 1 : 0)),
    estimated: sum(({ estimated, estimateTo }) => (estimated && estimateTo !== null ? 1 : 0)),
    ready: sum(({ ready }) => (ready ? 1 : 0)),
    asked: sum(({ asked }) => asked.length),
    answered: sum(({ answered }) => answered.length),
    open: sum(({ open }) => open.length),
  }
}

/** Whole minutes, at least one. */
export function minutesOf({ from, until }: Pick<SessionSummary, 'from' | 'until'>): number {
  return Math.max(1, Math.round((until - from) / 60_000))
}

const LONGEST_WORDS = 400
const MOST_LINES = 20
const MOST_NAMES = 200

/**
 * A summary as it may be kept: texts are cut, long lists say how many more there were, and items at the end, which were only
 * changed besides, are counted. What it tells of stands in the plan all the same.
 */
export function fitSummary(summary: SessionSummary): SessionSummary {
  const head: SessionSummary = {
    ...summary,
    present: summary.present.slice(0, MOST_NAMES).map((name) => shortened(name, 100)),
    decisions: shortList(summary.decisions, 50),
    notes: shortList(summary.notes, MOST_NAMES),
    items: [],
  }
  const items: SummaryItem[] = []
  let room = LARGEST_VALUE - valueBytes(head)
  for (const item of summary.items) {
    const short = shortItem(item)
    room -= valueBytes(short)
    if (room < 0) break
    items.push(short)
  }
  return { ...head, items, more: summary.more + summary.items.length - items.length }
}

function shortItem(item: SummaryItem): SummaryItem {
  return {
    ...item,
    title: shortened(item.title, LONGEST_WORDS),
    facts: shortList(item.facts),
    parts: shortList(item.parts),
    asked: shortList(item.asked),
    answered: shortList(item.answered),
    open: shortList(item.open),
    lacks: shortList(item.lacks),
  }
}

function shortList(list: readonly string[], most = MOST_LINES): string[] {
  const short = list.slice(0, list.length > most ? most - 1 : most).map((words) => shortened(words, LONGEST_WORDS))
  return list.length > most ? [...short, `and ${list.length - short.length} more`] : short
}

function shortened(words: string, most: number): string {
  if (words.length <= most) return words
  // No sign has more than two of JavaScript's characters.
  const signs = [...words.slice(0, 2 * most + 2)]
  return signs.length > most ? `${signs.slice(0, most - 1).join('')}…` : words
}
