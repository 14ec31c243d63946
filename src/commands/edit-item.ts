import { fail, ok } from '../model/result.ts'
import { setText } from '../doc/write.ts'
import type { Command } from './command.ts'
import {
  checkItemValue,
  checkLabel,
  ITEM_FIELDS,
  liveItems,
  tidyItemValue,
  type ItemField,
  type ItemValues,
  type TooMany,
} from './item-values.ts'
import { editsContent, setsGoals, type Allowed } from './policy.ts'
import { edit, editMember, liveRow, type BadValue, type Missing } from './record-edits.ts'

export type EditItem = {
  [F in ItemField]: {
    readonly id: string
    readonly field: F
    readonly value: ItemValues[F]
    readonly why?: string | undefined
  }
}[ItemField]
export type EditItems = {
  [F in ItemField]: {
    readonly ids: readonly string[]
    readonly field: F
    readonly value: ItemValues[F]
    readonly why?: string | undefined
  }
}[ItemField]

/** What an item is worth and what it aims at belongs to the Product Owner; the rest is content. */
const mayEdit: Allowed<{ readonly field: ItemField }> = (ctx, { field }) =>
  field === 'goal' || field === 'value' || field === 'outcome' || field === 'domain'
    ? setsGoals(ctx, undefined)
    : editsContent(ctx, undefined)

/** Changes one field of an item. */
export const editItem: Command<EditItem, Missing | BadValue> = {
  name: 'item.edit',
  allowed: mayEdit,
  run(ctx, { id, field, value, why }) {
    const item = liveRow(ctx, 'items', id)
    if (!item.ok) return item
    const wrong = ITEM_FIELDS.includes(field) ? checkItemValue(ctx, field, value) : notAField(field)
    if (wrong !== null) return fail(wrong)
    edit(ctx, 'items', item.value, field, tidyItemValue(field, value), why)
    return ok(undefined)
  },
}

/** Gives one field of many items the same value. */
export const editItems: Command<EditItems, Missing | TooMany | BadValue> = {
  name: 'item.editMany',
  allowed: mayEdit,
  run(ctx, { ids, field, value, why }) {
    const items = liveItems(ctx, ids)
    if (!items.ok) return items
    const wrong = ITEM_FIELDS.includes(field) && field !== 'key' ? checkItemValue(ctx, field, value) : notAField(field)
    if (wrong !== null) return fail(wrong)
    if (typeof value === 'string' && value.length * items.value.length > MAX_TEXT)
      return fail({ type: 'too-many', message: 'That is too long a text for so many items at once. Do it in parts.' })
    for (const item of items.value) edit(ctx, 'items', item, field, tidyItemValue(field, value), why)
    return ok(undefined)
  },
}

export interface SetLabel {
  readonly ids: readonly string[]
  readonly label: string
  readonly on: boolean
}

/** Puts a label on items or takes it off. Others' labels stay. */
export const setLabel: Command<SetLabel, Missing | TooMany | BadValue> = {
  name: 'item.label',
  allowed: (ctx) => editsContent(ctx, undefined),
  run(ctx, { ids, label, on }) {
    const items = liveItems(ctx, ids)
    if (!items.ok) return items
    const wrong = on ? checkLabel(label) : null
    if (wrong !== null) return fail(wrong)
    for (const item of items.value) editMember(ctx, 'items', item.id, 'labels', label, on)
    return ok(undefined)
  },
}

export interface TickReady {
  readonly item: string
  /** An entry of the Definition of Ready that people tick. */
  readonly entry: string
  readonly on: boolean
}

export const tickReady: Command<TickReady, Missing> = {
  name: 'item.ready',
  allowed: (ctx) => editsContent(ctx, undefined),
  run(ctx, { item, entry, on }) {
    const row = liveRow(ctx, 'items', item)
    if (!row.ok) return row
    const ticked = liveRow(ctx, 'checklists', entry)
    if (!ticked.ok) return ticked
    editMember(ctx, 'items', item, 'ready', entry, on)
    return ok(undefined)
  },
}

export interface SetDescription {
  readonly id: string
  readonly value: string
}

/** Replaces a whole description, as the command line and a template do. An open editor types into the text by itself. */
export const setDescription: Command<SetDescription, Missing | BadValue> = {
  name: 'item.describe',
  takesTexts: true,
  allowed: (ctx) => editsContent(ctx, undefined),
  run(ctx, { id, value }) {
    const item = liveRow(ctx, 'items', id)
    if (!item.ok) return item
    if (value.length > MAX_TEXT)
      return fail({ type: 'bad-value', field: 'description', message: 'A description has at most 500,000 characters.' })
    const from = ctx.plan.textOf('items', id, 'description').length
    if (setText(ctx.plan.doc, 'items', id, 'description', value))
      ctx.log({ record: `items/${id}`, field: 'description', from, to: value.length })
    return ok(undefined)
  },
}

/** Characters that one change writes at most: a record of the journal holds a million and 4 MB. */
const MAX_TEXT = 500_000

function notAField(field: string): BadValue {
  return { type: 'bad-value', field, message: `"${field}" is not a field that can be edited this way.` }
}
