import { setField } from '../doc/write.ts'
import { MAX_FILTER_LENGTH } from '../model/filter-text.ts'
import { createId } from '../model/id.ts'
import { fail, ok } from '../model/result.ts'
import type { SavedView } from '../model/saved-view.ts'
import type { Command, Refusal } from './command.ts'
import { NEW, rankIn } from './part-order.ts'
import { holdsRole, notYours, type Who } from './policy.ts'
import { badValue, create, edit, liveRow, oneLine, remove, type BadValue, type Missing } from './record-edits.ts'

const MAX_NAME = 80

/** Anybody may save a view, for themselves or for everybody; one's own nobody else changes. */
function keepsView(ctx: Who, id: string): Refusal | null {
  const wrongRole = holdsRole(ctx)
  if (wrongRole !== null) return wrongRole
  const person = ctx.plan.row('views', id)?.person ?? null
  if (person === null || person === ctx.author.person) return null
  return notYours('This is somebody else’s own view. Save one under another name.')
}

export interface SaveView {
  readonly name: string
  readonly filter: string
  /** For everybody, and not only for whoever saves it. */
  readonly shared: boolean
}

/** Answers its id. */
export const saveView: Command<SaveView, BadValue, string> = {
  name: 'view.save',
  allowed: (ctx) => holdsRole(ctx),
  run(ctx, { name, filter, shared }) {
    const words = oneLine(name, MAX_NAME)
    if (words === null) return noName()
    if (filter.length > MAX_FILTER_LENGTH) return tooLong()
    const person = shared ? null : ctx.author.person
    const id = createId(ctx.random)
    const ranks = rankIn(viewsOf(ctx.plan.rows('views').values(), person), undefined, null, ctx.random)
    for (const [other, rank] of ranks) if (other !== NEW) setField(ctx.plan.doc, 'views', other, 'rank', rank)
    create(ctx, 'views', id, { name: words, filter, person, rank: ranks.get(NEW) ?? '' }, words)
    return ok(id)
  },
}

export interface EditView {
  readonly id: string
  readonly name?: string
  readonly filter?: string
  readonly shared?: boolean
}

/** Renames it, gives it another filter, or shares it. */
export const editView: Command<EditView, Missing | BadValue> = {
  name: 'view.edit',
  allowed: (ctx, { id }) => keepsView(ctx, id),
  run(ctx, { id, name, filter, shared }) {
    const view = liveRow(ctx, 'views', id)
    if (!view.ok) return view
    const words = name === undefined ? undefined : oneLine(name, MAX_NAME)
    if (words === null) return noName()
    if (filter !== undefined && filter.length > MAX_FILTER_LENGTH) return tooLong()
    if (words !== undefined) edit(ctx, 'views', view.value, 'name', words)
    if (filter !== undefined) edit(ctx, 'views', view.value, 'filter', filter)
    if (shared !== undefined) edit(ctx, 'views', view.value, 'person', shared ? null : ctx.author.person)
    return ok(undefined)
  },
}

export interface MoveView {
  readonly id: string
  /** The view that it stands behind; null for the top. */
  readonly after: string | null
}
export const moveView: Command<MoveView, Missing> = {
  name: 'view.move',
  allowed: (ctx, { id }) => keepsView(ctx, id),
  run(ctx, { id, after }) {
    const view = liveRow(ctx, 'views', id)
    if (!view.ok) return view
    const list = viewsOf(ctx.plan.rows('views').values(), view.value.person)
    const from = list.findIndex((one) => one.id === id)
    const to = after === null ? 0 : list.filter((one) => one.id !== id).findIndex((one) => one.id === after) + 1
    if (from === to) return ok(undefined)
    for (const [other, rank] of rankIn(list, after, id, ctx.random))
      setField(ctx.plan.doc, 'views', other, 'rank', rank)
    ctx.log({ record: `views/${id}`, field: 'rank', from: from + 1, to: to + 1 })
    return ok(undefined)
  },
}

export interface DeleteView {
  readonly id: string
}
export const deleteView: Command<DeleteView, Missing> = {
  name: 'view.delete',
  allowed: (ctx, { id }) => keepsView(ctx, id),
  run(ctx, { id }) {
    const view = liveRow(ctx, 'views', id)
    if (!view.ok) return fail(view.error)
    remove(ctx, 'views', id)
    return ok(undefined)
  },
}

/** Views of one person, or of everybody, as they stand. */
export function viewsOf(views: Iterable<SavedView>, person: string | null): SavedView[] {
  return [...views]
    .filter((view) => view.deleted === null && view.person === person)
    .sort((a, b) => (a.rank < b.rank ? -1 : a.rank > b.rank ? 1 : a.id < b.id ? -1 : 1))
}

function noName(): { ok: false; error: BadValue } {
  return badValue('name', `A view needs a name of at most ${MAX_NAME} characters.`)
}
function tooLong(): { ok: false; error: BadValue } {
  return badValue('filter', 'This filter is too long to be saved.')
}
