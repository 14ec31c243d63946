import type { Plan } from '../doc/plan.ts'
import { setField } from '../doc/write.ts'
import { HORIZONS, type Goal } from '../model/goal.ts'
import { createId } from '../model/id.ts'
import { fail, ok } from '../model/result.ts'
import type { Command, CommandContext } from './command.ts'
import { NEW, rankIn } from './part-order.ts'
import { setsGoals, type Allowed } from './policy.ts'
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

const allowed: Allowed<unknown> = setsGoals

export interface GoalFields {
  readonly title?: string | undefined
  readonly why?: string | undefined
  readonly metric?: string | null | undefined
  readonly baseline?: number | null | undefined
  readonly target?: number | null | undefined
  /** YYYY-MM-DD */
  readonly due?: string | null | undefined
}
export interface CreateGoal extends GoalFields {
  readonly id?: string | undefined
  readonly title: string
  readonly horizon?: string | undefined
}

/** An outcome that the product aims at, at the end of its horizon. Answers its id. */
export const createGoal: Command<CreateGoal, Missing | BadValue | BadId, string> = {
  name: 'goal.create',
  allowed,
  run(ctx, args) {
    const title = oneLine(args.title)
    if (title === null) return noTitle('A goal')
    const horizon = args.horizon ?? 'later'
    const wrong = checkNewId(ctx, 'goals', args.id) ?? checkGoal(ctx, args) ?? checkHorizon(horizon)
    if (wrong !== null) return fail(wrong)
    const id = args.id ?? createId(ctx.random)
    const ranks = rankIn(goalsOf(ctx, horizon), undefined, null, ctx.random)
    for (const [other, rank] of ranks) if (other !== NEW) setField(ctx.plan.doc, 'goals', other, 'rank', rank)
    create(
      ctx,
      'goals',
      id,
      {
        title,
        why: args.why ?? '',
        horizon,
        rank: ranks.get(NEW) ?? '',
        metric: args.metric ?? null,
        baseline: args.baseline ?? null,
        target: args.target ?? null,
        due: args.due ?? null,
        createdAt: ctx.now,
      },
      title,
    )
    return ok(id)
  },
}

/** A goal that is made from an item among the first 30 open ones is worked towards now; another waits in "later". */
export function horizonFor(plan: Pick<Plan, 'open'>, items: readonly string[]): string {
  return items.some((id) => (plan.open.positionOf(id) + 1 || Infinity) <= FIRST) ? 'now' : 'later'
}
const FIRST = 30

export interface EditGoal extends GoalFields {
  readonly id: string
}
export const editGoal: Command<EditGoal, Missing | BadValue> = {
  name: 'goal.edit',
  allowed,
  run(ctx, args) {
    const goal = liveRow(ctx, 'goals', args.id)
    if (!goal.ok) return goal
    const title = args.title === undefined ? undefined : oneLine(args.title)
    if (title === null) return noTitle('A goal')
    const wrong = checkGoal(ctx, args)
    if (wrong !== null) return fail(wrong)
    const values = {
      title,
      why: args.why,
      metric: args.metric,
      baseline: args.baseline,
      target: args.target,
      due: args.due,
    }
    for (const [field, value] of Object.entries(values))
      if (value !== undefined) edit(ctx, 'goals', goal.value, field as keyof typeof values, value)
    return ok(undefined)
  },
}

export interface MoveGoal {
  readonly id: string
  readonly horizon: string
  /** The goal behind which it goes in that horizon; null is the top. */
  readonly after: string | null
}
export const moveGoal: Command<MoveGoal, Missing | BadValue> = {
  name: 'goal.move',
  allowed,
  run(ctx, { id, horizon, after }) {
    const goal = liveRow(ctx, 'goals', id)
    if (!goal.ok) return goal
    const wrong = checkHorizon(horizon)
    if (wrong !== null) return fail(wrong)
    const list = goalsOf(ctx, horizon)
    const others = list.filter((one) => one.id !== id)
    const to = after === null ? 0 : others.findIndex((one) => one.id === after) + 1
    if (goal.value.horizon === horizon && list.findIndex((one) => one.id === id) === to) return ok(undefined)
    edit(ctx, 'goals', goal.value, 'horizon', horizon)
    for (const [other, rank] of rankIn(list, after, id, ctx.random))
      setField(ctx.plan.doc, 'goals', other, 'rank', rank)
    if (goal.value.horizon === horizon)
      ctx.log({ record: `goals/${id}`, field: 'rank', from: list.findIndex((one) => one.id === id) + 1, to: to + 1 })
    return ok(undefined)
  },
}

export interface DeleteGoal {
  readonly id: string
  readonly why?: string | undefined
}
export const deleteGoal: Command<DeleteGoal, Missing> = {
  name: 'goal.delete',
  allowed,
  run(ctx, { id, why }) {
    const goal = liveRow(ctx, 'goals', id)
    if (!goal.ok) return goal
    remove(ctx, 'goals', id, why)
    return ok(undefined)
  },
}

/** Live goals of a horizon, in their order. */
function goalsOf(ctx: Pick<CommandContext, 'plan'>, horizon: string): Goal[] {
  return [...ctx.plan.rows('goals').values()]
    .filter((goal) => goal.deleted === null && goal.horizon === horizon)
    .sort((a, b) => (a.rank < b.rank ? -1 : a.rank > b.rank ? 1 : a.id < b.id ? -1 : 1))
}

function checkGoal(ctx: Pick<CommandContext, 'plan'>, fields: GoalFields): Missing | BadValue | null {
  for (const field of ['baseline', 'target'] as const) {
    const value = fields[field]
    if (value !== undefined && value !== null && !Number.isFinite(value))
      return badValue(field, 'That takes a number.').error
  }
  if (fields.due !== undefined && fields.due !== null && !isDay(fields.due))
    return badValue('due', 'A day is written as 2026-03-31.').error
  return checkRefs(ctx, { metrics: fields.metric })
}

function checkHorizon(horizon: string): BadValue | null {
  return (HORIZONS as readonly string[]).includes(horizon)
    ? null
    : badValue('horizon', 'A goal stands in now, next or later.').error
}

/** A day that exists, YYYY-MM-DD. */
export function isDay(day: string): boolean {
  const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(day)
  if (parts === null) return false
  const date = new Date(Date.UTC(Number(parts[1]), Number(parts[2]) - 1, Number(parts[3])))
  return date.toISOString().startsWith(day)
}
