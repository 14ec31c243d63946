/**
 * What one device may make a host do. They belong to the device and not to a link: a new connection gives nobody more.
 *
 * API: createPeerLimits(now) -> messages, repeats, bytes, each of which says whether one more is within it.
 */
import { createAllowance, type Allowance } from './allowance.ts'

export interface PeerLimits {
  /** What messages cost. */
  readonly messages: Allowance
  /** Bytes of messages. */
  readonly bytes: Allowance
  /**
   * Records that brought nothing: each is judged, which takes as long on a slow machine as it takes. Two that bring the same plan
   * at once are honest, and so is a peer that lost our answer; more than a few plans' worth is not. `held`: records that are here.
   */
  repeats(count: number, held: number): boolean
}

/** What messages may cost; those of a few words cost 1. */
const COST_A_SECOND = 400
const COST_AT_ONCE = 4_000
/** Records are sent a few ahead of their answers, so that nobody honest comes near it: judging them takes longer. */
const BYTES_A_SECOND = 16 * 1024 * 1024
const BYTES_AT_ONCE = 32 * 1024 * 1024
/** A plan's worth of repeats again after so long. */
const PLAN_AGAIN_S = 600
const PLANS_AT_ONCE = 2
/** A smaller plan counts as one of so many records. */
const SMALLEST_PLAN = 50_000

/** `now` in milliseconds. */
export function createPeerLimits(now: () => number): PeerLimits {
  const plans = createAllowance({ aSecond: 1 / PLAN_AGAIN_S, atOnce: PLANS_AT_ONCE, now })
  return {
    messages: createAllowance({ aSecond: COST_A_SECOND, atOnce: COST_AT_ONCE, now }),
    bytes: createAllowance({ aSecond: BYTES_A_SECOND, atOnce: BYTES_AT_ONCE, now }),
    repeats: (count, held) => plans.takes(count / Math.max(SMALLEST_PLAN, held)),
  }
}
