import { keyBetween } from '../doc/order-keys.ts'
import type { OwnFactor, OwnFormula } from '../model/formula.ts'
import { createId } from '../model/id.ts'
import { fail, ok, type Result } from '../model/result.ts'
import { checkFormula, whyNotAName } from '../model/scoring/formula-check.ts'
import { formulaName } from '../model/scoring/formula-name.ts'
import { namesIn, parseFormula } from '../model/scoring/formula-syntax.ts'
import { renameInFormula } from '../model/scoring/rename-in-formula.ts'
import { standardMethod } from '../model/scoring/methods.ts'
import { stepOfRecord, wordsFor } from '../model/scoring/plan-methods.ts'
import { stepOf, type FactorValue } from '../model/scoring/scale.ts'
import { LARGEST_VALUE, valueBytes } from '../model/value-size.ts'
import type { Command, CommandContext } from './command.ts'
import { setsFormulas } from './policy.ts'
import {
  badValue,
  checkNewId,
  create,
  edit,
  liveRow,
  oneLine,
  remove,
  type BadId,
  type BadValue,
  type Missing,
} from './record-edits.ts'
import { wrongState, type WrongState } from './sprints.ts'

export interface SetFormula {
  readonly name: string
  readonly text: string
  readonly factors: readonly OwnFactor[]
}

/** A formula's text cannot be taken; `at` is the character where it is wrong, from 0. */
export interface BadFormula extends BadValue {
  readonly at: number
}

const MOST_FACTORS = 20
const MOST_STEPS = 30
const LONGEST_WORDS = 500

/** A formula of the plan's own. Answers its id. */
export const createFormula: Command<
  SetFormula & { readonly id?: string | undefined },
  BadFormula | BadValue | BadId,
  string
> = {
  name: 'formula.create',
  allowed: (ctx) => setsFormulas(ctx, undefined),
  run(ctx, args) {
    const badId = checkNewId(ctx, 'formulas', args.id)
    if (badId !== null) return fail(badId)
    const id = args.id ?? createId(ctx.random)
    const wrong = wrongFormula(id, args, ownFormulas(ctx))
    if (wrong !== null) return fail(wrong)
    const last = ownFormulas(ctx)
      .map((one) => one.rank)
      .sort()
      .at(-1)
    const rank = keyBetween(last === undefined || last === '' ? null : last, null, ctx.random) ?? ''
    create(ctx, 'formulas', id, { ...tidy(args), method: '', rank }, args.name.trim())
    return ok(id)
  },
}

/**
 * Changes a formula. Scores that were given under it stay, factor by factor. Formulas that use its score say its new name;
 * where one of them cannot, the name is refused.
 */
export const editFormula: Command<SetFormula & { readonly id: string }, Missing | BadFormula | BadValue | WrongState> =
  {
    name: 'formula.edit',
    allowed: (ctx) => setsFormulas(ctx, undefined),
    run(ctx, args) {
      const row = liveRow(ctx, 'formulas', args.id)
      if (!row.ok) return row
      const others = ownFormulas(ctx).filter((one) => one.id !== args.id)
      const renamed = usersRenamed(others, row.value, args.name)
      const wrong = wrongFormula(
        args.id,
        args,
        others.map((one) => renamed.get(one) ?? one),
      )
      if (wrong !== null) return fail(wrong)
      const { name, text, factors } = tidy(args)
      for (const [user, next] of renamed)
        if (checkFormula(next, [...others, { id: args.id, name, text, factors }]) !== null || !uses(next, { name }))
          return usedBy(user, row.value)
      edit(ctx, 'formulas', row.value, 'name', name)
      edit(ctx, 'formulas', row.value, 'text', text)
      edit(ctx, 'formulas', row.value, 'factors', factors)
      for (const [user, next] of renamed) edit(ctx, 'formulas', user, 'text', next.text)
      return ok(undefined)
    },
  }

/** Takes a formula out. Refused while another one uses its score. */
export const deleteFormula: Command<{ readonly id: string }, Missing | WrongState> = {
  name: 'formula.delete',
  allowed: (ctx) => setsFormulas(ctx, undefined),
  run(ctx, { id }) {
    const row = liveRow(ctx, 'formulas', id)
    if (!row.ok) return row
    const user = ownFormulas(ctx).find((one) => one.id !== id && uses(one, row.value))
    if (user !== undefined) return usedBy(user, row.value)
    remove(ctx, 'formulas', id)
    return ok(undefined)
  },
}

export interface SetRubric {
  readonly method: string
  readonly factor: string
  readonly value: FactorValue
  readonly words: string
}

/** Says in the plan's own words what a step of a factor means. '' gives the usual words back. */
export const setRubric: Command<SetRubric, Missing | BadValue> = {
  name: 'formula.words',
  allowed: (ctx) => setsFormulas(ctx, undefined),
  run(ctx, { method, factor, value, words }) {
    const said = words.trim()
    if (said.length > LONGEST_WORDS)
      return badValue('words', `What a step means fits into ${LONGEST_WORDS} characters.`)
    const known = methodNamed(ctx, method)
    if (!known.ok) return known
    if (!known.value.factors.some(({ name }) => name === factor)) return badValue('factor', 'There is no such factor.')
    const records = [...ctx.plan.rows('formulas').values()].filter((one) => one.method === method)
    const before = wordsFor(records, method).find(({ name }) => name === factor)
    if ((before?.rubric.find((step) => step.value === value)?.words ?? '') === said) return ok(undefined)
    const factors = [{ name: factor, asks: '', rubric: [{ value, words: said }] }]
    const same = records.filter((one) => {
      const step = stepOfRecord(one)
      return one.deleted === null && step?.factor === factor && step.value === value
    })
    for (const one of same) edit(ctx, 'formulas', one, 'factors', factors)
    const { name } = known.value
    if (same.length === 0) create(ctx, 'formulas', createId(ctx.random), { name, text: '', factors, method }, name)
    return ok(undefined)
  },
}

/** The method that has this id: one of the field's, or a formula of the plan. */
function methodNamed(
  ctx: CommandContext,
  id: string,
): Result<{ readonly name: string; readonly factors: readonly { readonly name: string }[] }, Missing | BadValue> {
  if (id.startsWith('formula:')) return liveRow(ctx, 'formulas', id.slice('formula:'.length))
  const standard = standardMethod(id)
  return standard === undefined ? badValue('factor', 'There is no such factor.') : ok(standard)
}

function wrongFormula(
  id: string,
  { name, text, factors }: SetFormula,
  others: readonly OwnFormula[],
): BadFormula | BadValue | null {
  const bad = (field: string, message: string): BadValue => ({ type: 'bad-value', field, message })
  if (oneLine(name, 80) === null) return bad('name', 'A formula needs a name, at most 80 characters on one line.')
  const noName = whyNotAName(name)
  if (noName !== null) return bad('name', noName)
  const names = new Set<string>()
  if (others.some((one) => formulaName(one.name) === formulaName(name)))
    return bad('name', `There is a formula called “${name.trim()}” already.`)
  if (factors.length > MOST_FACTORS) return bad('factors', `A formula has at most ${MOST_FACTORS} factors.`)
  for (const factor of factors) {
    const wrong = oneLine(factor.name, 80) === null ? 'A factor needs a name.' : whyNotAName(factor.name)
    if (wrong !== null) return bad('factors', wrong)
    const plain = formulaName(factor.name)
    if (names.has(plain)) return bad('factors', `There are two factors called “${factor.name.trim()}”.`)
    names.add(plain)
    if (factor.rubric.length > MOST_STEPS || factor.asks.length > LONGEST_WORDS)
      return bad('factors', `A factor has at most ${MOST_STEPS} steps, and its question ${LONGEST_WORDS} characters.`)
    if (factor.rubric.some((step) => step.words.length > LONGEST_WORDS || stepOf([step], step.value) === null))
      return bad('factors', `What a step means fits into ${LONGEST_WORDS} characters.`)
  }
  if (valueBytes(factors) > LARGEST_VALUE)
    return bad('factors', 'The words of the factors are too long together. Shorten what their steps mean.')
  const error = checkFormula({ id, name, text, factors }, others)
  return error === null ? null : { type: 'bad-value', field: 'text', message: error.message, at: error.at }
}

function tidy({ name, text, factors }: SetFormula): SetFormula {
  return {
    name: name.trim(),
    text: text.trim(),
    factors: factors.map((factor) => ({ ...factor, name: factor.name.trim(), asks: factor.asks.trim() })),
  }
}

function ownFormulas(ctx: Pick<CommandContext, 'plan'>): OwnFormula[] {
  return [...ctx.plan.rows('formulas').values()].filter((one) => one.deleted === null && one.method === '')
}

/** Formulas that use the score of one that is called otherwise from now on, as they read then. */
function usersRenamed(
  others: readonly OwnFormula[],
  one: OwnFormula,
  name: string,
): ReadonlyMap<OwnFormula, OwnFormula> {
  if (formulaName(name) === formulaName(one.name)) return new Map()
  const users = others.filter((other) => uses(other, one))
  return new Map(users.map((user) => [user, { ...user, text: renameInFormula(user.text, one.name, name) }]))
}

function usedBy(user: OwnFormula, used: OwnFormula): { ok: false; error: WrongState } {
  return wrongState(`“${user.name}” uses the score of “${used.name}”. Change that formula first.`)
}

function uses(one: OwnFormula, other: Pick<OwnFormula, 'name'>): boolean {
  const parsed = parseFormula(one.text)
  const own = one.factors.some((factor) => formulaName(factor.name) === formulaName(other.name))
  return (
    !own &&
    parsed.ok &&
    [...namesIn(parsed.formula).keys()].some((name) => formulaName(name) === formulaName(other.name))
  )
}
