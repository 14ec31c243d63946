import { createId } from '../model/id.ts'
import { fail, ok, type Failure } from '../model/result.ts'
import type { Pull, Sprint } from '../model/sprint.ts'
import type { Command, CommandContext } from './command.ts'
import { isDay } from './goals.ts'
import { plansSprints, type Allowed } from './policy.ts'
import {
  badValue,
  checkNewId,
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
    const wrong = checkNewId(ctx, 'sprints', args.id) ?? checkSprint(args, null)
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
        capacity: args.capacity ?? null,
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
    const wrong = checkSprint(args, sprint.value)
    if (wrong !== null) return fail(wrong)
    const values = { name, goal: args.goal, start: args.start, end: args.end, capacity: args.capacity }
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
    return ok(undefined)
  },
}

export interface FinishSprint {
  readonly id: string
}

/** Closes the time box. Items that are not done return to the backlog at the rank they kept; their stay ends as returned. */
export const finishSprint: Command<FinishSprint, Missing | WrongState> = {
  name: 'sprint.finish',
  allowed,
  run(ctx, { id }) {
    const sprint = liveRow(ctx, 'sprints', id)
    if (!sprint.ok) return sprint
    if (sprint.value.state === 'finished') return wrongState('This sprint was finished already.')
    edit(ctx, 'sprints', sprint.value, 'state', 'finished')
    for (const pull of openPulls(ctx, id)) {
      const item = ctx.plan.row('items', pull.item)
      const done = item?.stage === 'done'
      endPull(ctx, pull, done ? 'done' : 'returned', done ? '' : 'The sprint ended')
      if (item === undefined || done || item.sprint !== id) continue
      edit(ctx, 'items', item, 'sprint', null)
      if (item.stage === 'doing') edit(ctx, 'items', item, 'stage', 'open')
    }
    return ok(undefined)
  },
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

/** The stay ends. What the sprint thinks of it is in `how`, the person's reason in `why`. */
export function endPull(ctx: CommandContext, pull: Pull, how: 'done' | 'returned' | 'moved', why: string): void {
  edit(ctx, 'pulls', pull, 'leftAt', ctx.now)
  edit(ctx, 'pulls', pull, 'leftHow', how)
  edit(ctx, 'pulls', pull, 'leftWhy', why)
}

export function wrongState(message: string): { ok: false; error: WrongState } {
  return fail({ type: 'wrong-state', message })
}

function checkSprint(fields: SprintFields, now: Sprint | null): BadValue | null {
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
  return null
}
