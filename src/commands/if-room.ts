import { ok } from '../model/result.ts'
import type { Command } from './command.ts'
import { pullsFor } from './policy.ts'
import { openPullOf } from './pull-item.ts'
import { edit, liveRow, type Missing } from './record-edits.ts'
import { wrongState, type WrongState } from './sprints.ts'

export interface SetIfRoom {
  readonly item: string
  readonly on: boolean
}

/** Developers say that an item of their sprint is taken only if there is room at the end, or for sure. */
export const setIfRoom: Command<SetIfRoom, Missing | WrongState> = {
  name: 'item.ifRoom',
  allowed: (ctx, { item }) => pullsFor(ctx, ctx.plan.row('items', item)?.sprint ?? null),
  run(ctx, { item, on }) {
    const row = liveRow(ctx, 'items', item)
    if (!row.ok) return row
    const stay = openPullOf(ctx, row.value)
    if (stay === undefined) return wrongState('This item is in no sprint.')
    if (ctx.plan.row('sprints', stay.sprint)?.state !== 'planned')
      return wrongState('This sprint is running. Say what comes and goes, and why, as a change of the sprint.')
    edit(ctx, 'pulls', stay, 'ifRoom', on)
    return ok(undefined)
  },
}
