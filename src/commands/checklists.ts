import { setField } from '../doc/write.ts'
import {
  COMPUTED_CHECKS,
  copiesOf,
  DEFAULT_READY,
  listInOrder,
  readyWords,
  type ChecklistEntry,
  type ListName,
} from '../model/checklist.ts'
import type { Deletion } from '../model/deletion.ts'
import { createId } from '../model/id.ts'
import { fail, ok } from '../model/result.ts'
import type { Command, CommandContext } from './command.ts'
import { NEW, rankIn } from './part-order.ts'
import { agreesOnChecklists } from './policy.ts'
import {
  badValue,
  create,
  edit,
  liveRow,
  noTitle,
  oneLine,
  remove,
  restore,
  type BadValue,
  type Missing,
} from './record-edits.ts'

/*
 * The Definition of Ready and the Definition of Done. As long as a plan has not written its own Definition of Ready, its
 * entries are named by the computed checks of the default; the first edit of one writes them all.
 */

export interface EditEntry {
  readonly entry: string
  readonly text?: string | undefined
  readonly off?: boolean | undefined
}

/** Words an entry anew, or turns it off and on. */
export const editEntry: Command<EditEntry, Missing | BadValue> = {
  name: 'checklist.edit',
  allowed: (ctx) => agreesOnChecklists(ctx, undefined),
  run(ctx, { entry, text: words, off }) {
    const text = words === undefined ? undefined : entryText(words)
    if (text === null) return noTitle('An entry')
    if (isOfDefault(ctx, entry)) {
      writeOwnList(
        ctx,
        DEFAULT_READY.map((one) => (one.computed === entry ? { ...one, text: text ?? one.text, off } : one)),
      )
      return ok(undefined)
    }
    const row = liveRow(ctx, 'checklists', entry)
    if (!row.ok) return row
    for (const copy of copies(ctx, row.value)) {
      if (text !== undefined) edit(ctx, 'checklists', copy, 'text', text)
      if (off !== undefined) edit(ctx, 'checklists', copy, 'off', off)
    }
    return ok(undefined)
  },
}

export interface AddEntry {
  readonly list: ListName
  /** What people tick. Left out for a check that the app answers. */
  readonly text?: string | undefined
  readonly computed?: string | undefined
}

/** One more entry, at the end. Answers its id. */
export const addEntry: Command<AddEntry, BadValue, string> = {
  name: 'checklist.add',
  allowed: (ctx) => agreesOnChecklists(ctx, undefined),
  run(ctx, { list, text: words, computed = '' }) {
    const check = COMPUTED_CHECKS.find((one) => one === computed)
    if (computed !== '' && (check === undefined || list !== 'ready'))
      return badValue('computed', 'Ordinal answers no such check.')
    const text = entryText(words ?? (check === undefined ? '' : readyWords(check)))
    if (text === null) return noTitle('An entry')
    const written = entriesOf(ctx, list)
    const last = written.length > 0 || list !== 'ready' ? written : writeOwnList(ctx, DEFAULT_READY)
    const ranks = rankIn(last, undefined, null, ctx.random)
    for (const [other, rank] of ranks) if (other !== NEW) setField(ctx.plan.doc, 'checklists', other, 'rank', rank)
    const id = createId(ctx.random)
    create(ctx, 'checklists', id, { list, text, computed, rank: ranks.get(NEW) ?? '', off: false }, text)
    return ok(id)
  },
}

export interface MoveEntry {
  readonly entry: string
  /** The entry behind which it goes; null is the top. */
  readonly after: string | null
}
export const moveEntry: Command<MoveEntry, Missing> = {
  name: 'checklist.move',
  allowed: (ctx) => agreesOnChecklists(ctx, undefined),
  run(ctx, { entry, after }) {
    if (isOfDefault(ctx, entry)) {
      const others = DEFAULT_READY.filter((one) => one.computed !== entry)
      const at = after === null ? 0 : others.findIndex((one) => one.computed === after) + 1
      const moving = DEFAULT_READY.filter((one) => one.computed === entry)
      writeOwnList(ctx, [...others.slice(0, at), ...moving, ...others.slice(at)])
      return ok(undefined)
    }
    const row = liveRow(ctx, 'checklists', entry)
    if (!row.ok) return row
    const list = entriesOf(ctx, row.value.list)
    const from = list.findIndex((one) => one.id === entry)
    const to = after === null ? 0 : list.filter((one) => one.id !== entry).findIndex((one) => one.id === after) + 1
    if (from === to) return ok(undefined)
    for (const [other, rank] of rankIn(list, after, entry, ctx.random))
      setField(ctx.plan.doc, 'checklists', other, 'rank', rank)
    ctx.log({ record: `checklists/${entry}`, field: 'rank', from: from + 1, to: to + 1 })
    return ok(undefined)
  },
}

export interface DeleteEntry {
  readonly entry: string
}

/** Takes an entry off the list. What people ticked of it stays noted, and comes back with it. */
export const deleteEntry: Command<DeleteEntry, Missing> = {
  name: 'checklist.delete',
  allowed: (ctx) => agreesOnChecklists(ctx, undefined),
  run(ctx, { entry }) {
    if (isOfDefault(ctx, entry)) {
      const deleted: Deletion = { by: ctx.author.person, at: ctx.now, why: '' }
      writeOwnList(
        ctx,
        DEFAULT_READY.map((one) => (one.computed === entry ? { ...one, deleted } : one)),
      )
      return ok(undefined)
    }
    const row = liveRow(ctx, 'checklists', entry)
    if (!row.ok) return row
    for (const copy of copies(ctx, row.value)) remove(ctx, 'checklists', copy.id)
    return ok(undefined)
  },
}

export const restoreEntry: Command<DeleteEntry, Missing> = {
  name: 'checklist.restore',
  allowed: (ctx) => agreesOnChecklists(ctx, undefined),
  run(ctx, { entry }) {
    if (ctx.plan.row('checklists', entry) === undefined) return missingEntry(entry)
    restore(ctx, 'checklists', entry)
    return ok(undefined)
  },
}

function missingEntry(entry: string): { ok: false; error: Missing } {
  return fail({ type: 'missing', record: `checklists/${entry}`, message: 'There is no such entry in this plan.' })
}

const entryText = (words: string): string | null => oneLine(words, 200)

function entriesOf(ctx: Pick<CommandContext, 'plan'>, list: ChecklistEntry['list']): readonly ChecklistEntry[] {
  return listInOrder(ctx.plan.rows('checklists').values(), list)
}

function copies(ctx: Pick<CommandContext, 'plan'>, entry: ChecklistEntry): readonly ChecklistEntry[] {
  return copiesOf(ctx.plan.rows('checklists').values(), entry)
}

function isOfDefault(ctx: Pick<CommandContext, 'plan'>, entry: string): boolean {
  return DEFAULT_READY.some((one) => one.computed === entry) && entriesOf(ctx, 'ready').length === 0
}

interface NewEntry {
  readonly computed: string
  readonly text: string
  readonly off?: boolean | undefined
  readonly deleted?: Deletion
}

function writeOwnList(ctx: CommandContext, entries: readonly NewEntry[]): { id: string; rank: string }[] {
  const list: { id: string; rank: string }[] = []
  for (const { computed, text, off = false, deleted } of entries) {
    const rank = rankIn(list, undefined, null, ctx.random).get(NEW) ?? ''
    const id = createId(ctx.random)
    const gone = deleted === undefined ? {} : { deleted }
    create(ctx, 'checklists', id, { list: 'ready', text, computed, rank, off, ...gone }, text)
    list.push({ id, rank })
  }
  return list
}
