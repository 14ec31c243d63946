import { insertText, setRank } from '../doc/write.ts'
import { createId } from '../model/id.ts'
import type { Item } from '../model/item.ts'
import { fail, ok } from '../model/result.ts'
import { splitPattern } from '../model/splitting/patterns.ts'
import type { Command, CommandContext, Refusal } from './command.ts'
import { writeItem } from './create-item.ts'
import { checkItemValue } from './item-values.ts'
import { editsContent, notYours, ordersBacklog, worksIn, type Allowed, type Who } from './policy.ts'
import { badValue, create, edit, liveRow, noTitle, oneLine, type BadValue, type Missing } from './record-edits.ts'
import { wrongState, type WrongState } from './sprints.ts'

/** A part that becomes an item of its own. */
export interface SplitPart {
  readonly title: string
  readonly estimate?: number | null | undefined
  /** Acceptance criteria of the original that go with this part. */
  readonly criteria?: readonly string[] | undefined
  /** Not now: it goes to what is set aside. */
  readonly parked?: boolean | undefined
}

export interface SplitItem {
  readonly id: string
  /** In their order: they stand right behind the original. */
  readonly parts: readonly SplitPart[]
  /** What the original is from then on: the first part, or what is left. Left out, it stays as it is. */
  readonly title?: string | undefined
  readonly estimate?: number | null | undefined
  /** What was seen and will not be done: noted in the original's description. */
  readonly leftOut?: readonly string[] | undefined
  /** The pattern that found the parts; stands in the log as the reason. */
  readonly pattern?: string | undefined
}

/** More parts at once are no split any more. */
export const MAX_PARTS = 40

/** What is in a sprint belongs to those who work in it; setting a part aside is the Product Owner's. */
const maySplit: Allowed<SplitItem> = (ctx, { id, parts, title, estimate }) => {
  const sprint = ctx.plan.row('items', id)?.sprint ?? null
  const takesAway = title !== undefined || estimate !== undefined || parts.some((part) => part.criteria?.length)
  return (
    editsContent(ctx, undefined) ??
    (sprint !== null && takesAway ? (worksIn(ctx, sprint) ?? splitsInSprint(ctx, sprint)) : null) ??
    (parts.some(({ parked }) => parked === true) ? ordersBacklog(ctx, undefined) : null)
  )
}

/** In a running sprint a card says why an item is smaller: see sprint.split. */
function splitsInSprint({ plan }: Who, id: string): Refusal | null {
  const sprint = plan.row('sprints', id)
  return sprint?.state === 'running'
    ? notYours(
        `This item is in “${sprint.name}”, which is running. Split it there: a change of the sprint says what stays, what returns and why.`,
      )
    : null
}

/**
 * Cuts an item. The original keeps its place, goal, domain, epic, labels, links, comments and all else that hangs on it; the
 * parts stand right behind it, with its kind, goal, domain, epic and labels, and are linked to it. They are in no sprint,
 * also where the original is in one. Answers the parts' ids.
 */
export const splitItem: Command<SplitItem, Missing | BadValue | WrongState, readonly string[]> = {
  name: 'item.split',
  allowed: maySplit,
  run(ctx, args) {
    const found = liveRow(ctx, 'items', args.id)
    if (!found.ok) return found
    const original = found.value
    if (original.stage === 'done') return wrongState('This item is finished, so there is nothing left to split.')
    if (args.parts.length === 0) return badValue('parts', 'Write at least one part.')
    if (args.parts.length > MAX_PARTS)
      return badValue('parts', `An item is split into ${MAX_PARTS} parts at most. Split a part again later.`)
    const titles = args.parts.map(({ title }) => oneLine(title))
    const renamed = args.title === undefined ? undefined : oneLine(args.title)
    const leftOut = (args.leftOut ?? []).map((words) => oneLine(words))
    if (titles.includes(null) || renamed === null || leftOut.includes(null)) return noTitle('Each part')
    for (const estimate of [args.estimate, ...args.parts.map((part) => part.estimate)]) {
      const wrong = estimate === undefined ? null : checkItemValue(ctx, 'estimate', estimate)
      if (wrong !== null) return fail(wrong)
    }
    const dealt = args.parts.flatMap(({ criteria = [] }) => criteria)
    const own = new Set(ctx.plan.partsOf('criteria', original.id).map(({ id }) => id))
    if (new Set(dealt).size < dealt.length) return badValue('criteria', 'A criterion goes with one part.')
    if (dealt.some((id) => !own.has(id)))
      return badValue('criteria', 'One of the criteria is not on this item any more. Look at them again.')

    const why = splitPattern(args.pattern ?? '')?.name ?? ''
    ctx.log({ record: `items/${original.id}`, field: 'split', from: null, to: args.parts.length, why })
    const ids = args.parts.map(() => createId(ctx.random))
    const takenKeys = new Set<string>()
    for (const [i, part] of args.parts.entries()) {
      const id = ids[i] as string
      const { estimate, parked } = part
      writeItem(
        ctx,
        id,
        titles[i] as string,
        original.kind,
        { ...inherited(original), estimate, parked },
        '',
        takenKeys,
      )
      const words = `was split from “${original.title}”`
      create(ctx, 'links', createId(ctx.random), { from: id, to: original.id, type: 'split-from' }, words)
      for (const criterion of part.criteria ?? []) {
        const row = ctx.plan.row('criteria', criterion)
        if (row !== undefined) edit(ctx, 'criteria', row, 'item', id)
      }
    }
    for (const [item, key] of ctx.plan.order.place(ids, original.id, ctx.random)) setRank(ctx.plan.doc, item, key)
    if (renamed !== undefined) edit(ctx, 'items', original, 'title', renamed)
    if (args.estimate !== undefined) edit(ctx, 'items', original, 'estimate', args.estimate)
    if (leftOut.length > 0) noteLeftOut(ctx, original.id, leftOut as readonly string[])
    return ok(ids)
  },
}

function inherited({ epic, domain, goal, labels }: Item): Pick<Item, 'epic' | 'domain' | 'goal' | 'labels'> {
  return { epic, domain, goal, labels }
}

function noteLeftOut(ctx: CommandContext, item: string, leftOut: readonly string[]): void {
  const before = ctx.plan.textOf('items', item, 'description')
  const gap = before.trim() === '' ? '' : '\n\n'
  const words = `${gap}**Left out when this was split**\n\n${leftOut.map((one) => `- ${one}`).join('\n')}\n`
  insertText(ctx.plan.doc, 'items', item, 'description', before.length, words)
  ctx.log({
    record: `items/${item}`,
    field: 'description',
    from: before.length,
    to: before.length + words.length,
  })
}
