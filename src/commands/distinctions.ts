import { createId } from '../model/id.ts'
import { fail, ok } from '../model/result.ts'
import type { Command } from './command.ts'
import { anybody } from './policy.ts'
import { badValue, create, liveRow, type BadValue, type Missing } from './record-edits.ts'

export interface SayNotSame {
  readonly one: string
  readonly other: string
  /** Further pairs that only look alike, in the same step. */
  readonly besides?: readonly (readonly [string, string])[] | undefined
}

/** Remembers that items only look alike. Saying it again writes nothing. */
export const sayNotSame: Command<SayNotSame, Missing | BadValue> = {
  name: 'items.notSame',
  allowed: (ctx) => anybody(ctx, undefined),
  run(ctx, { one, other, besides = [] }) {
    const fresh: SayNotSame[] = []
    const words: string[] = []
    for (const [a, b] of [[one, other] as const, ...besides]) {
      if (a === b) return badValue('other', 'An item is always the same as itself.')
      const first = liveRow(ctx, 'items', a)
      const second = liveRow(ctx, 'items', b)
      if (!first.ok) return fail(first.error)
      if (!second.ok) return fail(second.error)
      const said = [...ctx.plan.rows('distinctions').values()].filter(({ deleted }) => deleted === null)
      if ([...said, ...fresh].some((row) => isPair(row, a, b))) continue
      fresh.push({ one: a, other: b })
      words.push(`${first.value.title} and ${second.value.title}`)
    }
    const by = ctx.author.person
    for (const [i, pair] of fresh.entries())
      create(ctx, 'distinctions', createId(ctx.random), { ...pair, by, at: ctx.now }, words[i] ?? '')
    return ok(undefined)
  },
}

function isPair(row: Pick<SayNotSame, 'one' | 'other'>, one: string, other: string): boolean {
  return (row.one === one && row.other === other) || (row.one === other && row.other === one)
}
