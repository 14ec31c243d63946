import { ok } from '../model/result.ts'
import type { Command } from './command.ts'
import { createItem, type NoPlace } from './create-item.ts'
import { createsItems } from './policy.ts'
import { edit, liveRow, type BadId, type BadValue, type Missing } from './record-edits.ts'
import type { OneReflection } from './reflections.ts'
import { wrongState, type WrongState } from './sprints.ts'

/** As long as a title may be without being cut. */
const TITLE = 200

/**
 * An item is made of what a retrospective wants to try, at the end of the one order: improving is work as all else is, and a
 * Product Owner ranks it with the team. Answers the item's id.
 */
export const makeActionItem: Command<OneReflection, Missing | BadValue | BadId | NoPlace | WrongState, string> = {
  name: 'reflection.item',
  allowed: (ctx) => createsItems(ctx, undefined),
  run(ctx, { id }) {
    const row = liveRow(ctx, 'reflections', id)
    if (!row.ok) return row
    const { words, item, sprint } = row.value
    if (item !== null && ctx.plan.row('items', item)?.deleted === null)
      return wrongState('It stands in the backlog already.')
    const line = words.replace(/\s+/g, ' ').trim()
    const title = line.length > TITLE ? `${line.slice(0, TITLE - 1)}…` : line
    const of = sprint === null ? '' : ` of ${ctx.plan.row('sprints', sprint)?.name ?? 'a sprint'}`
    const from = `To try, from the retrospective${of}.`
    const description = title === line ? from : `${from}\n\n${words}`
    const made = createItem.run(ctx, { title, kind: 'chore', description })
    if (!made.ok) return made
    edit(ctx, 'reflections', row.value, 'item', made.value)
    return ok(made.value)
  },
}
