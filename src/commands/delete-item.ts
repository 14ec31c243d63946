import { fail, ok } from '../model/result.ts'
import type { Command } from './command.ts'
import { checkCount, liveItems, type TooMany } from './item-values.ts'
import { deletesItems, holdsRole, ordersBacklog, type Allowed } from './policy.ts'
import { checkParking, writeParking } from './parking.ts'
import { edit, remove, restore, type BadValue, type Missing } from './record-edits.ts'
import type { WrongState } from './sprints.ts'
import { takenByTeam } from './taken-by-team.ts'

export interface DeleteItems {
  readonly ids: readonly string[]
  readonly why: string
}

/** Product Owners take items away; anybody may take back what only they made and nobody pulled. */
const mayDelete: Allowed<{ readonly ids: readonly string[] }> = (ctx, { ids }) => {
  const wrongRole = holdsRole(ctx)
  if (wrongRole !== null) return wrongRole
  const { person } = ctx.author
  const own =
    person !== null &&
    ids.every((id) => {
      const item = ctx.plan.row('items', id)
      return item?.createdBy === person && item.sprint === null
    })
  return own ? null : deletesItems(ctx, undefined)
}

/** Takes items out of the backlog. They stand under Deleted, keep everything and can come back at their rank. */
export const deleteItems: Command<DeleteItems, Missing | TooMany | WrongState> = {
  name: 'item.delete',
  allowed: mayDelete,
  run(ctx, { ids, why }) {
    const items = liveItems(ctx, ids)
    if (!items.ok) return items
    const taken = takenByTeam(ctx, items.value, 'nothing was deleted')
    if (taken !== null) return fail(taken)
    for (const item of items.value) remove(ctx, 'items', item.id, why)
    return ok(undefined)
  },
}

export interface RestoreItems {
  readonly ids: readonly string[]
}

/** Brings deleted items back, at the rank they had. One that is not deleted stays as it is. */
export const restoreItems: Command<RestoreItems, Missing | TooMany> = {
  name: 'item.restore',
  allowed: mayDelete,
  run(ctx, { ids }) {
    const tooMany = checkCount(ids)
    if (tooMany !== null) return fail(tooMany)
    for (const id of ids) {
      if (ctx.plan.row('items', id) === undefined) {
        return {
          ok: false,
          error: { type: 'missing', record: `items/${id}`, message: 'There is no such item in this plan.' },
        }
      }
    }
    for (const id of ids) restore(ctx, 'items', id)
    return ok(undefined)
  },
}

export interface ParkItems {
  readonly ids: readonly string[]
  readonly parked: boolean
  readonly why?: string | undefined
  /** The day to look at them again, YYYY-MM-DD. */
  readonly until?: string | null | undefined
}

/** Sets items aside, or takes them up again. They keep their rank. What is parked already stays as it was parked. */
export const parkItems: Command<ParkItems, Missing | TooMany | BadValue | WrongState> = {
  name: 'item.park',
  allowed: (ctx) => ordersBacklog(ctx, undefined),
  run(ctx, { ids, parked, why = '', until = null }) {
    const items = liveItems(ctx, ids)
    if (!items.ok) return items
    const wrong = checkParking({ why, until })
    const cannot = wrong ?? (parked ? takenByTeam(ctx, items.value, 'nothing was parked') : null)
    if (cannot !== null) return fail(cannot)
    for (const item of items.value) {
      if (item.parked === parked) continue
      edit(ctx, 'items', item, 'parked', parked, why)
      writeParking(ctx, item.id, parked ? { at: ctx.now, by: ctx.author.person, why, until } : null)
    }
    return ok(undefined)
  },
}
