import { createId } from '../model/id.ts'
import { fail, ok } from '../model/result.ts'
import type { Command } from './command.ts'
import { anybody } from './policy.ts'
import { badValue, create, liveRow, type BadValue, type Missing } from './record-edits.ts'

export interface SayNotSame {
  readonly one: string
  readonly other: string
}

/** Remembers that two items only look alike. Saying it again writes nothing. */
export const sayNotSame: Command<SayNotSame, Missing | BadValue> = {
  name: 'items.notSame',
  allowed: (ctx) => anybody(ctx, undefined),
  run(ctx, { one, other }) {
    if (one === other) return badValue('other', 'An item is always the same as itself.')
    const first = liveRow(ctx, 'items', one)
    const second = liveRow(ctx, 'items', other)
    if (!first.ok) return fail(first.error)
    if (!second.ok) return fail(second.error)
    for (const row of ctx.plan.rows('distinctions').values())
      if (row.deleted === null && isPair(row, one, other)) return ok(undefined)
    const by = ctx.author.person
    const words = `${first.value.title} and ${second.value.title}`
    create(ctx, 'distinctions', createId(ctx.random), { one, other, by, at: ctx.now }, words)
    return ok(undefined)
  },
}

function isPair(row: SayNotSame, one: string, other: string): boolean {
  return (row.one === one && row.other === other) || (row.one === other && row.other === one)
}
