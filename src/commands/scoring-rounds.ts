import type { Result } from '../model/result.ts'
import { outcomeOf } from '../model/round-outcome.ts'
import type { Round } from '../model/round.ts'
import { cardsOfFactor, valueOfCard } from '../model/scoring/factor-cards.ts'
import type { Method } from '../model/scoring/method.ts'
import { methodsOf } from '../model/scoring/plan-methods.ts'
import { whyNotTaken, type Factor } from '../model/scoring/scale.ts'
import { beginRounds, type WrongPhase } from './begin-rounds.ts'
import type { Command, CommandContext } from './command.ts'
import type { TooMany } from './item-values.ts'
import { startsRounds } from './policy.ts'
import { badValue, type BadId, type BadValue, type Missing } from './record-edits.ts'
import { writeScores } from './scores.ts'

export interface StartScoring {
  readonly items: readonly string[]
  /** `wsjf`, or `formula:<id>`. */
  readonly method: string
  /** Of the method; left out: all of them, one after another. */
  readonly factors?: readonly string[] | undefined
  readonly session?: string | null | undefined
  /** Cards are taken until then; left out: until somebody turns them. */
  readonly closesAt?: number | null | undefined
}

/** Everybody scores items in secret, with the words of each step on its card. Answers the rounds' ids, factor by factor. */
export const startScoring: Command<StartScoring, Missing | BadValue | BadId | WrongPhase, readonly string[]> = {
  name: 'round.score',
  allowed: (ctx) => startsRounds(ctx, undefined),
  run(ctx, { items, method: id, factors, session = null, closesAt = null }) {
    const method = methodOf(ctx, id)
    if (method === undefined) return noMethod()
    if (items.length === 0) return badValue('items', 'Choose the item that the team scores.')
    const chosen = method.factors.filter(({ name }) => factors === undefined || factors.includes(name))
    if (chosen.length === 0 || chosen.length < (factors?.length ?? 0))
      return badValue('factors', `${method.name} has no such factor.`)
    return beginRounds(
      ctx,
      chosen.map((factor) => ({
        kind: 'score',
        items,
        deck: cardsOfFactor(factor),
        method: id,
        factor: factor.name,
        session,
        closesAt,
      })),
    )
  },
}

/** The factor that a scoring round is about; null where its method is not in the plan any more. */
export function factorOf(ctx: Pick<CommandContext, 'plan'>, { method, factor }: Round): Factor | null {
  return methodOf(ctx, method)?.factors.find(({ name }) => name === factor) ?? null
}

/** What the team came to, written as a dated score. The cards that led to it are its reason. */
export function writeSettledScore(
  ctx: CommandContext,
  round: Round,
  words: string,
): Result<void, Missing | TooMany | BadValue> {
  const factor = factorOf(ctx, round)
  if (factor === null || round.item === null) return noMethod()
  const value = valueOfCard(factor, words)
  if (value === null) {
    const typed = factor.scale.is === 'words' ? words : Number(words.replace(',', '.'))
    return badValue(
      'result',
      `${whyNotTaken(factor, typed) ?? `${factor.words} takes a number.`} The round stays open.`,
    )
  }
  const { spread } = outcomeOf(round, ctx.plan.rows('cards').values())
  const lay = spread.map(({ face, count }) => (count > 1 ? `${face} ×${count}` : face)).join(', ')
  return writeScores(
    ctx,
    round.method,
    [{ item: round.item, factors: { [factor.name]: value } }],
    lay === '' ? 'Scored in a round.' : `Scored in a round: ${lay}.`,
  )
}

function methodOf({ plan }: Pick<CommandContext, 'plan'>, id: string): Method | undefined {
  return methodsOf(plan.rows('formulas').values()).find((method) => method.id === id)
}

function noMethod() {
  return badValue('method', 'There is no such way to score in this plan. Somebody may have taken the formula out.')
}
