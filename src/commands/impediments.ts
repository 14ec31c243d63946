import { createId } from '../model/id.ts'
import { fail, ok } from '../model/result.ts'
import type { Command } from './command.ts'
import { raisesImpediments } from './policy.ts'
import { badValue, checkRefs, create, edit, liveRow, remove, type BadValue, type Missing } from './record-edits.ts'
import { wrongState, type WrongState } from './sprints.ts'

const MAX_WORDS = 2000

export interface RaiseImpediment {
  readonly team: string
  readonly words: string
  /** The item that it blocks; left out, it is in the way of all the team's work. */
  readonly item?: string | null | undefined
  readonly sprint?: string | null | undefined
}

/** Says what holds the team up. Anybody of the plan may: whoever sees it first. Answers its id. */
export const raiseImpediment: Command<RaiseImpediment, Missing | BadValue, string> = {
  name: 'impediment.raise',
  allowed: (ctx) => raisesImpediments(ctx, undefined),
  run(ctx, { team, words, item = null, sprint = null }) {
    const text = words.trim()
    if (text === '' || text.length > MAX_WORDS)
      return badValue('words', 'Say what is in the way, in at most 2,000 characters.')
    const missing = checkRefs(ctx, { teams: team, items: item, sprints: sprint })
    if (missing !== null) return fail(missing)
    const id = createId(ctx.random)
    create(ctx, 'impediments', id, { team, sprint, item, words: text, by: ctx.author.person, at: ctx.now }, text)
    return ok(id)
  },
}

export interface ResolveImpediment {
  readonly id: string
  /** What took it out of the way. */
  readonly how?: string | undefined
}
export const resolveImpediment: Command<ResolveImpediment, Missing | BadValue | WrongState> = {
  name: 'impediment.resolve',
  allowed: (ctx) => raisesImpediments(ctx, undefined),
  run(ctx, { id, how = '' }) {
    const row = liveRow(ctx, 'impediments', id)
    if (!row.ok) return row
    if (row.value.resolvedAt !== null) return wrongState('This is out of the way already.')
    if (how.length > MAX_WORDS) return badValue('how', 'Say it in at most 2,000 characters.')
    edit(ctx, 'impediments', row.value, 'resolvedAt', ctx.now)
    edit(ctx, 'impediments', row.value, 'resolvedBy', ctx.author.person)
    edit(ctx, 'impediments', row.value, 'how', how.trim())
    return ok(undefined)
  },
}

export interface OneImpediment {
  readonly id: string
}

/** It is in the way again. */
export const reopenImpediment: Command<OneImpediment, Missing | WrongState> = {
  name: 'impediment.reopen',
  allowed: (ctx) => raisesImpediments(ctx, undefined),
  run(ctx, { id }) {
    const row = liveRow(ctx, 'impediments', id)
    if (!row.ok) return row
    if (row.value.resolvedAt === null) return wrongState('This is in the way already.')
    edit(ctx, 'impediments', row.value, 'resolvedAt', null)
    return ok(undefined)
  },
}

/** Raised by mistake. One that was in the way is resolved instead. */
export const deleteImpediment: Command<OneImpediment, Missing> = {
  name: 'impediment.delete',
  allowed: (ctx) => raisesImpediments(ctx, undefined),
  run(ctx, { id }) {
    const row = liveRow(ctx, 'impediments', id)
    if (!row.ok) return row
    remove(ctx, 'impediments', id)
    return ok(undefined)
  },
}
