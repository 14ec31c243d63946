import { setField } from '../doc/write.ts'
import { fail, ok } from '../model/result.ts'
import type { Command, CommandContext } from './command.ts'
import { ordersBacklog } from './policy.ts'
import { edit, liveRow, type BadValue, type Missing } from './record-edits.ts'

export interface SayOrderWhy {
  readonly id: string
  /** '' takes the reason back. */
  readonly why: string
}

const LONGEST = 2_000

/** Why an item stands where it stands, although a score says otherwise: the Product Owner's own words. Moves nothing. */
export const sayOrderWhy: Command<SayOrderWhy, Missing | BadValue> = {
  name: 'item.orderWhy',
  allowed: (ctx) => ordersBacklog(ctx, undefined),
  run(ctx, { id, why }) {
    const item = liveRow(ctx, 'items', id)
    if (!item.ok) return item
    const wrong = checkOrderWhy(why)
    if (wrong !== null) return fail(wrong)
    const words = why.trim()
    // The same words again are said of the place that it has now.
    if (setField(ctx.plan.doc, 'items', id, 'orderWhyAt', null) && words === item.value.orderWhy)
      ctx.log({ record: `items/${id}`, field: 'orderWhy', from: words, to: words })
    edit(ctx, 'items', item.value, 'orderWhy', words)
    return ok(undefined)
  },
}

/**
 * The reason that came with a move, or after it, is the item's reason for its place. It is not logged on its own: the log
 * has it with the place's entry.
 */
export function writeOrderWhy(ctx: CommandContext, id: string, why: string): void {
  setField(ctx.plan.doc, 'items', id, 'orderWhy', why.trim())
  setField(ctx.plan.doc, 'items', id, 'orderWhyAt', null)
}

/** An item leaves its place without a new reason: the old one stays, and says for which place it was written. */
export function ageOrderWhy(ctx: CommandContext, id: string): void {
  const item = ctx.plan.row('items', id)
  if (item === undefined || item.orderWhy === '' || item.orderWhyAt !== null) return
  const place = ctx.plan.rankOf(id)
  if (place > 0) setField(ctx.plan.doc, 'items', id, 'orderWhyAt', place)
}

export function checkOrderWhy(why: string): BadValue | null {
  if (why.trim().length <= LONGEST) return null
  const message = 'A reason has at most 2,000 characters. The description takes longer texts.'
  return { type: 'bad-value', field: 'orderWhy', message }
}
