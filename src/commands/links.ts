import { createId } from '../model/id.ts'
import { LINK_TYPES } from '../model/item-parts.ts'
import { fail, ok } from '../model/result.ts'
import type { Command } from './command.ts'
import { editsContent, type Allowed } from './policy.ts'
import {
  badValue,
  checkNewId,
  create,
  liveRow,
  oneLine,
  remove,
  type BadId,
  type BadValue,
  type Missing,
} from './record-edits.ts'

const allowed: Allowed<unknown> = editsContent
const WORDS: Readonly<Record<string, string>> = {
  blocks: 'blocks',
  relates: 'relates to',
  duplicates: 'duplicates',
  'split-from': 'was split from',
}

export interface AddLink {
  readonly id?: string | undefined
  readonly from: string
  /** Another item, or null with `outside` saying where it points. */
  readonly to: string | null
  readonly outside?: string | undefined
  readonly type: string
}

/** `from` blocks, relates to, duplicates or was split from `to`. Answers its id; the link that is there already, if there is one. */
export const addLink: Command<AddLink, Missing | BadValue | BadId, string> = {
  name: 'link.add',
  allowed,
  run(ctx, args) {
    const from = liveRow(ctx, 'items', args.from)
    if (!from.ok) return from
    if (!(LINK_TYPES as readonly string[]).includes(args.type))
      return badValue('type', 'A link blocks, relates, duplicates or says what was split.')
    const outside = oneLine(args.outside ?? '') ?? ''
    if (args.to === null && outside === '')
      return badValue('to', 'Say which item it is, or where it is outside of this plan.')
    if (args.to === args.from) return badValue('to', 'An item cannot be linked to itself.')
    const to = args.to === null ? null : liveRow(ctx, 'items', args.to)
    if (to !== null && !to.ok) return to
    const twin = ctx.plan
      .partsOf('links', args.from)
      .find(
        (link) => link.from === args.from && link.to === args.to && link.type === args.type && link.outside === outside,
      )
    if (twin !== undefined) return ok(twin.id)
    const badId = checkNewId(ctx, 'links', args.id)
    if (badId !== null) return fail(badId)
    const id = args.id ?? createId(ctx.random)
    const words = `${WORDS[args.type] ?? args.type} ${to === null ? outside : `“${to.value.title}”`}`
    create(ctx, 'links', id, { from: args.from, to: args.to, outside, type: args.type }, words)
    return ok(id)
  },
}

export interface DeleteLink {
  readonly id: string
}
export const deleteLink: Command<DeleteLink, Missing> = {
  name: 'link.delete',
  allowed,
  run(ctx, { id }) {
    const row = liveRow(ctx, 'links', id)
    if (!row.ok) return row
    remove(ctx, 'links', id)
    return ok(undefined)
  },
}
