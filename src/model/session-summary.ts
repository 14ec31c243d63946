import * as v from 'valibot'
import { amount, flag, names, text } from './fields.ts'

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
