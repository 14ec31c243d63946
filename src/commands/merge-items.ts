import { keysBetween } from '../doc/order-keys.ts'
import type { PartTable } from '../doc/item-parts.ts'
import type { Plan } from '../doc/plan.ts'
import { setField, setRank, setText } from '../doc/write.ts'
import { createId } from '../model/id.ts'
import type { Item } from '../model/item.ts'
import { bareText } from '../model/merging/bare-text.ts'
import { mergedDescription } from '../model/merging/merged-description.ts'
import { MAX_MERGED } from '../model/merging/most-merged.ts'
import { ok } from '../model/result.ts'
import { factorsAfter, timeAfter, type Score } from '../model/score.ts'
import type { TableName } from '../model/tables.ts'
import type { Command, CommandContext } from './command.ts'
import { liveItems, type TooMany } from './item-values.ts'
import { deletesItems } from './policy.ts'
import {
  badValue,
  create,
  edit,
  editMember,
  liveRow,
  noTitle,
  oneLine,
  remove,
  type BadValue,
  type Missing,
} from './record-edits.ts'
import { wrongState, type WrongState } from './sprints.ts'

export interface MergeItems {
  /** The item that stays. */
  readonly keep: string
  /** Items that go into it. */
  readonly others: readonly string[]
  /** What it is called from then on; left out, as it is. */
  readonly title?: string | undefined
  /** Whose descriptions make up the new one, in this order; left out, its own stays. */
  readonly texts?: readonly string[] | undefined
  /** Where it stands: at the highest place that one of them has, or where it is. */
  readonly place?: 'highest' | 'own' | undefined
}

const MAX_TEXT = 500_000

/**
 * Makes one item of several that say the same. Comments, criteria, tasks, questions, files, scores, links and labels of the
 * others go over to the one that stays, and what it does not say of itself (its goal, its estimate ...) it takes from them.
 * The others are deleted with a link that says what they are duplicates of: they are found again under Deleted, and an edit
 * of one that was made apart shows up as a conflict, as with any other deletion. What somebody who was away hangs on one of them,
 * and what names it in meetings, surveys and rounds, is read as the kept one's (doc/merged-items.ts). One step of undo brings all
 * of it back.
 */
export const mergeItems: Command<MergeItems, Missing | TooMany | BadValue | WrongState> = {
  name: 'item.merge',
  allowed: (ctx) => deletesItems(ctx, undefined),
  run(ctx, { keep, others, title, texts = [keep], place = 'highest' }) {
    const kept = liveRow(ctx, 'items', keep)
    if (!kept.ok) return kept
    const found = liveItems(ctx, others)
    if (!found.ok) return found
    const gone = found.value
    if (gone.length === 0) return badValue('others', 'Say which item goes into this one.')
    if (gone.some(({ id }) => id === keep)) return badValue('others', 'An item cannot go into itself.')
    if (gone.length > MAX_MERGED) return badValue('others', `At most ${MAX_MERGED} items go into one at once.`)
    const bound = whyTheyStay(ctx.plan, gone)
    if (bound !== null) return wrongState(bound)
    const renamed = title === undefined ? undefined : oneLine(title)
    if (renamed === null) return noTitle('An item')
    const description = mergedDescription(
      texts.filter((id) => id === keep || gone.some((item) => item.id === id)).map((id) => descriptionOf(ctx, id)),
      gone.map((item) => ({ key: item.key, title: item.title, by: whoAsked(ctx, item) })),
    )
    if (description.length > MAX_TEXT)
      return badValue('texts', 'Together these descriptions are too long. Keep one of them.')

    for (const { title } of gone) ctx.log({ record: `items/${keep}`, field: 'merged', from: null, to: title })
    takePlace(ctx, kept.value, gone, place)
    if (renamed !== undefined) edit(ctx, 'items', kept.value, 'title', renamed)
    takeFields(ctx, kept.value, gone)
    takeStage(ctx, kept.value, gone)
    describe(ctx, keep, description)
    takeRanked(ctx, 'criteria', keep, gone)
    takeRanked(ctx, 'tasks', keep, gone)
    takeScores(ctx, keep, gone)
    for (const table of LOOSE_TABLES) give(ctx, table, keep, partsOfAll(ctx, table, gone))
    takeLinks(ctx, keep, gone)
    for (const item of gone) remove(ctx, 'items', item.id, `Merged into ${kept.value.key} “${kept.value.title}”`, keep)
    return ok(undefined)
  },
}

/** Parts that need more than another item's name in them; of stays in a sprint, that they stay with the item that was there. */
type OwnWay = 'criteria' | 'tasks' | 'links' | 'scores' | 'pulls'
/** What hangs on an item by nothing but its name. A part that is listed in neither way does not compile. */
const LOOSE = { comments: true, questions: true, attachments: true } satisfies Record<Exclude<PartTable, OwnWay>, true>
const LOOSE_TABLES = Object.keys(LOOSE) as readonly (keyof typeof LOOSE)[]

/** Why one of these cannot go into another item, or null. */
export function whyTheyStay(plan: Plan, gone: readonly Item[]): string | null {
  const pulled = gone.find(({ sprint }) => sprint !== null)
  if (pulled !== undefined)
    return `“${pulled.title}” is in ${plan.row('sprints', pulled.sprint ?? '')?.name ?? 'a sprint'}. Keep that one, or return it to the backlog first.`
  const done = gone.find(({ stage }) => stage === 'done')
  return done === undefined ? null : `“${done.title}” is finished. Keep that one: what was done stays as it was.`
}

function descriptionOf(ctx: CommandContext, id: string): string {
  return ctx.plan.textOf('items', id, 'description')
}

/** Its author in the plan, or whom its import named. */
function whoAsked(ctx: CommandContext, { createdBy, imported }: Item): string {
  const named = createdBy === null ? undefined : ctx.plan.row('people', createdBy)?.name
  const reporter = Object.entries(imported).find(([column]) => /^(reporter|creator)$/i.test(column))?.[1]
  return (oneLine(named ?? reporter ?? '', 200) ?? '').trim()
}

function takePlace(ctx: CommandContext, kept: Item, gone: readonly Item[], place: 'highest' | 'own'): void {
  const { order } = ctx.plan
  const at = order.positionOf(kept.id)
  const highest = Math.min(...[kept, ...gone].map(({ id }) => order.positionOf(id)).filter((position) => position >= 0))
  if (place === 'own' || highest === at || !Number.isFinite(highest)) return
  const from = ctx.plan.rankOf(kept.id)
  const to = ctx.plan.rankOf(order.ids[highest] as string)
  for (const [id, key] of order.place([kept.id], order.ids[highest - 1] ?? null, ctx.random))
    setRank(ctx.plan.doc, id, key)
  ctx.log({ record: `items/${kept.id}`, field: 'rank', from, to })
}

const FILLED = ['goal', 'epic', 'domain', 'estimate', 'value', 'effort', 'outcome', 'orderWhy'] as const

/** Labels join; of the other fields what the kept one says counts, and where it says nothing, what the first of the others says. */
function takeFields(ctx: CommandContext, kept: Item, gone: readonly Item[]): void {
  for (const field of FILLED) {
    if (kept[field] !== null && kept[field] !== '') continue
    const said = gone.map((item) => item[field]).find((value) => value !== null && value !== '')
    if (said !== undefined) edit(ctx, 'items', kept, field, said)
  }
  for (const label of new Set(gone.flatMap(({ labels }) => labels)))
    if (!kept.labels.includes(label)) editMember(ctx, 'items', kept.id, 'labels', label, true)
}

/** Work that was begun on one of them is begun on the one that stays. What is finished does not go over (whyTheyStay). */
export function stageAfter(kept: Pick<Item, 'stage'>, gone: readonly Pick<Item, 'stage'>[]): string {
  const further = (one: string, other: string): string => (IN_WORK.indexOf(other) > IN_WORK.indexOf(one) ? other : one)
  return IN_WORK.includes(kept.stage) ? gone.map(({ stage }) => stage).reduce(further, kept.stage) : kept.stage
}
const IN_WORK: readonly string[] = ['dropped', 'open', 'doing']

function takeStage(ctx: CommandContext, kept: Item, gone: readonly Item[]): void {
  const stage = stageAfter(kept, gone)
  edit(ctx, 'items', kept, 'stage', stage)
  if (stage !== 'doing') return
  const begun = [kept, ...gone].flatMap(({ startedAt }) => startedAt ?? [])
  if (begun.length > 0) edit(ctx, 'items', kept, 'startedAt', Math.min(...begun))
}

function describe(ctx: CommandContext, keep: string, description: string): void {
  const from = descriptionOf(ctx, keep).length
  if (setText(ctx.plan.doc, 'items', keep, 'description', description))
    ctx.log({ record: `items/${keep}`, field: 'description', from, to: description.length })
}

function partsOfAll<T extends PartTable>(ctx: CommandContext, table: T, items: readonly Item[]) {
  return items.flatMap(({ id }) => ctx.plan.partsOf(table, id))
}

/** One line of the log a table: hundreds of comments that moved are one thing to say. */
function give(ctx: CommandContext, table: TableName, keep: string, rows: readonly { readonly id: string }[]): void {
  for (const { id } of rows) setField(ctx.plan.doc, table, id, 'item', keep)
  if (rows.length > 0) ctx.log({ record: `items/${keep}`, field: table, from: null, to: rows.length })
}

/** They come behind the kept one's own, in their order, but for what the kept one says already. */
function takeRanked(ctx: CommandContext, table: 'criteria' | 'tasks', keep: string, gone: readonly Item[]): void {
  const own = ctx.plan.partsOf(table, keep)
  const said = new Set(own.map(({ text }) => bareText(text)))
  const taken = partsOfAll(ctx, table, gone).filter(({ id, text }) => {
    const isNew = !said.has(bareText(text))
    said.add(bareText(text))
    if (!isNew) dropTwin(ctx, table, id)
    return isNew
  })
  const ranks = keysBetween(own.at(-1)?.rank || null, null, taken.length, ctx.random) ?? []
  for (const [i, rank] of ranks.entries()) setField(ctx.plan.doc, table, taken[i]?.id ?? '', 'rank', rank)
  give(ctx, table, keep, taken)
}

/**
 * What was believed of the others is part of the kept one's past now. Where somebody believed something else of the kept one
 * itself, that is said anew, since the latest word on a factor counts.
 */
function takeScores(ctx: CommandContext, keep: string, gone: readonly Item[]): void {
  const own = byMethod(ctx.plan.partsOf('scores', keep))
  const taken = partsOfAll(ctx, 'scores', gone)
  give(ctx, 'scores', keep, taken)
  for (const method of new Set(taken.map((row) => row.method))) {
    const factors = factorsAfter(own.get(method) ?? [])
    if (Object.keys(factors).length === 0) continue
    const at = timeAfter([...(own.get(method) ?? []), ...taken.filter((row) => row.method === method)], ctx.now)
    const fields = { item: keep, method, factors, by: ctx.author.person, at, why: 'As before the merge' }
    create(ctx, 'scores', createId(ctx.random), fields, method)
  }
}

/** What stands there already would be read twice. It is said once, with what was taken over. */
function dropTwin(ctx: CommandContext, table: 'criteria' | 'tasks' | 'links', id: string): void {
  setField(ctx.plan.doc, table, id, 'deleted', { by: ctx.author.person, at: ctx.now, why: 'Merged' })
}

function byMethod(scores: readonly Score[]): ReadonlyMap<string, Score[]> {
  const methods = new Map<string, Score[]>()
  for (const score of scores) methods.set(score.method, [...(methods.get(score.method) ?? []), score])
  return methods
}

/** Every link of the others is the kept one's, unless it would point to itself or says what a link there says already. */
function takeLinks(ctx: CommandContext, keep: string, gone: readonly Item[]): void {
  const merged = new Set(gone.map(({ id }) => id))
  const end = <T extends string | null>(id: T): T | string => (id !== null && merged.has(id) ? keep : id)
  const name = (from: string, to: string | null, type: string, outside: string): string =>
    JSON.stringify([from, to, type, outside])
  const known = new Set(
    ctx.plan.partsOf('links', keep).flatMap(({ from, to, type, outside }) => {
      const isInside = merged.has(from) || (to !== null && merged.has(to))
      return isInside ? [] : [name(from, to, type, outside)]
    }),
  )
  let taken = 0
  for (const link of new Set(partsOfAll(ctx, 'links', gone))) {
    const from = end(link.from)
    const to = end(link.to)
    const words = name(from, to, link.type, link.outside)
    if (from === to || known.has(words)) {
      dropTwin(ctx, 'links', link.id)
      continue
    }
    known.add(words)
    setField(ctx.plan.doc, 'links', link.id, 'from', from)
    setField(ctx.plan.doc, 'links', link.id, 'to', to)
    taken++
  }
  if (taken > 0) ctx.log({ record: `items/${keep}`, field: 'links', from: null, to: taken })
  const { title } = ctx.plan.row('items', keep) as Item
  for (const item of gone)
    create(ctx, 'links', createId(ctx.random), { from: item.id, to: keep, type: 'duplicates' }, `duplicates “${title}”`)
}
