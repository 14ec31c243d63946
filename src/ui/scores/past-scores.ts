import { factorsAfter, type Score } from '../../model/score.ts'
import type { Method } from '../../model/scoring/method.ts'
import type { Factors, Outcome } from '../../model/scoring/outcome.ts'

/** What was believed of an item from a moment on. */
export interface PastScore {
  readonly at: number
  readonly by: string | null
  readonly why: string
  /** What was said then, by factor. */
  readonly said: Readonly<Record<string, unknown>>
  readonly factors: Factors
  readonly outcome: Outcome
}

/** One item's scores under a method, oldest first; what one person said within a minute is one line. */
export function pastScores(scores: readonly Score[], method: Method): readonly PastScore[] {
  const past: PastScore[] = []
  const mine = scores.filter((score) => score.method === method.id)
  mine.forEach((score, i) => {
    const factors = factorsAfter(mine.slice(0, i + 1))
    const before = past.at(-1)
    const together =
      before !== undefined && before.by === score.by && before.why === score.why && score.at - before.at < MINUTE
    const line: PastScore = {
      at: score.at,
      by: score.by,
      why: score.why,
      said: together ? { ...before.said, ...score.factors } : score.factors,
      factors,
      outcome: method.score(factors),
    }
    if (together) past[past.length - 1] = line
    else past.push(line)
  })
  return past
}
const MINUTE = 60_000

export interface SparkLine {
  readonly points: readonly { readonly x: number; readonly y: number }[]
}

/** Scores by time as a line in a box; null for fewer than two. */
export function sparkOf(past: readonly PastScore[], width: number, height: number): SparkLine | null {
  const scored = past.flatMap(({ at, outcome }) => (outcome.is === 'score' ? [{ at, value: outcome.value }] : []))
  const first = scored[0]
  const last = scored.at(-1)
  if (first === undefined || last === undefined || scored.length < 2) return null
  const span = Math.max(1, last.at - first.at)
  const low = Math.min(...scored.map(({ value }) => value))
  const range = Math.max(...scored.map(({ value }) => value)) - low || 1
  return {
    points: scored.map(({ at, value }) => ({
      x: ((at - first.at) / span) * width,
      y: height - ((value - low) / range) * height,
    })),
  }
}
