import { createId } from '../model/id.ts'
import type { Item } from '../model/item.ts'
import { fail, ok, type Result } from '../model/result.ts'
import {
  GOAL_HOLDS,
  waitsFor,
  type Agreement,
  type ChangedItem,
  type GoalHolds,
  type SprintChange,
  type SprintChangeKind,
} from '../model/sprint-change.ts'
import { capacityAtHand, scopeInSprint } from '../model/sprint-scope.ts'
import type { Sprint } from '../model/sprint.ts'
import { unitOf } from '../model/team-unit.ts'
import type { Command, CommandContext } from './command.ts'
import type { NoPlace } from './create-item.ts'
import type { TooMany } from './item-values.ts'
import { moveRun, moveWithReason } from './move-item.ts'
import { agreesToChanges, clarifiesInSprint, ordersBacklog, pullsFor } from './policy.ts'
import { bringBack, cannotTakeIn, takeIn } from './pull-item.ts'
import { badValue, create, edit, liveRow, type BadValue, type Missing } from './record-edits.ts'
import { wrongState, type WrongState } from './sprints.ts'

const MAX_WHY = 2000

/** What a change card asks of everybody: why, whether the Sprint Goal still holds, and whose yes is there already. */
export interface ChangeSaid {
  readonly why: string
  readonly goalHolds: GoalHolds
  /** The other side's yes, where they stand beside the screen. Left out, the card waits for them. */
  readonly agreedPo?: string | undefined
  readonly agreedDev?: string | undefined
}

export interface GoesOut {
  readonly item: string
  /** Another sprint of the team; null is the backlog. */
  readonly to: string | null
  /** In the backlog: the item behind which it goes, null for the top. Left out, it keeps its rank. */
  readonly after?: string | null | undefined
}

export interface ChangeSprint extends ChangeSaid {
  readonly sprint: string
  readonly ins: readonly string[]
  readonly outs: readonly GoesOut[]
}

/**
 * Items come into a running sprint, go out of it, or are swapped: with the reason, who agreed, and whether the Sprint Goal
 * still holds. The Sprint Goal itself stays as it is. Answers the card's id.
 */
export const changeSprint: Command<ChangeSprint, Missing | BadValue | WrongState | NoPlace | TooMany, string> = {
  name: 'sprint.change',
  allowed: (ctx, { sprint }) => pullsFor(ctx, sprint),
  run(ctx, args) {
    const found = runningSprint(ctx, args.sprint)
    if (!found.ok) return found
    const sprint = found.value
    const moved = [...args.ins, ...args.outs.map(({ item }) => item)]
    if (moved.length === 0) return badValue('ins', 'Name what comes in or what goes out.')
    if (new Set(moved).size < moved.length) return badValue('ins', 'An item comes in or goes out once.')
    const wrong = wrongWords(args)
    if (wrong !== null) return fail(wrong)
    const ins: Item[] = []
    for (const id of args.ins) {
      const item = liveRow(ctx, 'items', id)
      if (!item.ok) return item
      if (item.value.sprint === sprint.id) return wrongState(`“${item.value.title}” is in this sprint already.`)
      const cannot = cannotTakeIn(ctx, item.value, sprint)
      if (cannot !== null) return fail(cannot)
      ins.push(item.value)
    }
    const outs: { readonly item: Item; readonly next: Sprint | null; readonly after: string | null | undefined }[] = []
    for (const { item: id, to, after } of args.outs) {
      const item = liveRow(ctx, 'items', id)
      if (!item.ok) return item
      if (item.value.sprint !== sprint.id) return wrongState(`“${item.value.title}” is not in this sprint.`)
      if (item.value.stage === 'done')
        return wrongState(`“${item.value.title}” is done, so it stays where it was done.`)
      const next = nextSprint(ctx, to, sprint)
      if (!next.ok) return next
      if (to === null && after !== undefined && after !== null && ctx.plan.order.positionOf(after) < 0)
        return fail({ type: 'no-place', message: 'The item behind which it should stand is not in this backlog.' })
      outs.push({ item: item.value, next: next.value, after: to === null ? after : undefined })
    }
    const agreed = agreements(ctx, args, sprint.team)
    if (!agreed.ok) return agreed
    const free = freeIn(ctx, sprint)
    const why = args.why.trim()
    for (const { item, next } of outs) {
      if (next === null) bringBack(ctx, item, why)
      else takeIn(ctx, item, next, { why })
    }
    for (const item of ins) takeIn(ctx, item, sprint, { why })
    for (const { item, after } of outs) {
      const placed = after === undefined ? ok(undefined) : moveRun(ctx, [item.id], after, why)
      if (!placed.ok) return placed
    }
    const kind: SprintChangeKind = outs.length === 0 ? 'add' : ins.length === 0 ? 'remove' : 'swap'
    const lists = { ins: ins.map(asItStands), outs: outs.map(({ item }) => asItStands(item)) }
    return ok(writeCard(ctx, sprint, kind, { ...lists, ...agreed.value, why, goalHolds: args.goalHolds, free }))
  },
}

export interface ReorderInSprint extends ChangeSaid {
  readonly item: string
  /** The item behind which it goes in the one order; null for the top. */
  readonly after: string | null
}

/** What comes first in a running sprint changes: the one order does, and a card says why. */
export const reorderInSprint: Command<ReorderInSprint, Missing | BadValue | WrongState | NoPlace | TooMany, string> = {
  name: 'sprint.reorder',
  allowed: (ctx) => ordersBacklog(ctx, undefined),
  run(ctx, args) {
    const item = liveRow(ctx, 'items', args.item)
    if (!item.ok) return item
    const sprint = runningSprint(ctx, item.value.sprint ?? '')
    if (!sprint.ok) return sprint
    const wrong = wrongWords(args)
    if (wrong !== null) return fail(wrong)
    const agreed = agreements(ctx, args, sprint.value.team)
    if (!agreed.ok) return agreed
    const moved = moveWithReason(ctx, [args.item], args.after, args.why.trim())
    if (!moved.ok) return moved
    const card = { ins: [asItStands(item.value)], outs: [], why: args.why.trim(), goalHolds: args.goalHolds }
    return ok(writeCard(ctx, sprint.value, 'reorder', { ...card, ...agreed.value, free: freeIn(ctx, sprint.value) }))
  },
}

export interface Clarify {
  readonly item: string
  /** "turned out trivial", "only for berths with power" */
  readonly words: string
}

/** Something about an item became clearer: no ceremony, one line in the sprint's diary. Answers the card's id. */
export const clarifyInSprint: Command<Clarify, Missing | BadValue | WrongState, string> = {
  name: 'sprint.clarify',
  allowed: (ctx, { item }) => clarifiesInSprint(ctx, ctx.plan.row('items', item)?.sprint ?? null),
  run(ctx, { item: id, words }) {
    const item = liveRow(ctx, 'items', id)
    if (!item.ok) return item
    const sprint = runningSprint(ctx, item.value.sprint ?? '')
    if (!sprint.ok) return sprint
    const why = words.trim()
    if (why === '' || why.length > MAX_WHY)
      return badValue('words', 'Say what became clearer, in at most 2,000 characters.')
    const card = { ins: [asItStands(item.value)], outs: [], why, goalHolds: '', agreedPo: null, agreedDev: null }
    return ok(writeCard(ctx, sprint.value, 'clarified', { ...card, free: null }))
  },
}

export interface AgreeToChange {
  readonly id: string
}

/** The other side's yes to a change, on their own device. */
export const agreeToChange: Command<AgreeToChange, Missing | WrongState> = {
  name: 'sprint.agree',
  allowed: (ctx, { id }) => {
    const card = ctx.plan.row('sprintChanges', id)
    return agreesToChanges(ctx, card?.sprint ?? null)
  },
  run(ctx, { id }) {
    const card = liveRow(ctx, 'sprintChanges', id)
    if (!card.ok) return card
    const { person, role } = ctx.author
    if (person === null) return wrongState('Say first who you are.')
    const side = role === 'developer' ? 'agreedDev' : 'agreedPo'
    if (!waitsFor(card.value).includes(side === 'agreedDev' ? 'developer' : 'po'))
      return wrongState('This change waits for no yes of your side.')
    edit(ctx, 'sprintChanges', card.value, side, { person, at: ctx.now, by: person } satisfies Agreement)
    return ok(undefined)
  },
}

export interface SetGoalHolds {
  readonly id: string
  readonly goalHolds: GoalHolds
}

/** What was thought of the Sprint Goal turns out otherwise. */
export const setGoalHolds: Command<SetGoalHolds, Missing | BadValue> = {
  name: 'sprint.goalHolds',
  allowed: (ctx, { id }) => agreesToChanges(ctx, ctx.plan.row('sprintChanges', id)?.sprint ?? null),
  run(ctx, { id, goalHolds }) {
    const card = liveRow(ctx, 'sprintChanges', id)
    if (!card.ok) return card
    if (!GOAL_HOLDS.includes(goalHolds)) return badValue('goalHolds', GOAL_WORDS)
    edit(ctx, 'sprintChanges', card.value, 'goalHolds', goalHolds)
    return ok(undefined)
  },
}

const GOAL_WORDS = 'Say whether the Sprint Goal still holds: yes, at risk or no.'

/** What a card says of an item, as it stands now. */
export function asItStands({ id, title, estimate }: Pick<Item, 'id' | 'title' | 'estimate'>): ChangedItem {
  return { item: id, title, estimate }
}

/** What is missing of a card's words; null if nothing is. */
export function wrongWords({ why, goalHolds }: ChangeSaid): BadValue | null {
  if (why.trim() === '')
    return badValue('why', 'Say why the sprint changes: whoever reads it later was not here.').error
  if (why.length > MAX_WHY) return badValue('why', 'A reason has at most 2,000 characters.').error
  return GOAL_HOLDS.includes(goalHolds) ? null : badValue('goalHolds', GOAL_WORDS).error
}

/** A sprint that is on: before it starts things come and go freely, and afterwards nothing does. */
export function runningSprint(ctx: Pick<CommandContext, 'plan'>, id: string): Result<Sprint, Missing | WrongState> {
  const sprint = liveRow(ctx, 'sprints', id)
  if (!sprint.ok || sprint.value.state === 'running') return sprint
  return wrongState(
    sprint.value.state === 'finished'
      ? 'This sprint is over.'
      : 'This sprint has not started: pull and return as you like, no change card is needed.',
  )
}

/** Another sprint of the same team that is not over; null for the backlog. */
export function nextSprint(
  ctx: Pick<CommandContext, 'plan'>,
  id: string | null,
  from: Sprint,
): Result<Sprint | null, Missing | WrongState> {
  if (id === null) return ok(null)
  const next = liveRow(ctx, 'sprints', id)
  if (!next.ok) return next
  if (next.value.id === from.id || next.value.team !== from.team || next.value.state === 'finished')
    return wrongState('Work moves on into a sprint of the same team that is not over.')
  return next
}

/** The writer's own yes, and the other side's where it was named. A Developer's yes is one of the sprint's team. */
export function agreements(
  ctx: CommandContext,
  { agreedPo, agreedDev }: Pick<ChangeSaid, 'agreedPo' | 'agreedDev'>,
  team: string,
): Result<Pick<SprintChange, 'agreedPo' | 'agreedDev'>, Missing | WrongState> {
  const { person, role } = ctx.author
  const po = agreedPo ?? (role === 'po' || role === 'chief-po' ? person : null)
  const dev = agreedDev ?? (role === 'developer' ? person : null)
  for (const [id, roles, words] of [
    [po, ['po', 'chief-po'], 'Product Owner'],
    [dev, ['developer'], 'Developer'],
  ] as const) {
    if (id === null || (id === person && (roles as readonly string[]).includes(role ?? ''))) continue
    const row = liveRow(ctx, 'people', id)
    if (!row.ok) return row
    if (!row.value.roles.some((one) => (roles as readonly string[]).includes(one)))
      return wrongState(`${row.value.name} is no ${words} of this plan.`)
    if (id === dev && !row.value.teams.includes(team))
      return wrongState(`${row.value.name} is no Developer of this team, so their yes is not the team’s.`)
  }
  const of = (id: string | null): Agreement | null => (id === null ? null : { person: id, at: ctx.now, by: person })
  return ok({ agreedPo: of(po), agreedDev: of(dev) })
}

/** Capacity at hand, by what stood when the command began. */
export function freeIn(ctx: Pick<CommandContext, 'plan'>, sprint: Sprint): number | null {
  const unit = unitOf(ctx.plan.row('teams', sprint.team))
  const scope = scopeInSprint(ctx.plan.rows('pulls').values(), (id) => ctx.plan.row('items', id), sprint.id, unit)
  return capacityAtHand(sprint, scope)
}

export function writeCard(
  ctx: CommandContext,
  sprint: Sprint,
  kind: SprintChangeKind,
  fields: Omit<SprintChange, 'id' | 'sprint' | 'kind' | 'by' | 'at' | 'deleted'>,
): string {
  const id = createId(ctx.random)
  create(
    ctx,
    'sprintChanges',
    id,
    { sprint: sprint.id, kind, ...fields, by: ctx.author.person, at: ctx.now },
    fields.why,
  )
  return id
}
