import { createId } from '../model/id.ts'
import { fail, ok } from '../model/result.ts'
import { authorName } from './author-name.ts'
import type { Command } from './command.ts'
import { anybody, holdsRole, notYours } from './policy.ts'
import {
  badValue,
  checkNewId,
  create,
  liveRow,
  remove,
  type BadId,
  type BadValue,
  type Missing,
} from './record-edits.ts'

export interface AddComment {
  readonly id?: string | undefined
  readonly item: string
  readonly text: string
  /** It is a question and wants an answer. */
  readonly asks?: boolean | undefined
}

/** Says something on an item. Everybody may, Stakeholders too. Answers its id. */
export const addComment: Command<AddComment, Missing | BadValue | BadId, string> = {
  name: 'comment.add',
  allowed: anybody,
  run(ctx, args) {
    const item = liveRow(ctx, 'items', args.item)
    if (!item.ok) return item
    const text = args.text.trim()
    if (text === '' || text.length > 20_000)
      return badValue('text', 'A comment needs some words, at most 20,000 characters.')
    const badId = checkNewId(ctx, 'comments', args.id)
    if (badId !== null) return fail(badId)
    const id = args.id ?? createId(ctx.random)
    create(
      ctx,
      'comments',
      id,
      {
        item: args.item,
        by: ctx.author.person,
        byName: authorName(ctx),
        at: ctx.now,
        text,
        asks: args.asks === true ? true : undefined,
      },
      text.length > 80 ? `${text.slice(0, 79)}…` : text,
    )
    return ok(id)
  },
}

export interface DeleteComment {
  readonly id: string
}

/** People take back what they said themselves. */
export const deleteComment: Command<DeleteComment, Missing> = {
  name: 'comment.delete',
  allowed(ctx, { id }) {
    const comment = ctx.plan.row('comments', id)
    const own = comment === undefined || (comment.by !== null && comment.by === ctx.author.person)
    return (
      holdsRole(ctx) ??
      (own ? null : notYours('You can take back what you said yourself. Answer this comment instead.'))
    )
  },
  run(ctx, { id }) {
    const row = liveRow(ctx, 'comments', id)
    if (!row.ok) return row
    remove(ctx, 'comments', id)
    return ok(undefined)
  },
}
