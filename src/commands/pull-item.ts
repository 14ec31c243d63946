import { fail, ok } from '../model/result.ts'
import { STAGES, type Item } from '../model/item.ts'
import type { Pull, Sprint } from '../model/sprint.ts'
import type { Command, CommandContext } from './command.ts'
import type { NoPlace } from './create-item.ts'
import type { TooMany } from './item-values.ts'
import { moveRun } from './move-item.ts'
import { holdsRole, notYours, ordersBacklog, pullsFor, worksIn } from './policy.ts'
import { badValue, edit, editMember, liveRow, type BadValue, type Missing } from './record-edits.ts'
import { beginStay, endPull, wrongState, type WrongState } from './sprints.ts'
import { takenByTeam } from './taken-by-team.ts'

export interface PullItem {
  readonly item: string
  readonly sprint: string
  /** Asked for where higher items are passed over. */
  readonly why?: string | undefined
  /** Taken in only if there is room at the end. */
  readonly ifRoom?: boolean | undefined
}

/** A team's Developers take an item into their sprint. Answers the id of its stay there. */
export const pullItem: Command<PullItem, Missing | WrongState, string> = {
  name: 'item.pull',
  allowed: (ctx, { sprint }) => pullsFor(ctx, sprint),
  run(ctx, args) {
    const item = liveRow(ctx, 'items', args.item)
    if (!item.ok) return item
    const sprint = liveRow(ctx, 'sprints', args.sprint)
    if (!sprint.ok) return sprint
    const wrong = cannotComeFreely(ctx, item.value, sprint.value) ?? cannotTakeIn(ctx, item.value, sprint.value)
    if (wrong !== null) return fail(wrong)
    const past = (args.why ?? '').trim() === '' ? [] : passedOver(ctx, args.item)
    return ok(takeIn(ctx, item.value, sprint.value, { ...args, past }))
  },
}

/** As many as are worth telling. */
const MOST_PASSED = 20

/** Items that stand higher and that nobody has pulled or begun, from the top. */
function passedOver({ plan }: Pick<CommandContext, 'plan'>, item: string): readonly string[] {
  const passed: string[] = []
  for (const id of plan.open.ids) {
    if (id === item || passed.length === MOST_PASSED) break
    const row = plan.row('items', id)
    if (row?.sprint === null && row.stage === 'open') passed.push(id)
  }
  return passed
}

function cannotComeFreely(ctx: Pick<CommandContext, 'plan'>, item: Item, into: Sprint): WrongState | null {
  if (item.sprint === into.id) return null
  return needsCard(into) ?? needsCard(item.sprint === null ? undefined : ctx.plan.row('sprints', item.sprint))
}

/** Nothing comes or goes in a running sprint without a card that says why, who agreed and what it does to the goal. */
function needsCard(sprint: Sprint | undefined): WrongState | null {
  return sprint?.state === 'running'
    ? wrongState('This sprint is running. Say what comes and goes, and why, as a change of the sprint.').error
    : null
}

/** Why this item cannot come into this sprint; null if it can. */
export function cannotTakeIn(ctx: Pick<CommandContext, 'plan'>, item: Item, into: Sprint): WrongState | null {
  if (into.state === 'finished') return wrongState('This sprint is over. Pull into one that is not.').error
  if (item.stage === 'done' || item.stage === 'dropped')
    return wrongState('This item is finished. Open it again first.').error
  if (item.parked) return wrongState('This item is parked. Its Product Owner has set it aside.').error
  if (item.sprint === null || item.sprint === into.id) return null
  const there = ctx.plan.row('sprints', item.sprint)
  if (there === undefined || there.team === into.team || there.state === 'finished' || there.deleted !== null)
    return null
  return wrongState(`This item is in “${there.name}” of another team. They return it first.`).error
}

/** Begins a stay and ends the one before. Answers its id; of an item that is there already the stay that it has. */
export function takeIn(
  ctx: CommandContext,
  item: Item,
  into: Sprint,
  how: Pick<PullItem, 'why' | 'ifRoom'> & { readonly past?: readonly string[] | undefined },
): string {
  const stay = openPullOf(ctx, item)
  if (item.sprint === into.id && stay !== undefined) return stay.id
  if (stay !== undefined) endPull(ctx, stay, 'moved', how.why ?? '')
  edit(ctx, 'items', item, 'sprint', into.id, how.why)
  return beginStay(ctx, item, into, how.why ?? '', how)
}

export interface ReturnItem {
  readonly item: string
  /** Where it goes in the backlog; null is the top. Without it, it keeps the rank it always had. */
  readonly after?: string | null | undefined
  readonly why: string
}

/** Developers return an item to the backlog, with the reason. */
export const returnItem: Command<ReturnItem, Missing | TooMany | WrongState | NoPlace> = {
  name: 'item.return',
  allowed: (ctx, { item }) => pullsFor(ctx, ctx.plan.row('items', item)?.sprint ?? null),
  run(ctx, args) {
    const item = liveRow(ctx, 'items', args.item)
    if (!item.ok) return item
    if (item.value.sprint === null) return wrongState('This item is in no sprint.')
    const running = needsCard(ctx.plan.row('sprints', item.value.sprint))
    if (running !== null) return fail(running)
    if (args.after !== undefined && args.after !== null && ctx.plan.order.positionOf(args.after) < 0) {
      return fail({ type: 'no-place', message: 'The item behind which it should stand is not in this backlog.' })
    }
    bringBack(ctx, item.value, args.why)
    return args.after === undefined ? ok(undefined) : moveRun(ctx, [args.item], args.after, args.why)
  },
}

/** Ends its stay; work on it that had begun is open again. */
export function bringBack(ctx: CommandContext, item: Item, why: string): void {
  const stay = openPullOf(ctx, item)
  if (stay !== undefined) endPull(ctx, stay, 'returned', why)
  edit(ctx, 'items', item, 'sprint', null, why)
  if (item.stage === 'doing') edit(ctx, 'items', item, 'stage', 'open', why)
}

export interface SetStage {
  readonly item: string
  readonly stage: string
  readonly why?: string | undefined
}

/**
 * How far the work is. In a sprint its Developers say so; outside of one the Product Owner drops an item, accepts it as
 * done or opens it again.
 */
export const setStage: Command<SetStage, Missing | BadValue | WrongState> = {
  name: 'item.stage',
  allowed(ctx, { item, stage }) {
    const sprint = ctx.plan.row('items', item)?.sprint ?? null
    const owns = ctx.author.role === 'po' || ctx.author.role === 'chief-po'
    if (stage === 'dropped' || (owns && sprint === null)) return ordersBacklog(ctx, undefined)
    return worksIn(ctx, sprint)
  },
  run(ctx, { item, stage, why }) {
    const row = liveRow(ctx, 'items', item)
    if (!row.ok) return row
    if (!(STAGES as readonly string[]).includes(stage))
      return badValue('stage', 'An item is open, doing, done or dropped.')
    if (row.value.stage === stage) return ok(undefined)
    const taken = stage === 'dropped' ? takenByTeam(ctx, [row.value], 'it was not dropped') : null
    if (taken !== null) return fail(taken)
    edit(ctx, 'items', row.value, 'stage', stage, why)
    if ((stage === 'doing' || stage === 'done') && row.value.startedAt === null)
      edit(ctx, 'items', row.value, 'startedAt', ctx.now)
    edit(ctx, 'items', row.value, 'finishedAt', stage === 'done' ? ctx.now : null)
    const stay = lastPullOf(ctx, row.value)
    if (stage === 'done' && stay?.leftAt === null) endPull(ctx, stay, 'done', why ?? '')
    // Taken up again in the same sprint: the stay goes on as if it had not ended.
    if (stage !== 'done' && stay?.leftHow === 'done' && row.value.sprint === stay.sprint) {
      edit(ctx, 'pulls', stay, 'leftAt', null)
      edit(ctx, 'pulls', stay, 'leftHow', null)
      edit(ctx, 'pulls', stay, 'leftWhy', '')
    }
    return ok(undefined)
  },
}

export interface PutMyName {
  readonly item: string
  readonly on: boolean
}

/** Developers put their own name on an item of their sprint. There is no command that puts another's. */
export const putMyName: Command<PutMyName, Missing | WrongState> = {
  name: 'item.name',
  allowed(ctx, { item }) {
    const wrongRole = holdsRole(ctx)
    if (wrongRole !== null) return wrongRole
    if (ctx.author.role !== 'developer')
      return notYours('Developers put their own name on an item. Nobody assigns one.')
    if (ctx.author.person === null) return notYours('Say first who you are.')
    return worksIn(ctx, ctx.plan.row('items', item)?.sprint ?? null)
  },
  run(ctx, { item, on }) {
    const row = liveRow(ctx, 'items', item)
    if (!row.ok) return row
    if (on && row.value.sprint === null) return wrongState('Your team pulls this item into a sprint first.')
    editMember(ctx, 'items', item, 'names', ctx.author.person as string, on)
    return ok(undefined)
  },
}

export function openPullOf(ctx: Pick<CommandContext, 'plan'>, item: Item): Pull | undefined {
  return ctx.plan.partsOf('pulls', item.id).findLast((pull) => pull.sprint === item.sprint && pull.leftAt === null)
}
function lastPullOf(ctx: Pick<CommandContext, 'plan'>, item: Item): Pull | undefined {
  return ctx.plan.partsOf('pulls', item.id).findLast((pull) => pull.sprint === item.sprint)
}
