import { keysBetween } from '../doc/order-keys.ts'
import { createRecord, setField } from '../doc/write.ts'
import { createId } from '../model/id.ts'
import { fail, ok } from '../model/result.ts'
import type { Item } from '../model/item.ts'
import { bareText } from '../model/merging/bare-text.ts'
import type { Command, CommandContext } from './command.ts'
import { liveItems, MAX_AT_ONCE, type TooMany } from './item-values.ts'
import { NEW, rankIn } from './part-order.ts'
import { editsContent, type Allowed } from './policy.ts'
import {
  badValue,
  checkNewId,
  create,
  edit,
  liveRow,
  remove,
  type BadId,
  type BadValue,
  type Missing,
} from './record-edits.ts'

const allowed: Allowed<unknown> = editsContent
const MAX_TEXT = 10_000

export interface AddCriterion {
  readonly id?: string | undefined
  readonly item: string
  readonly text: string
  /** The criterion behind which it goes; null is the top, undefined the end. */
  readonly after?: string | null | undefined
}

/** One more thing that must be true for the item to be accepted. Answers its id. */
export const addCriterion: Command<AddCriterion, Missing | BadValue | BadId, string> = {
  name: 'criterion.add',
  allowed,
  run(ctx, args) {
    const item = liveRow(ctx, 'items', args.item)
    if (!item.ok) return item
    const text = criterionText(args.text)
    if (text === null) return noText()
    const badId = checkNewId(ctx, 'criteria', args.id)
    if (badId !== null) return fail(badId)
    const id = args.id ?? createId(ctx.random)
    const ranks = rankIn(ctx.plan.partsOf('criteria', args.item), args.after, null, ctx.random)
    for (const [other, rank] of ranks) if (other !== NEW) setField(ctx.plan.doc, 'criteria', other, 'rank', rank)
    create(ctx, 'criteria', id, { item: args.item, text, rank: ranks.get(NEW) ?? '' }, text)
    return ok(id)
  },
}

export interface AddCriteria {
  readonly items: readonly string[]
  readonly texts: readonly string[]
}

/** The same criteria for many items, behind their own. What an item says already it is not told twice. */
export const addCriteria: Command<AddCriteria, Missing | BadValue | TooMany> = {
  name: 'criterion.addMany',
  allowed,
  run(ctx, args) {
    const items = liveItems(ctx, args.items)
    if (!items.ok) return items
    if (items.value.length === 0) return ok(undefined)
    const texts = args.texts.filter((text) => text.trim() !== '')
    if (texts.length === 0 || texts.some((text) => criterionText(text) === null)) return noText()
    const tooMany = tooManyTexts(items.value.length, texts)
    if (tooMany !== null) return fail(tooMany)
    for (const item of items.value) {
      const fresh = freshCriteria(ctx, item, texts)
      if (fresh.length === 0) continue
      ctx.log({ record: `items/${item.id}`, field: 'criteria', from: null, to: fresh.length })
      writeCriteria(ctx, item, fresh)
    }
    return ok(undefined)
  },
}

/** Characters that one change writes at most: a record of the journal holds a million and 4 MB. */
const MAX_WRITTEN = 500_000

/** Texts that each of so many items is given, if that is more than one change can hold. */
export function tooManyTexts(items: number, texts: readonly string[]): TooMany | null {
  const written = items * texts.reduce((sum, text) => sum + text.length, 0)
  return items * texts.length <= MAX_AT_ONCE && written <= MAX_WRITTEN
    ? null
    : { type: 'too-many', message: 'That is too much for so many items at once. Do it in parts.' }
}

/** Those of the texts that the item does not say yet. */
export function freshCriteria(ctx: CommandContext, item: Item, texts: readonly string[]): readonly string[] {
  const said = new Set(ctx.plan.partsOf('criteria', item.id).map(({ text }) => bareText(text)))
  return texts.flatMap((text) => {
    const bare = bareText(text)
    if (said.has(bare)) return []
    said.add(bare)
    return [text.trim()]
  })
}

/** Behind the item's own. Not logged one by one: the caller says on the item what was done. */
export function writeCriteria(ctx: CommandContext, item: Item, texts: readonly string[]): void {
  const last = ctx.plan.partsOf('criteria', item.id).at(-1)?.rank || null
  const ranks = keysBetween(last, null, texts.length, ctx.random) ?? []
  for (const [i, text] of texts.entries())
    createRecord(ctx.plan.doc, 'criteria', createId(ctx.random), { item: item.id, text, rank: ranks[i] ?? '' })
}

export interface EditCriterion {
  readonly id: string
  readonly text: string
}
export const editCriterion: Command<EditCriterion, Missing | BadValue> = {
  name: 'criterion.edit',
  allowed,
  run(ctx, args) {
    const row = liveRow(ctx, 'criteria', args.id)
    if (!row.ok) return row
    const text = criterionText(args.text)
    if (text === null) return noText()
    edit(ctx, 'criteria', row.value, 'text', text)
    return ok(undefined)
  },
}

export interface TickCriterion {
  readonly id: string
  readonly met: boolean
}
export const tickCriterion: Command<TickCriterion, Missing> = {
  name: 'criterion.tick',
  allowed,
  run(ctx, { id, met }) {
    const row = liveRow(ctx, 'criteria', id)
    if (!row.ok) return row
    edit(ctx, 'criteria', row.value, 'met', met)
    return ok(undefined)
  },
}

export interface MoveCriterion {
  readonly id: string
  readonly after: string | null
}
export const moveCriterion: Command<MoveCriterion, Missing> = {
  name: 'criterion.move',
  allowed,
  run(ctx, { id, after }) {
    const row = liveRow(ctx, 'criteria', id)
    if (!row.ok) return row
    const list = ctx.plan.partsOf('criteria', row.value.item)
    const from = list.findIndex((one) => one.id === id)
    const others = list.filter((one) => one.id !== id)
    const to = after === null ? 0 : others.findIndex((one) => one.id === after) + 1
    if (from === to) return ok(undefined)
    for (const [other, rank] of rankIn(list, after, id, ctx.random))
      setField(ctx.plan.doc, 'criteria', other, 'rank', rank)
    ctx.log({ record: `criteria/${id}`, field: 'rank', from: from + 1, to: to + 1 })
    return ok(undefined)
  },
}

export interface DeleteCriterion {
  readonly id: string
}
export const deleteCriterion: Command<DeleteCriterion, Missing> = {
  name: 'criterion.delete',
  allowed,
  run(ctx, { id }) {
    const row = liveRow(ctx, 'criteria', id)
    if (!row.ok) return row
    remove(ctx, 'criteria', id)
    return ok(undefined)
  },
}

/** A criterion may have several lines: Given, When, Then. */
function criterionText(text: string): string | null {
  const tidy = text.trim()
  return tidy === '' || tidy.length > MAX_TEXT ? null : tidy
}

function noText(): { ok: false; error: BadValue } {
  return badValue('text', 'An acceptance criterion needs some words, at most 10,000 characters.')
}
