import { phaseOfSession, type Session } from '../model/session.ts'
import { sessionsIn } from './sessions-in.ts'
import type { PlanState } from './plan-state-shape.ts'

/** Plannings that are on, newest first: several teams may plan at the same time. */
export function planningsOn(plan: PlanState): readonly Session[] {
  return sessionsIn(plan, 'planning').filter((session) => phaseOfSession(session) === 'on')
}

/** The planning that this person means without saying which: their team's, or the one that was begun last. */
export function ownPlanning(plan: PlanState): Session | null {
  const on = planningsOn(plan)
  const { person } = plan.me
  const teams = (person === null ? undefined : plan.row('people', person)?.teams) ?? []
  const isOwn = ({ sprint }: Session): boolean => teams.includes(plan.row('sprints', sprint ?? '')?.team ?? '')
  return on.find(isOwn) ?? on[0] ?? null
}

/** The planning of a sprint: the one that is on, else the last one that was held. */
export function planningOf(plan: PlanState, sprint: string): Session | null {
  const all = sessionsIn(plan, 'planning').filter((session) => session.sprint === sprint)
  return all.find((session) => phaseOfSession(session) === 'on') ?? all[0] ?? null
}
