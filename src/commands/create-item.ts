import { keysBetween } from '../doc/order-keys.ts'
import { createId, speakableKey } from '../model/id.ts'
import type { Item } from '../model/item.ts'
import { fail, ok, type Failure } from '../model/result.ts'
import { setRank } from '../doc/write.ts'
import type { Command, CommandContext } from './command.ts'
import { checkItemFields } from './item-values.ts'
import { createsItems } from './policy.ts'
import {
  checkNewId,
  create,
  liveRow,
  noTitle,
  oneLine,
  type BadId,
  type BadValue,
  type Missing,
} from './record-edits.ts'

/** Where a new item goes: behind one, before one, or at an end. At the bottom if nothing is said. */
export interface Place {
  readonly after?: string | null | undefined
  readonly before?: string | undefined
  readonly at?: 'top' | 'bottom' | undefined
}

/** What may be given with a new item. The app writes who made it and when; nobody is put on it and it is in no sprint. */
export type NewItemFields = Partial<
  Pick<Item, 'parked' | 'estimate' | 'value' | 'effort' | 'epic' | 'domain' | 'goal' | 'outcome' | 'labels'>
>

export interface CreateItem extends Place {
  readonly id?: string | undefined
  readonly title: string
  readonly kind?: string | undefined
  readonly description?: string | undefined
  /** What it begins with; what is given besides stands instead, and labels join. */
  readonly template?: string | undefined
  readonly fields?: NewItemFields | undefined
}

/** The neighbour that the new item should stand beside is not in the order. */
export interface NoPlace extends Failure {
  readonly type: 'no-place'
}

/** A new item, ranked. Answers its id. */
export const createItem: Command<CreateItem, BadId | BadValue | Missing | NoPlace, string> = {
  name: 'item.create',
  takesTexts: true,
  allowed: (ctx, _args) => createsItems(ctx, undefined),
  run(ctx, args) {
    const title = oneLine(args.title)
    if (title === null) return noTitle('An item')
    const wrong = checkNewId(ctx, 'items', args.id) ?? checkItemFields(ctx, args.fields ?? {})
    if (wrong !== null) return fail(wrong)
    const template = args.template === undefined ? ok(null) : liveRow(ctx, 'templates', args.template)
    if (!template.ok) return template
    const begins = template.value
    const after = placeAfter(ctx, args)
    if (!after.ok) return after
    const id = args.id ?? createId(ctx.random)
    const labels = [...new Set([...(args.fields?.labels ?? []), ...(begins?.labels ?? [])])]
    const fields = labels.length === 0 ? args.fields : { ...args.fields, labels }
    const description = args.description ?? begins?.description ?? ''
    writeItem(ctx, id, title, args.kind ?? begins?.kind ?? 'feature', fields ?? {}, description, new Set())
    for (const [item, key] of ctx.plan.order.place([id], after.value, ctx.random)) setRank(ctx.plan.doc, item, key)
    writeCriteria(ctx, id, begins?.criteria ?? [])
    return ok(id)
  },
}

export interface CreateItems extends Place {
  /** One item a line; empty lines are left out. */
  readonly titles: readonly string[]
  readonly kind?: string | undefined
  readonly fields?: NewItemFields | undefined
}
/** More lines at once are an import. */
export const MAX_PASTED = 500

/** One item a line, standing one after the other in the order of the lines. Answers their ids. */
export const createItems: Command<CreateItems, BadValue | Missing | NoPlace | BadId, readonly string[]> = {
  name: 'item.createMany',
  allowed: (ctx, _args) => createsItems(ctx, undefined),
  run(ctx, args) {
    const lines = args.titles.filter((title) => title.trim() !== '')
    if (lines.length === 0) return noTitle('An item')
    if (lines.length > MAX_PASTED)
      return fail({
        type: 'bad-value',
        field: 'title',
        message: `At most ${MAX_PASTED} lines can be pasted at once. Import them as a file instead.`,
      })
    const titles = lines.map((line) => oneLine(line))
    if (titles.includes(null)) return noTitle('Each line')
    const wrong = checkItemFields(ctx, args.fields ?? {})
    if (wrong !== null) return fail(wrong)
    const after = placeAfter(ctx, args)
    if (!after.ok) return after
    const takenKeys = new Set<string>()
    const ids = titles.map((title) => {
      const id = createId(ctx.random)
      writeItem(ctx, id, title as string, args.kind ?? 'feature', args.fields ?? {}, '', takenKeys)
      return id
    })
    for (const [item, key] of ctx.plan.order.place(ids, after.value, ctx.random)) setRank(ctx.plan.doc, item, key)
    return ok(ids)
  },
}

/** The id that the place is behind, null for the top. */
export function placeAfter(
  ctx: Pick<CommandContext, 'plan'>,
  place: Place,
): { ok: true; value: string | null } | { ok: false; error: NoPlace } {
  const { order } = ctx.plan
  const beside = place.after ?? place.before
  if (beside !== undefined && order.positionOf(beside) < 0) {
    return fail({ type: 'no-place', message: 'The item beside which it should stand is not in this backlog.' })
  }
  if (place.after !== undefined) return ok(place.after)
  if (place.before !== undefined) return ok(order.ids[order.positionOf(place.before) - 1] ?? null)
  return ok(place.at === 'top' ? null : (order.ids.at(-1) ?? null))
}

/** Makes the record; its place is the caller's to give. `takenKeys` are of items that the same command made before. */
export function writeItem(
  ctx: CommandContext,
  id: string,
  title: string,
  kind: string,
  fields: NewItemFields,
  description: string,
  takenKeys: Set<string>,
): void {
  const key = freeKey(ctx, id, takenKeys)
  takenKeys.add(key)
  create(
    ctx,
    'items',
    id,
    {
      ...{ key, title, kind, stage: 'open', ...fields, createdAt: ctx.now, createdBy: ctx.author.person },
      ...(fields.parked === true && { parkedAt: ctx.now, parkedBy: ctx.author.person }),
    },
    title,
    { description },
  )
}

function writeCriteria(ctx: CommandContext, item: string, texts: readonly string[]): void {
  const ranks = keysBetween(null, null, texts.length, ctx.random) ?? []
  for (const [i, text] of texts.entries())
    create(ctx, 'criteria', createId(ctx.random), { item, text, rank: ranks[i] ?? '' }, text)
}

/** Five letters of the id, or more where another item is called by these already. */
function freeKey(ctx: CommandContext, id: string, taken: ReadonlySet<string>): string {
  for (let length = 5; length < id.length; length++) {
    const key = length === 5 ? speakableKey(id) : id.slice(0, length).toUpperCase()
    if (!taken.has(key) && ctx.plan.itemWithKey(key) === undefined) return key
  }
  return id.toUpperCase()
}
