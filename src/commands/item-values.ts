import type { Item } from '../model/item.ts'
import { fail, type Failure, type Result } from '../model/result.ts'
import type { CommandContext } from './command.ts'
import { checkRefs, liveRow, oneLine, type BadValue, type Missing } from './record-edits.ts'

/** Fields of an item that a person edits one by one. Stage, sprint, parking, names and place have commands of their own. */
export interface ItemValues {
  key: string
  title: string
  kind: string
  estimate: number | null
  value: number | null
  effort: number | null
  epic: string | null
  domain: string | null
  goal: string | null
  outcome: string
}
export type ItemField = keyof ItemValues
export const ITEM_FIELDS: readonly ItemField[] = [
  'key',
  'title',
  'kind',
  'estimate',
  'value',
  'effort',
  'epic',
  'domain',
  'goal',
  'outcome',
]

const NUMBERS: readonly string[] = ['estimate', 'value', 'effort']

/** Null if the item can take these values. References must point to live records. */
export function checkItemFields(ctx: Pick<CommandContext, 'plan'>, fields: Partial<Item>): BadValue | Missing | null {
  for (const [field, value] of Object.entries(fields)) {
    const wrong = checkItemValue(ctx, field, value)
    if (wrong !== null) return wrong
  }
  return null
}

export function checkItemValue(
  ctx: Pick<CommandContext, 'plan'>,
  field: string,
  value: unknown,
): BadValue | Missing | null {
  if (NUMBERS.includes(field)) {
    const good =
      value === null || (typeof value === 'number' && Number.isFinite(value) && value >= 0 && value <= 1_000_000)
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
  if (field === 'title' && oneLine(value) === null)
    return bad(field, 'An item needs a title of at most 1,000 characters.')
  if (field === 'kind' && (value === '' || value.length > 40)) return bad(field, 'Choose a kind.')
  if (field === 'key' && !/^[^\s]{1,40}$/.test(value))
    return bad(field, 'A key has 1 to 40 letters or digits and no spaces.')
  if (value.length > 10_000)
    return bad(field, 'That is longer than 10,000 characters; the description takes long texts.')
  return null
}

/** How a value is written: titles on one line. */
export function tidyItemValue(field: string, value: unknown): unknown {
  return field === 'title' && typeof value === 'string' ? oneLine(value) : value
}

/** A label is part of a key of the document, which holds 200 bytes. */
const MAX_LABEL_BYTES = 150
const LABEL_WORDS = 'A label has 1 to 50 characters on one line.'
export function checkLabel(label: string): BadValue | null {
  return oneLine(label) === label && bytesOf(label) <= MAX_LABEL_BYTES ? null : bad('labels', LABEL_WORDS)
}

/** Bytes in UTF-8: four for each pair of halves, so two a half. */
function bytesOf(text: string): number {
  let bytes = 0
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    bytes += code < 0x80 ? 1 : code < 0x800 || (code >= 0xd800 && code < 0xe000) ? 2 : 3
  }
  return bytes
}

function reference(
  ctx: Pick<CommandContext, 'plan'>,
  table: 'epics' | 'goals' | 'domains',
  field: string,
  value: unknown,
): BadValue | Missing | null {
  if (value !== null && typeof value !== 'string') return bad(field, 'That points to nothing in this plan.')
  return checkRefs(ctx, { [table]: value })
}

function bad(field: string, message: string): BadValue {
  return { type: 'bad-value', field, message }
}

/** More than one record of the journal can hold in every case. */
export interface TooMany extends Failure {
  readonly type: 'too-many'
}
/** Items that one command changes at most. */
export const MAX_AT_ONCE = 5000

export function checkCount(ids: readonly string[]): TooMany | null {
  return ids.length <= MAX_AT_ONCE
    ? null
    : { type: 'too-many', message: `At most ${MAX_AT_ONCE} items can be changed at once. Do it in parts.` }
}

/** All of these items, live, or which one is missing. */
export function liveItems(
  ctx: Pick<CommandContext, 'plan'>,
  ids: readonly string[],
): Result<readonly Item[], Missing | TooMany> {
  const tooMany = checkCount(ids)
  if (tooMany !== null) return fail(tooMany)
  const items: Item[] = []
  for (const id of new Set(ids)) {
    const item = liveRow(ctx, 'items', id)
    if (!item.ok) return item
    items.push(item.value)
  }
  return { ok: true, value: items }
}
