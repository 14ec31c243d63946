import * as v from 'valibot'
import { LONGEST_FACE, LONGEST_REASON } from '../model/card.ts'
import { call } from './call.ts'
import { author, planId as plan, recordId } from './shapes.ts'

/** A card that this device put and that is not shown yet. Nobody else's is ever told. */
export interface OwnCard {
  readonly round: string
  readonly face: string
  readonly reason: string
}

export interface OwnCards {
  /** Under what this device votes. */
  readonly voter: string
  readonly cards: readonly OwnCard[]
}

/** Cards of secret rounds: what is on one stays with the host of whoever put it, until the round is turned. */
export const ROUND_CALLS = {
  'rounds.own': call<OwnCards>()(v.object({ plan })),
  /** Puts this device's card, or another in its place; a null face takes it back. On disk, and on its way to others, when it resolves. */
  'rounds.put': call<OwnCards>()(
    v.object({
      plan,
      round: recordId,
      face: v.nullable(v.pipe(v.string(), v.minLength(1), v.maxLength(LONGEST_FACE))),
      reason: v.optional(v.pipe(v.string(), v.trim(), v.maxLength(LONGEST_REASON)), ''),
      author,
    }),
  ),
} as const
