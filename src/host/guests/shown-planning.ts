import type { Shown } from '../../contract/guest-messages.ts'
import type { Plan } from '../../doc/plan.ts'
import { phaseNow, phasesOf, PHASE_NAMES } from '../../model/planning.ts'
import { pulledWords } from '../../model/planning-words.ts'
import { confirmationOf, confirmerName } from '../../model/pull-confirmation.ts'
import { bySessionTime, phaseOfSession, type Session } from '../../model/session.ts'
import type { Sprint } from '../../model/sprint.ts'
import { sizeIn, unitOf } from '../../model/team-unit.ts'

/** As far as a phone shows them. */
const MOST_ITEMS = 60
const MOST_IN_LINE = 300

/**
 * The planning that the driver holds or takes part in, else the one that was begun last: the phase, the Sprint Goal as it stands
 * by now, and what is pulled. Null where none is on.
 */
export function planningOn(plan: Plan, person: string | null): Pick<Shown, 'goal' | 'planning'> | null {
  const on = [...plan.rows('sessions').values()]
    .filter((one) => one.kind === 'planning' && one.deleted === null && phaseOfSession(one) === 'on')
    .sort(bySessionTime)
  const isOwn = (one: Session): boolean => one.startedBy === person || one.present.includes(`people/${person ?? ''}`)
  const session = on.find(isOwn) ?? on[0]
  const sprint = session?.sprint == null ? undefined : plan.row('sprints', session.sprint)
  if (session === undefined || sprint === undefined) return null
  const words = plan.textOf('sessions', session.id, 'goal').trim() || sprint.goal
  const stays = [...plan.rows('pulls').values()]
    .filter((pull) => pull.sprint === sprint.id && pull.leftAt === null && pull.deleted === null)
    .filter((pull) => plan.row('items', pull.item)?.sprint === sprint.id)
    .sort((a, b) => plan.order.positionOf(a.item) - plan.order.positionOf(b.item))
  const unit = unitOf(plan.row('teams', sprint.team))
  const total = stays.reduce(
    (sum, { item, ifRoom }) => sum + (ifRoom ? 0 : sizeIn(unit, plan.row('items', item)?.estimate ?? null)),
    0,
  )
  const phases = phasesOf(session)
  return {
    goal: words === '' ? null : { sprint: line(sprint.name), words: words.slice(0, 2_000) },
    planning: {
      phases: phases.map((phase) => PHASE_NAMES[phase]),
      at: phases.indexOf(phaseNow(session)),
      fits: pulledWords({ total, capacity: sprint.capacity, unit }),
      pulled: stays.slice(0, MOST_ITEMS).map(({ item, ifRoom }) => {
        const row = plan.row('items', item)
        return { key: line(row?.key ?? ''), title: line(row?.title ?? ''), ifRoom }
      }),
      confirm: confirmOf(plan, sprint, session.id),
    },
  }
}

/** Null while the shared screen has pulled nothing. */
function confirmOf(plan: Plan, sprint: Sprint, session: string): NonNullable<Shown['planning']>['confirm'] {
  const { waiting, by } = confirmationOf(sprint, plan.rows('pulls').values(), session)
  if (waiting.length === 0 && by.length === 0) return null
  return {
    session,
    team: line(plan.row('teams', sprint.team)?.name ?? ''),
    waiting: waiting.length,
    by: by.map((who) => line(confirmerName(who, (person) => plan.row('people', person)?.name))),
  }
}

const line = (text: string): string => text.slice(0, MOST_IN_LINE)
