import { fail, ok } from '../model/result.ts'
import type { Command } from './command.ts'
import { liveItems, type TooMany } from './item-values.ts'
import { ordersBacklog } from './policy.ts'
import { badValue, edit, type BadValue, type Missing } from './record-edits.ts'
import { wrongState, type WrongState } from './sprints.ts'
import { takenByTeam } from './taken-by-team.ts'

export interface DropItems {
  readonly ids: readonly string[]
  /** For whoever asked for it. */
  readonly why: string
}

/** Says of items that they will not be done, and why. They are found under Dropped, and can be opened again. */
export const dropItems: Command<DropItems, Missing | TooMany | BadValue | WrongState> = {
  name: 'item.drop',
  allowed: (ctx) => ordersBacklog(ctx, undefined),
  run(ctx, { ids, why }) {
    const items = liveItems(ctx, ids)
    if (!items.ok) return items
    if (why.trim() === '') return badValue('why', 'Say why it will not be done: somebody asked for it.')
    const taken = takenByTeam(ctx, items.value, 'nothing was dropped')
    if (taken !== null) return fail(taken)
    const done = items.value.find(({ stage }) => stage === 'done')
    if (done !== undefined) return wrongState(`“${done.title}” is finished, so it stays; nothing was dropped.`)
    for (const item of items.value) edit(ctx, 'items', item, 'stage', 'dropped', why.trim().slice(0, 500))
    return ok(undefined)
  },
}
