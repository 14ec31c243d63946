import { capacityFrom, type CapacityBasis } from '../model/capacity.ts'
import { createId } from '../model/id.ts'
import { fail, ok, type Failure } from '../model/result.ts'
import type { Item } from '../model/item.ts'
import { phaseOfSession } from '../model/session.ts'
import { GOAL_REACHED, type GoalReached, type Pull, type Sprint } from '../model/sprint.ts'
import type { Command, CommandContext } from './command.ts'
import { isDay } from './goals.ts'
import { plansSprints, pullsFor, type Allowed } from './policy.ts'
import {
  badValue,
  checkNewId,
  checkRefs,
  create,
  edit,
  liveRow,
  noTitle,
  oneLine,
  remove,
  type BadId,
  type BadValue,
  type Missing,
} from './record-edits.ts'

const allowed: Allowed<unknown> = plansSprints

/** The sprint is in no state for this. */
export interface WrongState extends Failure {
  readonly type: 'wrong-state'
}

export interface SprintFields {
  readonly name?: string | undefined
  /** The Sprint Goal. */
  readonly goal?: string | undefined
  /** YYYY-MM-DD */
  readonly start?: string | null | undefined
  readonly end?: string | null | undefined
  readonly capacity?: number | null | undefined
  /** How the capacity was found; it follows from it and need not be given besides. */
  readonly capacityFrom?: CapacityBasis | null | undefined
  /** The goal of the plan that the Sprint Goal serves. */
  readonly serves?: string | null | undefined
}
export interface CreateSprint extends SprintFields {
  readonly id?: string | undefined
  readonly team: string
  readonly name: string
}

/** A time box of one team. Answers its id. */
export const createSprint: Command<CreateSprint, Missing | BadValue | BadId, string> = {
  name: 'sprint.create',
  allowed,
  run(ctx, args) {
    const team = liveRow(ctx, 'teams', args.team)
    if (!team.ok) return team
    const name = oneLine(args.name, 200)
    if (name === null) return noTitle('A sprint')
    const wrong = checkNewId(ctx, 'sprints', args.id) ?? checkSprint(ctx, args, null)
    if (wrong !== null) return fail(wrong)
    const id = args.id ?? createId(ctx.random)
    create(
      ctx,
      'sprints',
      id,
      {
        team: args.team,
        name,
        goal: args.goal ?? '',
        start: args.start ?? null,
        end: args.end ?? null,
        capacity: capacityIn(args) ?? null,
        capacityFrom: args.capacityFrom ?? null,
        serves: args.serves ?? null,
        state: 'planned',
        createdAt: ctx.now,
      },
      name,
    )
    return ok(id)
  },
}

export interface EditSprint extends SprintFields {
  readonly id: string
}
export const editSprint: Command<EditSprint, Missing | BadValue> = {
  name: 'sprint.edit',
  allowed,
  run(ctx, args) {
    const sprint = liveRow(ctx, 'sprints', args.id)
    if (!sprint.ok) return sprint
    const name = args.name === undefined ? undefined : oneLine(args.name, 200)
    if (name === null) return noTitle('A sprint')
    const wrong = checkSprint(ctx, args, sprint.value)
    if (wrong !== null) return fail(wrong)
    const { goal, start, end, serves } = args
    // A number that somebody says stands for itself from then on.
    const basis = args.capacityFrom === undefined && args.capacity !== undefined ? null : args.capacityFrom
    const values = { name, goal, start, end, capacity: capacityIn(args), capacityFrom: basis, serves }
    for (const [field, value] of Object.entries(values))
      if (value !== undefined) edit(ctx, 'sprints', sprint.value, field as keyof typeof values, value)
    return ok(undefined)
  },
}

export interface StartSprint {
  readonly id: string
}

/** From here on, what is pulled counts as added. */
export const startSprint: Command<StartSprint, Missing | WrongState> = {
  name: 'sprint.start',
  allowed,
  run(ctx, { id }) {
    const sprint = liveRow(ctx, 'sprints', id)
    if (!sprint.ok) return sprint
    if (sprint.value.state !== 'planned') return wrongState('This sprint was started already.')
    const running = [...ctx.plan.rows('sprints').values()].find(
      (other) => other.deleted === null && other.team === sprint.value.team && other.state === 'running',
    )
    if (running !== undefined)
      return wrongState(`“${running.name}” of the same team is still running. Finish it first.`)
    edit(ctx, 'sprints', sprint.value, 'state', 'running')
    edit(ctx, 'sprints', sprint.value, 'startedAt', ctx.now)
    return ok(undefined)
  },
}

/** Where an item goes that the sprint did not finish. */
export interface UnfinishedGoes {
  readonly item: string
  /** Another sprint of the team that is not over; null: back to the backlog, at the rank that it kept. */
  readonly to: string | null
}
export interface FinishSprint {
  readonly id: string
  /** One for each item that is in the sprint and not done: none goes back or on unseen. */
  readonly unfinished?: readonly UnfinishedGoes[] | undefined
  readonly reached?: GoalReached | undefined
  readonly reachedWhy?: string | undefined
}

/** Closes the time box. What is not done returns to the backlog with its rank, or goes on into another sprint. */
export const finishSprint: Command<FinishSprint, Missing | WrongState | BadValue> = {
  name: 'sprint.finish',
  // What goes on is pulled, and that is the Developers' to say.
  allowed: (ctx, { unfinished = [] }) => {
    const refusal = plansSprints(ctx, undefined)
    if (refusal !== null) return refusal
    for (const { to } of unfinished) {
      const notPulled = to === null ? null : pullsFor(ctx, to)
      if (notPulled !== null) return notPulled
    }
    return null
  },
  run(ctx, { id, unfinished = [], reached, reachedWhy = '' }) {
    const sprint = liveRow(ctx, 'sprints', id)
    if (!sprint.ok) return sprint
    if (sprint.value.state === 'finished') return wrongState('This sprint was finished already.')
    const wrong = checkReached(reached, reachedWhy)
    if (wrong !== null) return fail(wrong)
    const unsaid = unsaidIn(ctx, id, new Set(unfinished.map(({ item }) => item)))
    if (unsaid !== null) return wrongState(unsaid)
    const goesTo = new Map<string, Sprint>()
    for (const { item, to } of unfinished) {
      if (to === null) continue
      const next = liveRow(ctx, 'sprints', to)
      if (!next.ok) return next
      if (next.value.id === id || next.value.team !== sprint.value.team || next.value.state === 'finished')
        return wrongState('Work moves on into a sprint of the same team that is not over.')
      goesTo.set(item, next.value)
    }
    edit(ctx, 'sprints', sprint.value, 'state', 'finished')
    edit(ctx, 'sprints', sprint.value, 'finishedAt', ctx.now)
    if (reached !== undefined) edit(ctx, 'sprints', sprint.value, 'reached', reached)
    if (reachedWhy !== '') edit(ctx, 'sprints', sprint.value, 'reachedWhy', reachedWhy.trim())
    for (const pull of openPulls(ctx, id)) {
      const item = ctx.plan.row('items', pull.item)
      if (item === undefined || item.stage === 'done' || item.sprint !== id) {
        endPull(
          ctx,
          pull,
          item?.stage === 'done' ? 'done' : 'returned',
          item?.stage === 'done' ? '' : 'The sprint ended',
        )
        continue
      }
      const next = goesTo.get(item.id)
      endPull(ctx, pull, next === undefined ? 'returned' : 'moved', 'The sprint ended')
      edit(ctx, 'items', item, 'sprint', next?.id ?? null)
      if (next !== undefined) beginStay(ctx, item, next, 'It was not finished before')
      else if (item.stage === 'doing') edit(ctx, 'items', item, 'stage', 'open')
    }
    return ok(undefined)
  },
}

/** Which items are not done and have nobody's word on where they go; null if none. */
function unsaidIn(ctx: Pick<CommandContext, 'plan'>, sprint: string, said: ReadonlySet<string>): string | null {
  const titles = openPulls(ctx, sprint).flatMap(({ item: id }) => {
    const item = ctx.plan.row('items', id)
    return item === undefined || item.stage === 'done' || item.sprint !== sprint || said.has(id) ? [] : [item.title]
  })
  if (titles.length === 0) return null
  const named = titles.slice(0, 5).map((title) => `“${title}”`)
  const more = titles.length > named.length ? ` and ${titles.length - named.length} more` : ''
  return `Say where ${named.join(', ')}${more} ${titles.length === 1 ? 'goes' : 'go'}: back to the backlog, or on into another sprint. Nothing was changed.`
}

export interface SayReached {
  readonly id: string
  readonly reached: GoalReached | null
  readonly why?: string | undefined
}

/** The review says whether the Sprint Goal was reached. */
export const sayReached: Command<SayReached, Missing | BadValue> = {
  name: 'sprint.reached',
  allowed,
  run(ctx, { id, reached, why }) {
    const sprint = liveRow(ctx, 'sprints', id)
    if (!sprint.ok) return sprint
    const wrong = checkReached(reached ?? undefined, why ?? '')
    if (wrong !== null) return fail(wrong)
    edit(ctx, 'sprints', sprint.value, 'reached', reached)
    if (why !== undefined) edit(ctx, 'sprints', sprint.value, 'reachedWhy', why.trim())
    return ok(undefined)
  },
}

function checkReached(reached: GoalReached | undefined, why: string): BadValue | null {
  if (reached !== undefined && !GOAL_REACHED.includes(reached))
    return badValue('reached', 'Say whether the Sprint Goal was reached: yes, partly or no.').error
  return why.length > 2000 ? badValue('reachedWhy', 'Say it in at most 2,000 characters.').error : null
}

/** The record of a stay that begins. */
export function beginStay(
  ctx: CommandContext,
  { id: item, estimate }: Pick<Item, 'id' | 'estimate'>,
  into: Sprint,
  why: string,
  how: {
    readonly ifRoom?: boolean | undefined
    readonly past?: readonly string[] | undefined
  } = {},
): string {
  const id = createId(ctx.random)
  // Of an item that this change makes there is no rank yet.
  const rank = ctx.plan.row('items', item) === undefined ? null : ctx.plan.rankOf(item)
  const past = how.past === undefined || how.past.length === 0 ? undefined : [...how.past]
  const forTeam = ctx.author.forTeam === into.team ? into.team : null
  const said = { by: ctx.author.person, forTeam, session: planningOn(ctx.plan, into.id), at: ctx.now, why, past }
  const then = { rankThen: rank, estimateThen: estimate, added: into.state === 'running', ifRoom: how.ifRoom ?? false }
  create(ctx, 'pulls', id, { item, sprint: into.id, ...then, ...said }, into.name)
  return id
}

export interface DeleteSprint {
  readonly id: string
  readonly why?: string | undefined
}

/** Only a sprint that was not started and holds nothing; what happened stays on record. */
export const deleteSprint: Command<DeleteSprint, Missing | WrongState> = {
  name: 'sprint.delete',
  allowed,
  run(ctx, { id, why }) {
    const sprint = liveRow(ctx, 'sprints', id)
    if (!sprint.ok) return sprint
    if (sprint.value.state !== 'planned')
      return wrongState('A sprint that was started stays on record. Finish it instead.')
    if (openPulls(ctx, id).length > 0) return wrongState('Return its items to the backlog first.')
    remove(ctx, 'sprints', id, why)
    return ok(undefined)
  },
}

/** Stays in a sprint that have not ended. */
export function openPulls(ctx: Pick<CommandContext, 'plan'>, sprint: string): Pull[] {
  return [...ctx.plan.rows('pulls').values()].filter(
    (pull) => pull.deleted === null && pull.sprint === sprint && pull.leftAt === null,
  )
}

/** The planning of a sprint that is on; null where none is. */
export function planningOn(plan: CommandContext['plan'], sprint: string): string | null {
  for (const one of plan.rows('sessions').values())
    if (one.kind === 'planning' && one.sprint === sprint && one.deleted === null && phaseOfSession(one) === 'on')
      return one.id
  return null
}

/** The stay ends. What the sprint thinks of it is in `how`, the person's reason in `why`. */
export function endPull(ctx: CommandContext, pull: Pull, how: 'done' | 'returned' | 'moved', why: string): void {
  edit(ctx, 'pulls', pull, 'leftAt', ctx.now)
  edit(ctx, 'pulls', pull, 'leftHow', how)
  edit(ctx, 'pulls', pull, 'leftWhy', why)
}

export function wrongState(message: string): { ok: false; error: WrongState } {
  return fail({ type: 'wrong-state', message })
}

function capacityIn({ capacity, capacityFrom: basis }: SprintFields): number | null | undefined {
  return capacity !== undefined || basis == null ? capacity : capacityFrom(basis)
}

function checkSprint(
  ctx: Pick<CommandContext, 'plan'>,
  fields: SprintFields,
  now: Sprint | null,
): BadValue | Missing | null {
  for (const field of ['start', 'end'] as const) {
    const day = fields[field]
    if (day !== undefined && day !== null && !isDay(day))
      return badValue(field, 'A day is written as 2026-03-31.').error
  }
  const start = fields.start === undefined ? (now?.start ?? null) : fields.start
  const end = fields.end === undefined ? (now?.end ?? null) : fields.end
  if (start !== null && end !== null && end < start)
    return badValue('end', 'A sprint ends on or after the day it starts.').error
  const { capacity } = fields
  if (capacity !== undefined && capacity !== null && !(Number.isFinite(capacity) && capacity >= 0))
    return badValue('capacity', 'Capacity is a number from 0 up.').error
  const { capacityFrom: basis } = fields
  if (basis != null && !Object.values(basis).every((value) => Number.isFinite(value) && value >= 0 && value <= 10_000))
    return badValue('capacityFrom', 'Working days, Developers, days off and focus are numbers from 0 up.').error
  if ((fields.goal ?? '').length > 2000) return badValue('goal', 'A Sprint Goal has at most 2,000 characters.').error
  return checkRefs(ctx, { goals: fields.serves })
}
