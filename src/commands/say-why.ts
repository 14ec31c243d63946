import { ok } from '../model/result.ts'
import { setRank } from '../doc/write.ts'
import type { Command } from './command.ts'
import { liveItems } from './item-values.ts'
import { ordersBacklog } from './policy.ts'
import type { Missing } from './record-edits.ts'

export interface SayWhy {
  readonly ids: readonly string[]
  readonly why: string
}

/**
 * Gives the reason for a place that items were just moved to. The same place is written again with a fresh key,
 * since a reason travels with a write; nothing moves.
 */
export const sayWhy: Command<SayWhy, Missing> = {
  name: 'item.why',
  allowed: (ctx) => ordersBacklog(ctx, undefined),
  run(ctx, { ids, why }) {
    const items = liveItems(ctx, ids)
    if (!items.ok) return items
    const { order } = ctx.plan
    for (const { id } of items.value) {
      const position = order.positionOf(id)
      if (position < 0) continue
      const rank = ctx.plan.rankOf(id)
      for (const [item, key] of order.place([id], order.ids[position - 1] ?? null, ctx.random)) setRank(ctx.plan.doc, item, key)
      ctx.log({ record: `items/${id}`, field: 'rank', from: rank, to: rank, why })
    }
    return ok(undefined)
  },
}
