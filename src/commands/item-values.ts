import type { Item } from '../model/item.ts'
import type { CommandContext } from './command.ts'
import { checkRefs, liveRow, oneLine, type BadValue, type Missing } from './record-edits.ts'

/** Fields of an item that a person edits one by one. Stage, sprint, names and place have commands of their own. */
export interface ItemValues {
  key: string
  title: string
  kind: string
  parked: boolean
  estimate: number | null
  value: number | null
  effort: number | null
  epic: string | null
  domain: string | null
  goal: string | null
  outcome: string
}
export type ItemField = keyof ItemValues
export const ITEM_FIELDS: readonly ItemField[] = ['key', 'title', 'kind', 'parked', 'estimate', 'value', 'effort', 'epic', 'domain', 'goal', 'outcome']

const NUMBERS: readonly string[] = ['estimate', 'value', 'effort']

/** Null if the item can take these values. References must point to live records. */
export function checkItemFields(ctx: Pick<CommandContext, 'plan'>, fields: Partial<Item>): BadValue | Missing | null {
  for (const [field, value] of Object.entries(fields)) {
    const wrong = checkItemValue(ctx, field, value)
    if (wrong !== null) return wrong
  }
  return null
}

export function checkItemValue(ctx: Pick<CommandContext, 'plan'>, field: string, value: unknown): BadValue | Missing | null {
  if (NUMBERS.includes(field)) {
    const good = value === null || (typeof value === 'number' && Number.isFinite(value) && value >= 0 && value <= 1_000_000)
    return good ? null : bad(field, 'That takes a number from 0 to 1,000,000, or nothing.')
  }
  if (field === 'parked') return typeof value === 'boolean' ? null : bad(field, 'An item is parked or it is not.')
  if (field === 'labels') {
    const good = Array.isArray(value) && value.every((label) => typeof label === 'string' && checkLabel(label) === null)
    return good ? null : bad(field, LABEL_WORDS)
  }
  if (field === 'epic') return reference(ctx, 'epics', field, value)
  if (field === 'goal') return reference(ctx, 'goals', field, value)
  if (field === 'domain') return reference(ctx, 'domains', field, value)
  if (typeof value !== 'string') return bad(field, 'That takes words.')
  if (field === 'title' && oneLine(value) === null) return bad(field, 'An item needs a title of at most 1,000 characters.')
  if (field === 'kind' && (value === '' || value.length > 40)) return bad(field, 'Choose a kind.')
  if (field === 'key' && !/^[^\s]{1,40}$/.test(value)) return bad(field, 'A key has 1 to 40 letters or digits and no spaces.')
  if (value.length > 10_000) return bad(field, 'That is longer than 10,000 characters; the description takes long texts.')
  return null
}

/** How a value is written: titles on one line. */
export function tidyItemValue(field: string, value: unknown): unknown {
  return field === 'title' && typeof value === 'string' ? oneLine(value) : value
}

const LABEL_WORDS = 'A label has 1 to 80 characters on one line.'
export function checkLabel(label: string): BadValue | null {
  return oneLine(label, 80) === label ? null : bad('labels', LABEL_WORDS)
}

function reference(ctx: Pick<CommandContext, 'plan'>, table: 'epics' | 'goals' | 'domains', field: string, value: unknown): BadValue | Missing | null {
  if (value !== null && typeof value !== 'string') return bad(field, 'That points to nothing in this plan.')
  return checkRefs(ctx, { [table]: value })
}

function bad(field: string, message: string): BadValue {
  return { type: 'bad-value', field, message }
}

/** All of these items, live, or which one is missing. */
export function liveItems(ctx: Pick<CommandContext, 'plan'>, ids: readonly string[]): { ok: true; value: readonly Item[] } | { ok: false; error: Missing } {
  const items: Item[] = []
  for (const id of new Set(ids)) {
    const item = liveRow(ctx, 'items', id)
    if (!item.ok) return item
    items.push(item.value)
  }
  return { ok: true, value: items }
}
