import * as v from 'valibot'
import { moment, names, ref, text } from './fields.ts'
import { DeletionSchema, type Deletion } from './deletion.ts'

export const ROUND_KINDS = ['estimate', 'score', 'confidence', 'question'] as const
export type RoundKind = (typeof ROUND_KINDS)[number]

/**
 * One question to which everybody answers with a card, in secret until all cards are turned together: an estimate, a score, a
 * fist of five, a question with answers of its own. The same in a meeting and over days (decisions/0031).
 */
export interface Round {
  readonly id: string
  readonly kind: RoundKind | (string & {})
  readonly item: string | null
  /** The meeting that it was held in. */
  readonly session: string | null
  /** What is asked, in words; of an item's round its title then. */
  readonly question: string
  /** `wsjf`, or `formula:<id>`, and what of it is scored; '' for other kinds. */
  readonly method: string
  readonly factor: string
  /** Of rounds that were begun together on one item, which is asked first. */
  readonly nth: number
  /** Faces, from the smallest. */
  readonly deck: readonly string[]
  /** The round of which this one is a re-vote. */
  readonly before: string | null
  readonly startedBy: string | null
  readonly at: number
  /** Until when cards are taken; null: until somebody turns them. It turns nothing by itself. */
  readonly closesAt: number | null
  /**
   * The commitments that count, each `voter commitment`: fixed by whoever turns the round. A set, so that of two who turn it at
   * once nobody's voters are lost. Nothing is taken out of it.
   */
  readonly turned: readonly string[]
  readonly turnedAt: number | null
  /** Over: what came of it, and how the cards lay, without names. One value, so that it is one person's. */
  readonly settled: SettledRound | null
  readonly deleted: Deletion | null
}

export interface SettledRound {
  readonly at: number
  readonly by: string | null
  /** What a person settled on, in words or as a number; '' where nothing was, such as before a re-vote. */
  readonly result: string
  readonly spread: readonly SpreadLine[]
}

export interface SpreadLine {
  readonly face: string
  readonly count: number
}

export const RoundSchema = v.object({
  kind: v.string(),
  item: ref,
  session: ref,
  question: text,
  method: text,
  factor: text,
  nth: v.nullish(v.number(), 0),
  deck: names,
  before: ref,
  startedBy: ref,
  at: v.number(),
  closesAt: moment,
  turned: names,
  turnedAt: moment,
  settled: v.nullish(
    v.object({
      at: v.number(),
      by: ref,
      result: text,
      spread: v.array(v.object({ face: v.string(), count: v.number() })),
    }),
    null,
  ),
  deleted: DeletionSchema,
})
export const ROUND_SETS = { turned: 'card:' } as const

export type RoundPhase = 'open' | 'turned' | 'settled' | 'cancelled'

export function phaseOf(round: Round): RoundPhase {
  if (round.deleted !== null) return 'cancelled'
  if (round.settled !== null) return 'settled'
  return round.turned.length > 0 || round.turnedAt !== null ? 'turned' : 'open'
}

/** Whether a card may still be put or changed. */
export function takesCards(round: Round, now: number): boolean {
  return phaseOf(round) === 'open' && (round.closesAt === null || now < round.closesAt)
}

/**
 * Which of several rounds on one thing is asked now: the one that was begun last, so that a re-vote goes on, and of those begun
 * together the first. For sorting.
 */
export function askedFirst(a: Pick<Round, 'at' | 'nth' | 'id'>, b: Pick<Round, 'at' | 'nth' | 'id'>): number {
  return b.at - a.at || a.nth - b.nth || (a.id < b.id ? -1 : 1)
}

/** One of the commitments that count. */
export function listing(voter: string, commit: string): string {
  return `${voter} ${commit}`
}
