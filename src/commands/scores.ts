import { createRecord, setField } from '../doc/write.ts'
import { createId } from '../model/id.ts'
import type { Item } from '../model/item.ts'
import { fail, ok, type Result } from '../model/result.ts'
import { factorsAfter, timeAfter } from '../model/score.ts'
import type { Method } from '../model/scoring/method.ts'
import { methodsOf } from '../model/scoring/plan-methods.ts'
import { whyNotTaken, type FactorValue } from '../model/scoring/scale.ts'
import type { Command, CommandContext } from './command.ts'
import { liveItems, type TooMany } from './item-values.ts'
import { scoresItems } from './policy.ts'
import { badValue, type BadValue, type Missing } from './record-edits.ts'

/** Values of factors by name; null takes a value away. Factors that are not named stay as they are. */
export type GivenFactors = Readonly<Record<string, FactorValue | null>>

export interface ScoreItem {
  readonly item: string
  /** `wsjf`, or `formula:<id>`. */
  readonly method: string
  readonly factors: GivenFactors
  readonly why?: string | undefined
}

export interface ScoreItems {
  readonly method: string
  readonly scores: readonly { readonly item: string; readonly factors: GivenFactors }[]
  readonly why?: string | undefined
}

/** Says what somebody believes of an item now, under a method. What was believed before stays. It moves nothing. */
export const scoreItem: Command<ScoreItem, Missing | TooMany | BadValue> = {
  name: 'score.set',
  allowed: (ctx) => scoresItems(ctx, undefined),
  run: (ctx, { item, method, factors, why }) => writeScores(ctx, method, [{ item, factors }], why),
}

/** The same for many items at once: all of it, or nothing where one value cannot be taken. */
export const scoreItems: Command<ScoreItems, Missing | TooMany | BadValue> = {
  name: 'score.setMany',
  allowed: (ctx) => scoresItems(ctx, undefined),
  run: (ctx, { method, scores, why }) => writeScores(ctx, method, scores, why),
}

const LONGEST_WHY = 500

/** All of these scores or none, inside of a command. */
export function writeScores(
  ctx: CommandContext,
  methodId: string,
  scores: ScoreItems['scores'],
  why = '',
): Result<void, Missing | TooMany | BadValue> {
  const method = methodsOf(ctx.plan.rows('formulas').values()).find(({ id }) => id === methodId)
  if (method === undefined)
    return badValue('method', 'There is no such way to score in this plan. Somebody may have taken the formula out.')
  const items = liveItems(
    ctx,
    scores.map(({ item }) => item),
  )
  if (!items.ok) return items
  const byId = new Map(items.value.map((item) => [item.id, item]))
  for (const { item, factors } of scores) {
    const wrong = wrongIn(method, factors)
    if (wrong !== null)
      return fail({
        ...wrong,
        message:
          scores.length === 1
            ? wrong.message
            : `“${byId.get(item)?.title ?? ''}”: ${wrong.message} Nothing was written.`,
      })
  }
  for (const { item, factors } of scores) {
    const row = byId.get(item)
    if (row !== undefined) writeScore(ctx, method, row, factors, why.slice(0, LONGEST_WHY))
  }
  return ok(undefined)
}

function wrongIn(method: Method, factors: GivenFactors): BadValue | null {
  for (const [name, value] of Object.entries(factors)) {
    const factor = method.factors.find((one) => one.name === name)
    if (factor === undefined)
      return { type: 'bad-value', field: name, message: `${method.name} has no factor “${name}”.` }
    const message = value === null ? null : whyNotTaken(factor, value)
    if (message !== null) return { type: 'bad-value', field: name, message }
  }
  return null
}

function writeScore(ctx: CommandContext, method: Method, item: Item, given: GivenFactors, why: string): void {
  const before = ctx.plan.partsOf('scores', item.id).filter((one) => one.method === method.id)
  const counts = method.id === 'value-effort' ? { value: item.value, effort: item.effort } : factorsAfter(before)
  const factors = Object.fromEntries(
    Object.entries(given).filter(([name, value]) => ((counts as GivenFactors)[name] ?? null) !== value),
  )
  if (Object.keys(factors).length === 0) return
  const id = createId(ctx.random)
  createRecord(ctx.plan.doc, 'scores', id, {
    item: item.id,
    method: method.id,
    factors,
    by: ctx.author.person,
    at: timeAfter(before, ctx.now),
    why,
  })
  // Value and effort are the item's own fields; the record keeps when they were said.
  if (method.id === 'value-effort')
    for (const [name, value] of Object.entries(factors)) setField(ctx.plan.doc, 'items', item.id, name, value)
  ctx.log({
    record: `items/${item.id}`,
    field: 'score',
    from: wordsOf(method, Object.keys(factors), counts as GivenFactors),
    to: wordsOf(method, Object.keys(factors), factors),
    why,
  })
}

/** "WSJF: job size 8, time criticality none" */
function wordsOf(method: Method, names: readonly string[], factors: GivenFactors): string {
  const said = names.map((name) => {
    const words = method.factors.find((one) => one.name === name)?.words ?? name
    return `${words.toLowerCase()} ${factors[name] ?? 'none'}`
  })
  return `${method.name}: ${said.join(', ')}`
}
