import { setField } from '../doc/write.ts'
import { DEFAULT_READY, type ChecklistEntry } from '../model/checklist.ts'
import { createId } from '../model/id.ts'
import { ok } from '../model/result.ts'
import type { Command, CommandContext } from './command.ts'
import { NEW, rankIn } from './part-order.ts'
import { setsGoals } from './policy.ts'
import {
  badValue,
  create,
  edit,
  liveRow,
  noTitle,
  oneLine,
  remove,
  type BadValue,
  type Missing,
} from './record-edits.ts'

export interface EditReady {
  /** An entry's id; of a plan that has not written its own list, the name of the computed check. */
  readonly entry: string
  readonly text?: string | undefined
  readonly off?: boolean | undefined
}

/** Words an entry of the Definition of Ready anew, or turns it off and on. The first such edit writes the plan's own list. */
export const editReady: Command<EditReady, Missing | BadValue> = {
  name: 'ready.edit',
  allowed: (ctx) => setsGoals(ctx, undefined),
  run(ctx, args) {
    const text = args.text === undefined ? undefined : oneLine(args.text, 200)
    if (text === null) return noTitle('An entry')
    const written = readyList(ctx)
    if (written.length > 0) {
      const entry = liveRow(ctx, 'checklists', args.entry)
      if (!entry.ok) return entry
      if (text !== undefined) edit(ctx, 'checklists', entry.value, 'text', text)
      if (args.off !== undefined) edit(ctx, 'checklists', entry.value, 'off', args.off)
      return ok(undefined)
    }
    if (!DEFAULT_READY.some((one) => one.computed === args.entry))
      return badValue('entry', 'There is no such entry in the Definition of Ready.')
    writeOwnList(ctx, (one) =>
      one.computed === args.entry ? { text: text ?? one.text, off: args.off ?? false } : { text: one.text, off: false },
    )
    return ok(undefined)
  },
}

export interface AddReady {
  readonly text: string
}

/** One more entry, which people tick. Answers its id. */
export const addReady: Command<AddReady, BadValue, string> = {
  name: 'ready.add',
  allowed: (ctx) => setsGoals(ctx, undefined),
  run(ctx, args) {
    const text = oneLine(args.text, 200)
    if (text === null) return noTitle('An entry')
    const written = readyList(ctx)
    const last = written.length > 0 ? written : writeOwnList(ctx, (one) => ({ text: one.text, off: false }))
    const ranks = rankIn(last, undefined, null, ctx.random)
    for (const [other, rank] of ranks) if (other !== NEW) setField(ctx.plan.doc, 'checklists', other, 'rank', rank)
    const id = createId(ctx.random)
    create(ctx, 'checklists', id, { list: 'ready', text, computed: '', rank: ranks.get(NEW) ?? '', off: false }, text)
    return ok(id)
  },
}

export interface DeleteReady {
  readonly entry: string
}
export const deleteReady: Command<DeleteReady, Missing> = {
  name: 'ready.delete',
  allowed: (ctx) => setsGoals(ctx, undefined),
  run(ctx, { entry }) {
    const row = liveRow(ctx, 'checklists', entry)
    if (!row.ok) return row
    remove(ctx, 'checklists', entry)
    return ok(undefined)
  },
}

/** The plan's own Definition of Ready in its order; empty while the default stands. */
function readyList(ctx: Pick<CommandContext, 'plan'>): ChecklistEntry[] {
  return [...ctx.plan.rows('checklists').values()]
    .filter((entry) => entry.list === 'ready' && entry.deleted === null)
    .sort((a, b) => (a.rank < b.rank ? -1 : a.rank > b.rank ? 1 : a.id < b.id ? -1 : 1))
}

function writeOwnList(
  ctx: CommandContext,
  as: (entry: (typeof DEFAULT_READY)[number]) => { text: string; off: boolean },
): { id: string; rank: string }[] {
  const list: { id: string; rank: string }[] = []
  for (const entry of DEFAULT_READY) {
    const rank = rankIn(list, undefined, null, ctx.random).get(NEW) ?? ''
    const id = createId(ctx.random)
    const { text, off } = as(entry)
    create(ctx, 'checklists', id, { list: 'ready', text, computed: entry.computed, rank, off }, text)
    list.push({ id, rank })
  }
  return list
}
