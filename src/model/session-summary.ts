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

const SectionSchema = v.object({
  name: v.string(),
  /** Each with what there is to say of it besides: a reason, how many votes. */
  lines: v.array(v.object({ words: v.string(), more: text })),
})
export type SummarySection = v.InferOutput<typeof SectionSchema>

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
  /** What stood on the agenda and was never shown, by title; left out where all of it was. */
  unreached: v.optional(v.array(v.string())),
  /** "Paging: tides first", of decisions of the plan. */
  decisions: names,
  /** What was agreed, a line each. */
  notes: names,
  /** Changes that were made in its time, as far as they had come in by `at`; of a meeting that looks back, what it told of. */
  changes: v.number(),
  /** Of a meeting that looks back: the whole in one sentence, and what it told of under its own headings. */
  head: v.optional(v.string()),
  sections: v.optional(v.array(SectionSchema)),
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
    ...(summary.sections === undefined ? {} : { sections: shortSections(summary.sections) }),
    present: summary.present.slice(0, MOST_NAMES).map((name) => shortened(name, 100)),
    ...(summary.unreached === undefined ? {} : { unreached: shortList(summary.unreached, 50) }),
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

/** Half of what a value may have, since lists of items come behind it. */
function shortSections(sections: readonly SummarySection[]): SummarySection[] {
  let room = LARGEST_VALUE / 2
  return sections.map(({ name, lines }) => {
    const kept: { words: string; more: string }[] = []
    for (const line of lines) {
      const short = { words: shortened(line.words, LONGEST_WORDS), more: shortened(line.more, LONGEST_WORDS) }
      room -= valueBytes(short)
      if (room < 0) break
      kept.push(short)
    }
    const left = lines.length - kept.length
    return { name, lines: left === 0 ? kept : [...kept, { words: `and ${left} more`, more: '' }] }
  })
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
