import { setField, setRank } from '../doc/write.ts'
import { fail, ok } from '../model/result.ts'
import type { Command } from './command.ts'
import type { NoPlace } from './create-item.ts'
import { pullsFor, worksIn } from './policy.ts'
import { setStage } from './pull-item.ts'
import { liveRow, type BadValue, type Missing } from './record-edits.ts'
import { splitItem, type SplitPart } from './split-item.ts'
import {
  agreements,
  asItStands,
  freeIn,
  nextSprint,
  runningSprint,
  writeCard,
  wrongWords,
  type ChangeSaid,
} from './sprint-changes.ts'
import { beginStay, wrongState, type WrongState } from './sprints.ts'

export interface SplitInSprint extends ChangeSaid {
  readonly item: string
  /** What the part that stays is called and estimated; left out, it keeps them. */
  readonly title?: string | undefined
  readonly estimate?: number | null | undefined
  /** The part that stays is done. */
  readonly isDone?: boolean | undefined
  readonly rest: SplitPart
  /** The rest goes into another sprint of the team; null: back to the backlog. */
  readonly to: string | null
  /** In the backlog: behind which item, null for the top. Left out, right behind the part that stays. */
  readonly after?: string | null | undefined
}

/**
 * Cuts an item of a running sprint: a part stays and counts, the rest returns to the backlog, or moves to the next sprint.
 * Answers the rest's id.
 */
export const splitInSprint: Command<SplitInSprint, Missing | BadValue | WrongState | NoPlace, string> = {
  name: 'sprint.split',
  allowed: (ctx, { item, to }) =>
    worksIn(ctx, ctx.plan.row('items', item)?.sprint ?? null) ?? (to === null ? null : pullsFor(ctx, to)),
  run(ctx, args) {
    const item = liveRow(ctx, 'items', args.item)
    if (!item.ok) return item
    if (item.value.sprint === null) return wrongState('This item is in no sprint. Split it in the backlog.')
    const sprint = runningSprint(ctx, item.value.sprint)
    if (!sprint.ok) return sprint
    const next = nextSprint(ctx, args.to, sprint.value)
    if (!next.ok) return next
    const wrong = wrongWords(args)
    if (wrong !== null) return fail(wrong)
    if (args.after !== undefined && args.after !== null && ctx.plan.order.positionOf(args.after) < 0)
      return fail({ type: 'no-place', message: 'The item behind which it should stand is not in this backlog.' })
    const agreed = agreements(ctx, args, sprint.value.team)
    if (!agreed.ok) return agreed
    const free = freeIn(ctx, sprint.value)
    const { title, estimate, rest } = args
    const split = splitItem.run(ctx, { id: args.item, parts: [rest], title, estimate })
    if (!split.ok) return split
    const id = split.value[0] as string
    const restEstimate = rest.estimate ?? null
    if (next.value !== null) {
      setField(ctx.plan.doc, 'items', id, 'sprint', next.value.id)
      beginStay(ctx, { id, estimate: restEstimate }, next.value, args.why.trim())
    } else if (args.after !== undefined) {
      for (const [one, key] of ctx.plan.order.place([id], args.after, ctx.random)) setRank(ctx.plan.doc, one, key)
    }
    if (args.isDone === true) {
      const done = setStage.run(ctx, { item: args.item, stage: 'done', why: args.why.trim() })
      if (!done.ok) return done
    }
    const stays = {
      ...item.value,
      title: title ?? item.value.title,
      estimate: estimate === undefined ? item.value.estimate : estimate,
    }
    writeCard(ctx, sprint.value, 'split', {
      ins: [asItStands(stays)],
      outs: [{ item: id, title: rest.title.trim(), estimate: restEstimate }],
      why: args.why.trim(),
      ...agreed.value,
      goalHolds: args.goalHolds,
      free,
    })
    return ok(id)
  },
}
