import { goToPhase, endPlanning } from '../../commands/planning.ts'
import { editSprint } from '../../commands/sprints.ts'
import { askingComments, isOpenQuestion } from '../../model/question.ts'
import { phaseBeside, phaseNow, PHASE_MINUTES, PHASE_NAMES, type PlanningPhase } from '../../model/planning.ts'
import type { Session } from '../../model/session.ts'
import type { Sprint } from '../../model/sprint.ts'
import type { PlanState } from '../../state/plan-state.svelte.ts'
import { addTime, startTimer } from '../../state/session-timer.ts'

/** Something that was asked while the team plans, on a phone or a laptop. */
export interface Asked {
  readonly id: string
  readonly text: string
  readonly by: string
  readonly at: number
  readonly item: string
}

/** A planning that is on, as its screens see it and act on it. */
export interface PlanningDesk {
  readonly phase: PlanningPhase
  readonly next: PlanningPhase | null
  readonly before: PlanningPhase | null
  /** This person leads, and may go from phase to phase. */
  readonly leads: boolean
  /** The Sprint Goal as it is being written. */
  readonly goal: string
  /** It is another one than the sprint has. */
  readonly isGoalNew: boolean
  readonly whyNotGoal: string | null
  /** Open questions on the items of the sprint, and what was asked since the planning began, newest first. */
  readonly asked: readonly Asked[]
  goTo(phase: PlanningPhase): void
  keepGoal(): void
  toggleTimer(): void
  moreTime(): void
  end(start: boolean, here: readonly string[]): boolean
}

const QUIET = { say: 'quiet', undoable: false } as const
const FIVE_MINUTES = 300

export function createPlanningDesk(
  plan: PlanState,
  session: () => Session,
  sprint: () => Sprint,
  inside: () => readonly string[],
  say: (words: string) => void,
): PlanningDesk {
  const nameOf = (person: string | null): string => (person === null ? '' : (plan.row('people', person)?.name ?? ''))
  const phase = $derived(phaseNow(session()))
  const goal = $derived(plan.textOf('sessions', session().id, 'goal').trim())
  const leads = $derived(plan.whyNot(goToPhase, { session: session().id, phase: 'why' }) === null)
  const asked = $derived(
    inside()
      .flatMap((item) => {
        const questions = plan.questionsOf(item)
        const open = [...questions.filter(isOpenQuestion), ...askingComments(plan.commentsOf(item), questions)]
        return open.map(({ id, text, at, by, byName }) => ({ id, text, at, item, by: byName || nameOf(by) }))
      })
      .sort((a, b) => b.at - a.at),
  )

  return {
    get phase() {
      return phase
    },
    get next() {
      return phaseBeside(session(), 1)
    },
    get before() {
      return phaseBeside(session(), -1)
    },
    get leads() {
      return leads
    },
    get goal() {
      return goal
    },
    get isGoalNew() {
      return goal !== sprint().goal.trim()
    },
    get whyNotGoal() {
      return plan.whyNot(editSprint, { id: sprint().id })
    },
    get asked() {
      return asked
    },
    goTo(to) {
      if (to === phase || !leads) return
      // What was written together is kept before all go on.
      if (phase === 'why') this.keepGoal()
      if (plan.run(goToPhase, { session: session().id, phase: to }, QUIET).ok) say(PHASE_NAMES[to])
    },
    keepGoal() {
      if (goal !== '' && goal !== sprint().goal.trim() && this.whyNotGoal === null)
        plan.run(editSprint, { id: sprint().id, goal })
    },
    toggleTimer() {
      startTimer(plan, session(), session().timer === null ? PHASE_MINUTES[phase] * 60 : null)
    },
    moreTime() {
      addTime(plan, session(), FIVE_MINUTES, Date.now())
    },
    end(start, here) {
      return plan.run(endPlanning, { session: session().id, here, start }, { say: 'always' }).ok
    },
  }
}
