import { fail, ok } from '../model/result.ts'
import type { Command } from './command.ts'
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
    const words = why.trim()
    if (words.length > LONGEST)
      return fail({
        type: 'bad-value',
        field: 'orderWhy',
        message: 'A reason has at most 2,000 characters. The description takes longer texts.',
      })
    edit(ctx, 'items', item.value, 'orderWhy', words)
    return ok(undefined)
  },
}
