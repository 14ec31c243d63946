import type { DecisionAbout, DecisionOption } from '../model/decision.ts'
import { createId } from '../model/id.ts'
import { fail, ok } from '../model/result.ts'
import { LARGEST_VALUE, valueBytes } from '../model/value-size.ts'
import type { Command } from './command.ts'
import type { NoPlace } from './create-item.ts'
import { holdsRole, notYours } from './policy.ts'
import { badValue, checkRefs, create, edit, liveRow, oneLine, type BadValue, type Missing } from './record-edits.ts'
import { checkConflict, settle, writeChoice } from './settle-conflict.ts'
import { wrongState, type WrongState } from './sprints.ts'

export interface RaiseDecision {
  /** The conflict that it is made of. */
  readonly conflict: DecisionAbout
  readonly question: string
  readonly options: readonly DecisionOption[]
  /** A person; null as long as nobody is named. */
  readonly decider: string | null
  /** YYYY-MM-DD */
  readonly due: string | null
  readonly why: string
}

/** Leaves a conflict to somebody by name, until a date: an escalation. What stands stays meanwhile. Answers its id. */
export const raiseDecision: Command<RaiseDecision, Missing | BadValue, string> = {
  name: 'decision.raise',
  allowed: (ctx) => holdsRole(ctx),
  run(ctx, { conflict, question, options, decider, due, why }) {
    const words = oneLine(question)
    if (words === null)
      return badValue('question', 'A decision needs a question, at most 1,000 characters on one line.')
    if (options.length > MAX_OPTIONS) return badValue('options', `A decision has at most ${MAX_OPTIONS} options.`)
    if (valueBytes(options) > LARGEST_VALUE)
      return badValue('options', 'The options are too long together. Say each in a sentence or two.')
    if (due !== null && !/^\d{4}-\d{2}-\d{2}$/.test(due)) return badValue('due', 'A day is written as 2026-03-31.')
    const wrong = checkConflict(ctx, conflict) ?? checkRefs(ctx, { people: decider })
    if (wrong !== null) return fail(wrong)
    const id = createId(ctx.random)
    create(
      ctx,
      'decisions',
      id,
      {
        question: words,
        options,
        about: conflict,
        decider,
        due,
        escalation: true,
        why,
        raisedBy: ctx.author.person,
        raisedAt: ctx.now,
      },
      words,
    )
    settle(ctx, conflict, {}, why, id)
    return ok(id)
  },
}

const MAX_OPTIONS = 20

export interface Decide {
  readonly id: string
  /** Which option, from 0. */
  readonly choice: number
  readonly reason: string
}

/** The named decider chooses; while nobody is named, anybody may. The chosen option's value is written where it belongs. */
export const decide: Command<Decide, Missing | BadValue | WrongState | NoPlace> = {
  name: 'decision.decide',
  allowed(ctx, { id }) {
    const wrongRole = holdsRole(ctx)
    if (wrongRole !== null) return wrongRole
    const decider = ctx.plan.row('decisions', id)?.decider ?? null
    if (decider === null || decider === ctx.author.person) return null
    return notYours(
      `${ctx.plan.row('people', decider)?.name ?? 'Somebody else'} decides this. Tell them what you think.`,
    )
  },
  run(ctx, { id, choice, reason }) {
    const row = liveRow(ctx, 'decisions', id)
    if (!row.ok) return row
    const { options, about, outcome } = row.value
    if (outcome !== '') return wrongState('This was decided already.')
    const option = options[choice]
    if (option === undefined) return badValue('choice', 'Choose one of the options.')
    if (about !== null) {
      const written = writeChoice(ctx, about, { is: 'value', value: option.value }, reason, id)
      if (!written.ok) return written
    }
    edit(ctx, 'decisions', row.value, 'outcome', option.words, reason)
    edit(ctx, 'decisions', row.value, 'choice', choice)
    edit(ctx, 'decisions', row.value, 'reason', reason)
    edit(ctx, 'decisions', row.value, 'decidedBy', ctx.author.person)
    edit(ctx, 'decisions', row.value, 'decidedAt', ctx.now)
    return ok(undefined)
  },
}
