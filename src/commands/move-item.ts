import { setRank } from '../doc/write.ts'
import { fail, ok } from '../model/result.ts'
import type { Command, CommandContext } from './command.ts'
import type { NoPlace } from './create-item.ts'
import { liveItems, type TooMany } from './item-values.ts'
import { ageOrderWhy, checkOrderWhy, writeOrderWhy } from './order-why.ts'
import { ordersBacklog } from './policy.ts'
import type { BadValue, Missing } from './record-edits.ts'

export interface MoveItem {
  readonly id: string
  /** The item behind which it goes; null puts it on top. */
  readonly after: string | null
  readonly why?: string | undefined
}
export interface MoveItems {
  readonly ids: readonly string[]
  readonly after: string | null
  readonly why?: string | undefined
}

/** Puts an item between two neighbours. Touches no other item. Two people may choose the same gap; both stay. */
export const moveItem: Command<MoveItem, Missing | TooMany | NoPlace | BadValue> = {
  name: 'item.move',
  allowed: (ctx) => ordersBacklog(ctx, undefined),
  run: (ctx, { id, after, why }) => moveWithReason(ctx, [id], after, why),
}

/** Moves many items together; among themselves they keep their order. */
export const moveItems: Command<MoveItems, Missing | TooMany | NoPlace | BadValue> = {
  name: 'item.moveMany',
  allowed: (ctx) => ordersBacklog(ctx, undefined),
  run: (ctx, { ids, after, why }) => moveWithReason(ctx, ids, after, why),
}

/** Why somebody put them there is from now on why they stand there. */
export function moveWithReason(ctx: CommandContext, ids: readonly string[], after: string | null, why = '') {
  const wrong = checkOrderWhy(why)
  if (wrong !== null) return fail(wrong)
  const moved = moveRun(ctx, ids, after, why === '' ? undefined : why)
  if (moved.ok && why.trim() !== '') for (const id of new Set(ids)) writeOrderWhy(ctx, id, why)
  return moved
}

/** Also used where an item returns from a sprint to a place in the backlog: why it returned is no reason for its place. */
export function moveRun(ctx: CommandContext, ids: readonly string[], after: string | null, why: string | undefined) {
  const items = liveItems(ctx, ids)
  if (!items.ok) return items
  const { order } = ctx.plan
  const run = items.value.map((item) => item.id).sort((a, b) => order.positionOf(a) - order.positionOf(b))
  const moving = new Set(run)
  if (after !== null && order.positionOf(after) < 0)
    return fail({ type: 'no-place', message: 'The item behind which it should stand is not in this backlog.' } as const)
  const behind = firstAbove(ctx, after, moving)
  if (!standsThere(ctx, run, behind)) {
    const to = placeBehind(ctx, behind, run)
    run.forEach((id, i) =>
      ctx.log({ record: `items/${id}`, field: 'rank', from: ctx.plan.rankOf(id), to: to + i, why }),
    )
    for (const id of run) ageOrderWhy(ctx, id)
    for (const [id, key] of order.place(run, behind, ctx.random)) setRank(ctx.plan.doc, id, key)
  }
  return ok(undefined)
}

/** Behind an item that moves itself means behind the next one above it that stays. */
function firstAbove(ctx: CommandContext, after: string | null, moving: ReadonlySet<string>): string | null {
  const { order } = ctx.plan
  let position = after === null ? -1 : order.positionOf(after)
  while (position >= 0 && moving.has(order.ids[position] as string)) position--
  return order.ids[position] ?? null
}

function standsThere(ctx: CommandContext, run: readonly string[], behind: string | null): boolean {
  const { order } = ctx.plan
  const first = behind === null ? 0 : order.positionOf(behind) + 1
  return run.every((id, i) => order.ids[first + i] === id)
}

/** The place, from 1, that the first of the run will have among the open items. */
function placeBehind(ctx: CommandContext, behind: string | null, run: readonly string[]): number {
  if (behind === null) return 1
  const key = ctx.plan.order.keyOf(behind) as string
  const { open } = ctx.plan
  const openUpTo = open.countBefore(key, behind) + (open.positionOf(behind) >= 0 ? 1 : 0)
  const movedAbove = run.filter((id) => {
    const position = open.positionOf(id)
    return position >= 0 && position < openUpTo
  })
  return openUpTo - movedAbove.length + 1
}
