import type { LookBackKind } from '../../commands/look-back.ts'
import { bySessionTime, phaseOfSession, type Session } from '../../model/session.ts'
import type { PlanState } from '../../state/plan-state.svelte.ts'

/** The last review, or retrospective, of a sprint: the one that is on, or what it came to. */
export function lookBackOf(plan: PlanState, kind: LookBackKind, sprint: string): Session | null {
  return (
    plan
      .live('sessions')
      .filter((one) => one.kind === kind && one.sprint === sprint)
      .sort(bySessionTime)[0] ?? null
  )
}

/** Reviews and retrospectives that are on, the latest first. */
export function lookBacksOn(plan: PlanState): readonly Session[] {
  return plan
    .live('sessions')
    .filter((one) => (one.kind === 'review' || one.kind === 'retrospective') && phaseOfSession(one) === 'on')
    .sort(bySessionTime)
}

/** Everybody who looks at the meeting just now: people by their record, guests and others by name. */
export function whoLooks(plan: PlanState, kind: string): readonly string[] {
  const here = plan.here.filter(({ screen, guest }) => screen === kind || guest === true)
  return [...new Set(here.map((one) => (one.person === null ? `name/${one.name}` : `people/${one.person}`)))]
}
