import { createId, speakableKey } from '../model/id.ts'
import { fail, ok } from '../model/result.ts'
import type { Command } from './command.ts'
import { editsContent, ordersBacklog } from './policy.ts'
import {
  checkNewId,
  checkRefs,
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

export interface CreateEpic {
  readonly id?: string | undefined
  readonly title: string
  readonly goal?: string | null | undefined
  readonly domain?: string | null | undefined
  readonly description?: string | undefined
}

/** A larger piece of work. It has no rank: it stands where its first open item stands. Answers its id. */
export const createEpic: Command<CreateEpic, Missing | BadValue | BadId, string> = {
  name: 'epic.create',
  takesTexts: true,
  allowed: (ctx) => editsContent(ctx, undefined),
  run(ctx, args) {
    const title = oneLine(args.title)
    if (title === null) return noTitle('An epic')
    const wrong = checkNewId(ctx, 'epics', args.id) ?? checkRefs(ctx, { goals: args.goal, domains: args.domain })
    if (wrong !== null) return fail(wrong)
    const id = args.id ?? createId(ctx.random)
    create(
      ctx,
      'epics',
      id,
      { key: speakableKey(id), title, goal: args.goal ?? null, domain: args.domain ?? null, createdAt: ctx.now },
      title,
      { description: args.description ?? '' },
    )
    return ok(id)
  },
}

export interface EditEpic {
  readonly id: string
  readonly title?: string | undefined
  readonly goal?: string | null | undefined
  readonly domain?: string | null | undefined
}
export const editEpic: Command<EditEpic, Missing | BadValue> = {
  name: 'epic.edit',
  allowed: (ctx) => editsContent(ctx, undefined),
  run(ctx, args) {
    const epic = liveRow(ctx, 'epics', args.id)
    if (!epic.ok) return epic
    const title = args.title === undefined ? undefined : oneLine(args.title)
    if (title === null) return noTitle('An epic')
    const wrong = checkRefs(ctx, { goals: args.goal, domains: args.domain })
    if (wrong !== null) return fail(wrong)
    if (title !== undefined) edit(ctx, 'epics', epic.value, 'title', title)
    if (args.goal !== undefined) edit(ctx, 'epics', epic.value, 'goal', args.goal)
    if (args.domain !== undefined) edit(ctx, 'epics', epic.value, 'domain', args.domain)
    return ok(undefined)
  },
}

export interface DeleteEpic {
  readonly id: string
  readonly why?: string | undefined
}

/** Takes an epic away. Its items stay where they are and still name it, so that restoring it brings all back. */
export const deleteEpic: Command<DeleteEpic, Missing> = {
  name: 'epic.delete',
  allowed: (ctx) => ordersBacklog(ctx, undefined),
  run(ctx, { id, why }) {
    const epic = liveRow(ctx, 'epics', id)
    if (!epic.ok) return epic
    remove(ctx, 'epics', id, why)
    return ok(undefined)
  },
}
