import { setField } from '../doc/write.ts'
import { createId } from '../model/id.ts'
import { fail, ok } from '../model/result.ts'
import type { Command } from './command.ts'
import { NEW, rankIn } from './part-order.ts'
import { notesTasks, type Allowed } from './policy.ts'
import {
  checkNewId,
  create,
  edit,
  liveRow,
  noTitle,
  oneLine,
  remove,
  type BadId,
  type BadValue,
  type Missing,
} from './record-edits.ts'

/** Tasks are Developers' own notes of how they will do an item. */
const allowed: Allowed<unknown> = notesTasks

export interface AddTask {
  readonly id?: string | undefined
  readonly item: string
  readonly text: string
}
export const addTask: Command<AddTask, Missing | BadValue | BadId, string> = {
  name: 'task.add',
  allowed,
  run(ctx, args) {
    const item = liveRow(ctx, 'items', args.item)
    if (!item.ok) return item
    const text = oneLine(args.text)
    if (text === null) return noTitle('A task')
    const badId = checkNewId(ctx, 'tasks', args.id)
    if (badId !== null) return fail(badId)
    const id = args.id ?? createId(ctx.random)
    const ranks = rankIn(ctx.plan.partsOf('tasks', args.item), undefined, null, ctx.random)
    for (const [other, rank] of ranks) if (other !== NEW) setField(ctx.plan.doc, 'tasks', other, 'rank', rank)
    create(ctx, 'tasks', id, { item: args.item, text, rank: ranks.get(NEW) ?? '' }, text)
    return ok(id)
  },
}

export interface EditTask {
  readonly id: string
  readonly text: string
}
export const editTask: Command<EditTask, Missing | BadValue> = {
  name: 'task.edit',
  allowed,
  run(ctx, args) {
    const row = liveRow(ctx, 'tasks', args.id)
    if (!row.ok) return row
    const text = oneLine(args.text)
    if (text === null) return noTitle('A task')
    edit(ctx, 'tasks', row.value, 'text', text)
    return ok(undefined)
  },
}

export interface TickTask {
  readonly id: string
  readonly done: boolean
}
export const tickTask: Command<TickTask, Missing> = {
  name: 'task.tick',
  allowed,
  run(ctx, { id, done }) {
    const row = liveRow(ctx, 'tasks', id)
    if (!row.ok) return row
    edit(ctx, 'tasks', row.value, 'done', done)
    return ok(undefined)
  },
}

export interface DeleteTask {
  readonly id: string
}
export const deleteTask: Command<DeleteTask, Missing> = {
  name: 'task.delete',
  allowed,
  run(ctx, { id }) {
    const row = liveRow(ctx, 'tasks', id)
    if (!row.ok) return row
    remove(ctx, 'tasks', id)
    return ok(undefined)
  },
}
