import { replaceText, setText, writeAnew } from '../doc/write.ts'
import { fieldTakes } from '../model/field-takes.ts'
import type { DecisionAbout } from '../model/decision.ts'
import { fail, ok, type Result } from '../model/result.ts'
import { TABLES, type TableName } from '../model/tables.ts'
import type { Command, CommandContext } from './command.ts'
import type { NoPlace } from './create-item.ts'
import { checkItemValue, ITEM_FIELDS, type ItemField } from './item-values.ts'
import { badValue, edit, liveRow, type BadValue, type Missing } from './record-edits.ts'
import { endPull } from './sprints.ts'
import { maySettle } from './who-settles.ts'

/** What a conflict comes to. */
export type Choice =
  /** One side's value, or another one: of a place the key, of a deletion a `Deletion` or null, of a text all of it. */
  | { readonly is: 'value'; readonly value: unknown }
  /** A place of a moved item: behind this one, null for the top. */
  | { readonly is: 'place'; readonly after: string | null }
  /** What stands now is right. */
  | { readonly is: 'stands' }

export interface SettleConflict {
  readonly conflict: DecisionAbout
  readonly choice: Choice
  readonly why?: string | undefined
}

/** Under a conflict's name: that it was settled, by whom and how. An ordinary value that every host sees and undo takes away. */
export interface Settlement {
  readonly record: string
  readonly key: string
  /** What was chosen; undefined for a text. */
  readonly value?: unknown
  readonly by: string | null
  readonly at: number
  readonly why: string
  /** It became a decision, which says what comes of it. */
  readonly decision?: string
}

/** Ends a conflict for everybody: writes what was chosen and that it was chosen, in one change. */
export const settleConflict: Command<SettleConflict, Missing | BadValue | NoPlace> = {
  name: 'conflict.settle',
  takesTexts: true,
  allowed: (ctx, { conflict, choice }) =>
    maySettle(ctx, conflict.record, conflict.key, choice.is === 'value' ? choice.value : valueNow(ctx, conflict)),
  run(ctx, { conflict, choice, why = '' }) {
    const written = writeChoice(ctx, conflict, choice, why)
    return written.ok ? ok(undefined) : written
  },
}

/** Also used where a decision is made. `decision`: its id. */
export function writeChoice(
  ctx: CommandContext,
  about: DecisionAbout,
  choice: Choice,
  why: string,
  decision?: string,
): Result<void, Missing | BadValue | NoPlace> {
  const found = checkConflict(ctx, about)
  if (found !== null) return fail(found)
  const chosen = chosenValue(ctx, about, choice)
  if (!chosen.ok) return chosen
  const { value } = chosen
  const from = about.kind === 'place' ? ctx.plan.rankOf(itemOf(about)) : valueNow(ctx, about)
  if (about.kind === 'text') writeText(ctx, about, choice)
  else writeAnew(ctx.plan.doc, about.path, value)
  // Right behind the field: what undoes the one undoes the other in the same way (sync/conflict-rows.ts).
  settle(ctx, about, about.kind === 'text' ? {} : { value }, why, decision)
  ctx.log({ ...fieldOf(about), ...shown(ctx, about, from, value, choice), why })
  followUp(ctx, about, value, why)
  return ok(undefined)
}

/** The settlement alone, for a conflict that is left to a decision. */
export function settle(
  ctx: CommandContext,
  { conflict, record, key }: DecisionAbout,
  chosen: { readonly value?: unknown },
  why: string,
  decision?: string,
): void {
  const settlement: Settlement = {
    record,
    key,
    ...chosen,
    by: ctx.author.person,
    at: ctx.now,
    why,
    ...(decision === undefined ? {} : { decision }),
  }
  writeAnew(ctx.plan.doc, `settlements/${conflict}`, settlement)
}

/** Null if there is something that this can be about. */
export function checkConflict(ctx: Pick<CommandContext, 'plan'>, about: DecisionAbout): Missing | BadValue | null {
  const { conflict, record, path, kind } = about
  const [root = '', id = '', key] = path.split('/')
  if (!/^[0-9a-f]{32}$/.test(conflict)) return badValue('conflict', 'That is no conflict of this plan.').error
  if (record === 'plan') {
    const isThere = kind === 'text' ? path === 'vision' || path === 'strategy' : root === 'plan' && key === undefined
    return isThere ? null : gone(record)
  }
  const table = root === 'ranks' ? 'items' : root
  if (!Object.hasOwn(TABLES, table) || record !== `${table}/${id}`) return gone(record)
  if (!ctx.plan.doc.getMap(table).has(id)) return gone(record)
  if (about.kind === 'deletion') return null
  const row = liveRow(ctx, table as TableName, id)
  return row.ok ? null : row.error
}

function gone(record: string): Missing {
  return { type: 'missing', record, message: 'What this conflict is about is not there any more.' }
}

function chosenValue(
  ctx: CommandContext,
  about: DecisionAbout,
  choice: Choice,
): Result<unknown, BadValue | Missing | NoPlace> {
  const { kind, record, key } = about
  if (choice.is === 'stands') return ok(valueNow(ctx, about))
  if (choice.is === 'place') {
    const { after } = choice
    const item = itemOf(about)
    if (kind !== 'place' || after === item || (after !== null && ctx.plan.order.positionOf(after) < 0))
      return fail({ type: 'no-place', message: 'The item behind which it should stand is not in this backlog.' })
    return ok(ctx.plan.order.place([item], after, ctx.random).get(item))
  }
  const { value } = choice
  const table = record.split('/')[0] as TableName
  if (kind === 'place') return isRankKey(value) ? ok(value) : badValue('rank', 'That is no place in the backlog.')
  if (kind === 'text')
    return typeof value === 'string' && value.length <= MAX_TEXT
      ? ok(value)
      : badValue(key, 'A text has at most 500,000 characters.')
  const wrong =
    table === 'items' && (key === 'parked' || ITEM_FIELDS.includes(key as ItemField))
      ? checkItemValue(ctx, key, value)
      : null
  if (wrong !== null) return fail(wrong)
  return fieldTakes(record === 'plan' ? 'plan' : table, key, value)
    ? ok(value ?? null)
    : badValue(key, 'This field cannot hold that.')
}

const MAX_TEXT = 500_000
const isRankKey = (value: unknown): value is string => typeof value === 'string' && /^[\x21-\x7e]{1,200}$/.test(value)

/** What stands in the document, whatever the rows say. */
function valueNow({ plan }: Pick<CommandContext, 'plan'>, { kind, path, record, key }: DecisionAbout): unknown {
  const [root = '', id = '', field] = path.split('/')
  if (kind === 'text') return record === 'plan' ? null : plan.textOf(root as TableName, id, key)
  const holder: unknown = field === undefined ? plan.doc.getMap(root) : plan.doc.getMap(root).get(id)
  const map = holder as { get?: (key: string) => unknown } | undefined
  return map?.get?.(field ?? id) ?? null
}

function writeText({ plan }: CommandContext, { path, record, key }: DecisionAbout, choice: Choice): void {
  if (choice.is !== 'value') return
  const value = choice.value as string
  const [table = '', id = ''] = path.split('/')
  if (record === 'plan') replaceText(plan.rootText(path as 'vision'), value)
  else setText(plan.doc, table as TableName, id, key, value)
}

/** What a command of its own would write beside the field. */
function followUp(ctx: CommandContext, { record, key }: DecisionAbout, value: unknown, why: string): void {
  const [table, id = ''] = record.split('/')
  const item = table === 'items' ? ctx.plan.row('items', id) : undefined
  if (item === undefined) return
  if (key === 'sprint') {
    // Each team that pulled it has it in its sprint: only one keeps it.
    for (const pull of ctx.plan.partsOf('pulls', id))
      if (pull.leftAt === null && pull.sprint !== value) endPull(ctx, pull, 'moved', why)
  }
  if (key === 'stage') {
    if ((value === 'doing' || value === 'done') && item.startedAt === null)
      edit(ctx, 'items', item, 'startedAt', ctx.now)
    edit(ctx, 'items', item, 'finishedAt', value === 'done' ? (item.finishedAt ?? ctx.now) : null)
  }
}

/** The field as log and History call it. */
export function fieldOf({ record, key }: Pick<DecisionAbout, 'record' | 'key'>): { record: string; field: string } {
  const [table = ''] = record.split('/')
  const sets = Object.hasOwn(TABLES, table) ? TABLES[table as TableName].sets : {}
  const set = Object.entries(sets).find(([, prefix]) => key.startsWith(prefix))
  return { record, field: set ? set[0] : key }
}

function shown(
  ctx: CommandContext,
  { kind, key, record }: DecisionAbout,
  from: unknown,
  to: unknown,
  choice: Choice,
): { from: unknown; to: unknown } {
  if (kind === 'text') {
    const length = (value: unknown): number | null => (typeof value === 'string' ? value.length : null)
    return { from: length(from), to: length(choice.is === 'value' ? to : from) }
  }
  if (kind === 'deletion') return { from: from !== null, to: to !== null }
  if (kind === 'place') {
    const item = itemOf({ record })
    return { from, to: placeOf(ctx, item, to as string) }
  }
  const member = fieldOf({ record, key }).field === key ? null : key.slice(key.indexOf(':') + 1)
  if (member === null) return { from, to }
  return { from: from === true ? member : null, to: to === true ? member : null }
}

/** The place, from 1, that an item has with this key. */
function placeOf({ plan }: CommandContext, item: string, key: string): number {
  const before = plan.open.countBefore(key, item)
  const own = plan.order.keyOf(item)
  return own !== undefined && own < key && plan.open.positionOf(item) >= 0 ? before : before + 1
}

function itemOf({ record }: Pick<DecisionAbout, 'record'>): string {
  return record.slice('items/'.length)
}
