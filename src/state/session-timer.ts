import { setTimer } from '../commands/session-steps.ts'
import type { Session } from '../model/session.ts'
import type { PlanState } from './plan-state-shape.ts'

const QUIET = { say: 'quiet', undoable: false } as const

/** Seconds that are left of a session's timer, the same on every machine; null while none runs. */
export function timeLeft(plan: PlanState, { timer }: Pick<Session, 'timer'>, now: number): number | null {
  return timer === null ? null : Math.max(0, (plan.clocks.here(timer.endsAt, timer.clock) - now) / 1000)
}

/** Starts the timer, by this machine's clock; null stops it. */
export function startTimer(plan: PlanState, { id }: Session, seconds: number | null): void {
  plan.run(setTimer, { session: id, seconds, clock: plan.clocks.own }, QUIET)
}

/** Gives more time to the timer that runs, or to one that is over. */
export function addTime(plan: PlanState, session: Session, seconds: number, now: number): void {
  const left = timeLeft(plan, session, now) ?? 0
  const of = Math.max(left, session.timer?.seconds ?? 0) + seconds
  plan.run(setTimer, { session: session.id, seconds: left + seconds, of, clock: plan.clocks.own }, QUIET)
}
