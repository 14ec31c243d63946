/**
 * Which records a mailbox has, by its letters' own word, and what a host would have to add to it.
 *
 * API: createCoverage() -> add(runs), has(client, seq), lacking(frontier); runsOf(records).
 */
import type { Frontier, Missing } from '../ledger.ts'
import type { PlanRecord } from '../record.ts'
import { markOf } from '../record-mark.ts'
import type { Run } from './letter.ts'

export interface Coverage {
  /** True if any of them was not covered before. */
  add(runs: readonly Run[]): boolean
  has(client: number, seq: number): boolean
  /** Of each line of the frontier, the run that holds all that is not covered. What is covered may lie in between. */
  lacking(frontier: Frontier): Missing[]
}

/** First and last number, in order, none touching the next. */
type Span = [from: number, to: number]

export function createCoverage(): Coverage {
  const lines = new Map<number, Span[]>()

  return {
    add(runs) {
      let isMore = false
      for (const { client, from, to } of runs) {
        const spans = lines.get(client) ?? []
        if (spans.some(([a, b]) => a <= from && b >= to)) continue
        isMore = true
        lines.set(client, joined(spans, [from, to]))
      }
      return isMore
    },
    has: (client, seq) => lines.get(client)?.some(([from, to]) => from <= seq && seq <= to) === true,
    lacking(frontier) {
      const missing: Missing[] = []
      for (const [key, [last]] of Object.entries(frontier)) {
        const client = Number(key)
        const spans = lines.get(client) ?? []
        const first = spans[0]
        const from = first === undefined || first[0] > 1 ? 1 : first[1] + 1
        const behind = spans.findLast(([start, end]) => start <= last && end >= last)
        const to = behind === undefined ? last : behind[0] - 1
        if (from <= to) missing.push({ client, from, to })
      }
      return missing
    },
  }
}

function joined(spans: readonly Span[], span: Span): Span[] {
  const apart: Span[] = []
  let [from, to] = span
  for (const [a, b] of spans) {
    if (b < from - 1 || a > to + 1) apart.push([a, b])
    else [from, to] = [Math.min(from, a), Math.max(to, b)]
  }
  return [...apart, [from, to] as Span].sort((a, b) => a[0] - b[0])
}

/** The runs that these records make, in the order in which their lines come first. */
export function runsOf(records: readonly Pick<PlanRecord, 'client' | 'seq' | 'signature'>[]): Run[] {
  const runs = new Map<number, { client: number; from: number; to: number; mark: number }>()
  const done: Run[] = []
  for (const { client, seq, signature } of records) {
    const run = runs.get(client)
    const mark = markOf(signature)
    if (run !== undefined && seq === run.to + 1) Object.assign(run, { to: seq, mark })
    else {
      if (run !== undefined) done.push(run)
      runs.set(client, { client, from: seq, to: seq, mark })
    }
  }
  return [...done, ...runs.values()]
}
