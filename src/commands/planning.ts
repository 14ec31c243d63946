import { setField, setMember } from '../doc/write.ts'
import { createId } from '../model/id.ts'
import { isPlanningPhase, PLANNING_PHASES, phaseNow, phasesOf, type PlanningPhase } from '../model/planning.ts'
import { fail, ok } from '../model/result.ts'
import { phaseOfSession } from '../model/session.ts'
import type { Command, CommandContext } from './command.ts'
import { leadsSession, plansSessions, plansSprints } from './policy.ts'
import { badValue, checkNewId, create, edit, liveRow, type BadId, type BadValue, type Missing } from './record-edits.ts'
import { endRoundsOf } from './rounds.ts'
import { sessionIn } from './session-phase.ts'
import { writeTimer } from './session-steps.ts'
import { summaryOfPlanning } from './planning-summary.ts'
import { startSprint, wrongState, type WrongState } from './sprints.ts'

export interface BeginPlanning {
  readonly sprint: string
  readonly id?: string | undefined
}

/** Begins the planning of a sprint in its first phase. Two teams may plan at the same time, one team once. Answers its id. */
export const beginPlanning: Command<BeginPlanning, Missing | WrongState | BadId, string> = {
  name: 'session.planning',
  allowed: (ctx) => plansSessions(ctx, undefined),
  run(ctx, { sprint: sprintId, id: wanted }) {
    const sprint = liveRow(ctx, 'sprints', sprintId)
    if (!sprint.ok) return sprint
    const { name, team, goal, state } = sprint.value
    if (state !== 'planned')
      return wrongState(
        'This sprint was started already. It changes by changes of the sprint, not by planning it anew.',
      )
    const wrong = checkNewId(ctx, 'sessions', wanted)
    if (wrong !== null) return fail(wrong)
    for (const other of ctx.plan.rows('sessions').values()) {
      if (other.kind !== 'planning' || other.deleted !== null || phaseOfSession(other) !== 'on') continue
      if (ctx.plan.row('sprints', other.sprint ?? '')?.team === team)
        return wrongState(`“${other.title}” of this team is still on. Go on with it, or end it first.`)
    }
    const id = wanted ?? createId(ctx.random)
    const by = ctx.author.person
    const title = `Planning of ${name}`
    const begun = { at: ctx.now, by, startedAt: ctx.now, startedBy: by, present: by === null ? [] : [`people/${by}`] }
    const phases = { phase: PLANNING_PHASES[0], phases: [...PLANNING_PHASES] }
    create(ctx, 'sessions', id, { kind: 'planning', sprint: sprintId, title, ...begun, ...phases }, title, { goal })
    return ok(id)
  },
}

export interface GoToPhase {
  readonly session: string
  readonly phase: PlanningPhase
}

/** All are in this phase from here on. The timer of the one before is over. */
export const goToPhase: Command<GoToPhase, Missing | WrongState | BadValue> = {
  name: 'session.phase',
  allowed: (ctx, { session }) => leadsSession(ctx, session),
  run(ctx, { session, phase }) {
    const row = sessionIn(ctx, session, 'on')
    if (!row.ok) return row
    if (!phasesOf(row.value).includes(phase)) return badValue('phase', 'This planning skips that phase.')
    edit(ctx, 'sessions', row.value, 'phase', phase)
    edit(ctx, 'sessions', row.value, 'current', null)
    writeTimer(ctx, row.value, null)
    return ok(undefined)
  },
}

export interface SetPhases {
  readonly session: string
  /** In their order; what is left out is skipped. */
  readonly phases: readonly PlanningPhase[]
}

/** Another order of the phases, or some of them skipped. What was written in a phase that is skipped stays. */
export const setPhases: Command<SetPhases, Missing | WrongState | BadValue> = {
  name: 'session.phases',
  allowed: (ctx, { session }) => leadsSession(ctx, session),
  run(ctx, { session, phases }) {
    const row = sessionIn(ctx, session, 'on')
    if (!row.ok) return row
    if (phases.length === 0 || new Set(phases).size < phases.length || !phases.every(isPlanningPhase))
      return badValue('phases', 'A planning has at least one phase, each once.')
    edit(ctx, 'sessions', row.value, 'phases', [...phases])
    if (!phases.includes(phaseNow(row.value))) edit(ctx, 'sessions', row.value, 'phase', phases[0])
    return ok(undefined)
  },
}

export interface EndPlanning {
  readonly session: string
  /** Who is here now: `people/<id>` or `name/<name>`. */
  readonly here: readonly string[]
  /** Starts the sprint as well. */
  readonly start: boolean
}

/** Ends it with a summary of what the plan says by now, and starts the sprint if that is meant. */
export const endPlanning: Command<EndPlanning, Missing | WrongState> = {
  name: 'session.planned',
  allowed: (ctx, { session, start }) => leadsSession(ctx, session) ?? (start ? plansSprints(ctx, undefined) : null),
  run(ctx, { session, here, start }) {
    const row = sessionIn(ctx, session, 'on')
    if (!row.ok) return row
    if (row.value.kind !== 'planning' || row.value.sprint === null) return wrongState('This is no sprint planning.')
    const sprint = liveRow(ctx, 'sprints', row.value.sprint)
    if (!sprint.ok) return sprint
    // It checks first and writes nothing where it refuses.
    const started = start ? startSprint.run(ctx, { id: sprint.value.id }) : ok(undefined)
    if (!started.ok) return started
    const present = new Set([...row.value.present, ...here.filter((one) => /^(people|name)\/.{1,120}$/.test(one))])
    for (const one of present) setMember(ctx.plan.doc, 'sessions', session, 'present', one, true)
    edit(ctx, 'sessions', row.value, 'endedAt', ctx.now)
    edit(ctx, 'sessions', row.value, 'current', null)
    writeTimer(ctx, row.value, null)
    keepPlanned(ctx, session, [...present])
    endRoundsOf(ctx, session)
    return ok(undefined)
  },
}

function keepPlanned(ctx: CommandContext, session: string, present: readonly string[]): void {
  const planned = summaryOfPlanning(ctx, session, present)
  if (planned !== null && setField(ctx.plan.doc, 'sessions', session, 'planned', planned))
    ctx.log({ record: `sessions/${session}`, field: 'planned', from: null, to: planned.pulled.length })
}
