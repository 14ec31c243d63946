import { attachmentName, isFileHash, isFileSize, USUAL_LARGEST_FILE, sizeWords } from '../model/attachment.ts'
import { createId } from '../model/id.ts'
import { fail, ok } from '../model/result.ts'
import type { Command } from './command.ts'
import { anybody, ownOrEdits, type Allowed } from './policy.ts'
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

export interface AttachFile {
  readonly id?: string | undefined
  readonly item: string
  readonly name: string
  readonly type: string
  readonly size: number
  /** Of bytes that the host has on disk already: see contract/attachment-calls.ts. */
  readonly hash: string
}

/** Hangs a file on an item. Everybody may, as everybody may comment. Answers its id. */
export const attachFile: Command<AttachFile, Missing | BadValue | BadId, string> = {
  name: 'attachment.add',
  allowed: anybody,
  run(ctx, { id: wanted, item: itemId, name: said, type, size, hash }) {
    const item = liveRow(ctx, 'items', itemId)
    if (!item.ok) return item
    const wrong = checkNewId(ctx, 'attachments', wanted)
    if (wrong !== null) return fail(wrong)
    if (!isFileHash(hash) || !isFileSize(size)) return badValue('hash', 'A file is attached by the hash of its bytes.')
    const most = ctx.plan.facts.largestFile ?? USUAL_LARGEST_FILE
    const name = attachmentName(said)
    if (size > most) return badValue('size', tooLarge(name, size, most))
    const id = wanted ?? createId(ctx.random)
    const fields = { item: itemId, name, type: type.slice(0, 100), size, hash, by: ctx.author.person, at: ctx.now }
    create(ctx, 'attachments', id, fields, name)
    return ok(id)
  },
}

/** What a person reads who tried it. */
export function tooLarge(name: string, size: number, most: number): string {
  return `“${name}” has ${sizeWords(size)}; this plan takes files up to ${sizeWords(most)}. Nothing was attached. Make it smaller, put it where all can reach it and attach the link, or set the largest file under Safety.`
}

export interface RenameAttachment {
  readonly id: string
  readonly name: string
}

export const renameAttachment: Command<RenameAttachment, Missing | BadValue> = {
  name: 'attachment.rename',
  allowed: (ctx, { id }) => theirsOrEditors(ctx, id),
  run(ctx, { id, name: said }) {
    const row = liveRow(ctx, 'attachments', id)
    if (!row.ok) return row
    if (said.trim() === '') return badValue('name', 'A file needs a name.')
    edit(ctx, 'attachments', row.value, 'name', attachmentName(said))
    return ok(undefined)
  },
}

export interface RemoveAttachment {
  readonly id: string
}

/** Takes it off the item. Its bytes stay where they are: the past can be looked at, and undo brings it back. */
export const removeAttachment: Command<RemoveAttachment, Missing> = {
  name: 'attachment.remove',
  allowed: (ctx, { id }) => theirsOrEditors(ctx, id),
  run(ctx, { id }) {
    const row = liveRow(ctx, 'attachments', id)
    if (!row.ok) return row
    remove(ctx, 'attachments', id)
    return ok(undefined)
  },
}

/** Who attached it, and those who edit items. */
const theirsOrEditors: Allowed<string> = (ctx, id) =>
  ownOrEdits(
    ctx,
    ctx.plan.row('attachments', id)?.by ?? null,
    'Who attached it, Product Owners and Developers change a file. You can comment on the item, or attach your own.',
  )
