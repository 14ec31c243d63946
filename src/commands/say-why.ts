import { fail, ok } from '../model/result.ts'
import { setRank } from '../doc/write.ts'
import type { Command } from './command.ts'
import { liveItems, type TooMany } from './item-values.ts'
import { checkOrderWhy, writeOrderWhy } from './order-why.ts'
import { ordersBacklog } from './policy.ts'
import type { BadValue, Missing } from './record-edits.ts'

export interface SayWhy {
  readonly ids: readonly string[]
  readonly why: string
}

/**
 * Gives the reason for a place that items were just moved to. The same place is written again with a fresh key,
 * since a reason travels with a write; nothing moves. It is what the items say from now on of why they stand where they stand.
 */
export const sayWhy: Command<SayWhy, Missing | TooMany | BadValue> = {
  name: 'item.why',
  allowed: (ctx) => ordersBacklog(ctx, undefined),
  run(ctx, { ids, why }) {
    const items = liveItems(ctx, ids)
    if (!items.ok) return items
    const wrong = checkOrderWhy(why)
    if (wrong !== null) return fail(wrong)
    const { order } = ctx.plan
    const ranked = items.value
      .map((item) => item.id)
      .filter((id) => order.positionOf(id) >= 0)
      .sort((a, b) => order.positionOf(a) - order.positionOf(b))
    // Neighbours are placed as one run: each alone, between the other's former keys, they might change places.
    for (const run of neighbourRuns(ranked, (id) => order.positionOf(id))) {
      const behind = order.ids[order.positionOf(run[0] as string) - 1] ?? null
      for (const [item, key] of order.place(run, behind, ctx.random)) setRank(ctx.plan.doc, item, key)
      for (const id of run) {
        ctx.log({ record: `items/${id}`, field: 'rank', from: ctx.plan.rankOf(id), to: ctx.plan.rankOf(id), why })
        writeOrderWhy(ctx, id, why)
      }
    }
    return ok(undefined)
  },
}

function neighbourRuns(ids: readonly string[], positionOf: (id: string) => number): string[][] {
  const runs: string[][] = []
  for (const id of ids) {
    const last = runs.at(-1)
    if (last !== undefined && positionOf(last.at(-1) as string) === positionOf(id) - 1) last.push(id)
    else runs.push([id])
  }
  return runs
}
