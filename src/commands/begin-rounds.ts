import { wrongDeck } from '../model/decks.ts'
import { createId } from '../model/id.ts'
import { fail, ok, type Failure, type Result } from '../model/result.ts'
import { phaseOf, ROUND_KINDS, type Round } from '../model/round.ts'
import type { CommandContext } from './command.ts'
import {
  badValue,
  checkNewId,
  checkRefs,
  create,
  oneLine,
  type BadId,
  type BadValue,
  type Missing,
} from './record-edits.ts'

/** The round is not where this can be done. */
export interface WrongPhase extends Failure {
  readonly type: 'wrong-phase'
}

export interface StartRound {
  readonly kind: string
  /** One round each, begun together; none for a question about nothing in the plan. */
  readonly items: readonly string[]
  /** Needed where there is no item; otherwise its title. */
  readonly question?: string | undefined
  readonly deck: readonly string[]
  readonly session?: string | null | undefined
  /** Cards are taken until then; left out: until somebody turns them. */
  readonly closesAt?: number | null | undefined
  /** One for each round. */
  readonly ids?: readonly string[] | undefined
}
const MOST_AT_ONCE = 200

/** What rounds are begun on together. */
export type Begun = StartRound & { readonly method?: string; readonly factor?: string }

/** Begins them inside of a command, all or none. Answers the rounds' ids, in the order in which they were asked for. */
export function beginRounds(
  ctx: CommandContext,
  all: readonly Begun[],
): Result<readonly string[], Missing | BadValue | BadId | WrongPhase> {
  const asked = all.flatMap((round) => round.items).length
  if (asked > MOST_AT_ONCE) return badValue('items', `At most ${MOST_AT_ONCE} rounds are begun at once.`)
  for (const round of all) {
    const wrong = whyNotBegun(ctx, round)
    if (wrong !== null) return fail(wrong)
  }
  return ok(all.flatMap((round, nth) => beginOne(ctx, round, nth)))
}

function whyNotBegun(ctx: CommandContext, round: Begun): Missing | BadValue | BadId | WrongPhase | null {
  const { kind, deck, method = '', factor = '', closesAt = null, ids } = round
  if (!(ROUND_KINDS as readonly string[]).includes(kind))
    return { type: 'bad-value', field: 'kind', message: `There is no round "${kind}".` }
  const wrong = wrongDeck(deck)
  if (wrong !== '') return { type: 'bad-value', field: 'deck', message: wrong }
  if (closesAt !== null && closesAt <= ctx.now)
    return { type: 'bad-value', field: 'closesAt', message: 'That moment is over already.' }
  if (round.items.length === 0 && oneLine(round.question ?? '') === null)
    return { type: 'bad-value', field: 'question', message: 'A round needs an item or a question, on one line.' }
  for (const [i, item] of aboutsOf(round).entries()) {
    const bad = checkRefs(ctx, { items: item }) ?? checkNewId(ctx, 'rounds', ids?.[i])
    if (bad !== null) return bad
    if (item !== null && isOn(ctx, { kind, item, method, factor }))
      return wrongPhase(`There is a round on "${ctx.plan.row('items', item)?.title ?? ''}" already. End it first.`)
        .error
  }
  return null
}

function beginOne(ctx: CommandContext, round: Begun, nth: number): string[] {
  const { kind, deck, method = '', factor = '', session = null, closesAt = null, ids } = round
  return aboutsOf(round).map((item, i) => {
    const question = oneLine(round.question ?? '') ?? (item === null ? '' : (ctx.plan.row('items', item)?.title ?? ''))
    const fields = { kind, item, question, deck, method, factor, nth, session, closesAt, before: null }
    return begin(ctx, { id: ids?.[i], ...fields })
  })
}

/** The items, each once; null for a question about nothing in the plan. */
function aboutsOf({ items }: Begun): readonly (string | null)[] {
  return items.length === 0 ? [null] : [...new Set(items)]
}

function isOn({ plan }: CommandContext, about: Pick<Round, 'kind' | 'item' | 'method' | 'factor'>): boolean {
  for (const round of plan.rows('rounds').values()) {
    if (round.item !== about.item || round.kind !== about.kind) continue
    if (round.method !== about.method || round.factor !== about.factor) continue
    const phase = phaseOf(round)
    if (phase === 'open' || phase === 'turned') return true
  }
  return false
}

/** Begins one round. Answers its id. */
export function begin(
  ctx: CommandContext,
  fields: Pick<
    Round,
    'kind' | 'item' | 'question' | 'deck' | 'method' | 'factor' | 'nth' | 'session' | 'closesAt' | 'before'
  > & {
    readonly id: string | undefined
  },
): string {
  const id = fields.id ?? createId(ctx.random)
  create(ctx, 'rounds', id, { ...fields, startedBy: ctx.author.person, at: ctx.now }, fields.question)
  return id
}

export function wrongPhase(message: string): { ok: false; error: WrongPhase } {
  return fail({ type: 'wrong-phase', message })
}
