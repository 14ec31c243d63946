import type { Presence } from '../contract/host-info.ts'
import { agendaOf, bySessionTime, phaseOfSession, type Session } from '../model/session.ts'
import type { PlanState } from './plan-state-shape.ts'

/** Nobody works in a session that nobody looks at for as long. Milliseconds. */
export const LEFT_AFTER = 3 * 3_600_000

/** Sessions of a kind, newest first. */
export function sessionsIn(plan: PlanState, kind = 'refinement'): readonly Session[] {
  return [...plan.table('sessions').values()]
    .filter((session) => session.deleted === null && session.kind === kind)
    .sort(bySessionTime)
}

/** The one that is on; of two that were started apart the later. */
export function sessionOn(plan: PlanState): Session | null {
  return sessionsIn(plan).find((session) => phaseOfSession(session) === 'on') ?? null
}

/** Items of the agenda that are still in the plan, in its order. */
export function agendaItems(plan: PlanState, session: Session): readonly string[] {
  return agendaOf(session)
    .map(({ item }) => item)
    .filter((item) => plan.row('items', item)?.deleted === null)
}

/** Whether it was forgotten: the laptop that ran it died, or nobody ended it. */
export function wasLeft(session: Session, here: readonly Presence[], now: number): boolean {
  const isWatched = here.some(({ screen, isYou }) => screen === 'session' && isYou !== true)
  return !isWatched && now - (session.startedAt ?? now) > LEFT_AFTER
}

/** Everybody who looks at the session, or another screen, just now: people by their record, guests and others by name. */
export function whoIsHere(plan: PlanState, at = 'session'): readonly string[] {
  const here = plan.here.filter(({ screen, guest }) => screen === at || guest === true)
  return [...new Set(here.map((one) => (one.person === null ? `name/${one.name}` : `people/${one.person}`)))]
}
