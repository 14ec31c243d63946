import { bySessionTime, phaseOfSession, type Session } from '../model/session.ts'
import type { PlanState } from './plan-state-shape.ts'
import { sessionsIn } from './sessions-in.ts'

/** The last review, or retrospective, of a sprint: the one that is on, or what it came to. */
export function lookBackOf(plan: PlanState, kind: 'review' | 'retrospective', sprint: string): Session | null {
  return sessionsIn(plan, kind).find((one) => one.sprint === sprint) ?? null
}

/** Reviews and retrospectives that are on, the latest first. */
export function lookBacksOn(plan: PlanState): readonly Session[] {
  return [...sessionsIn(plan, 'review'), ...sessionsIn(plan, 'retrospective')]
    .filter((session) => phaseOfSession(session) === 'on')
    .sort(bySessionTime)
}
