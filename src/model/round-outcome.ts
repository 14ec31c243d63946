import type { Card } from './card.ts'
import { DEFAULT_SIZE_LIMIT } from './checklist.ts'
import { commitmentOf } from './commitment.ts'
import { cardNumber, placeInDeck } from './decks.ts'
import { listing, phaseOf, type Round, type RoundPhase } from './round.ts'
import { votesIn } from './who-votes.ts'

/**
 * How it stands with one voter's card. Before the turn `in`; then `valid`, `missing` (it counts but was not shown: no vote),
 * `invalid` (it is not what was committed, or two of this voter were listed) or `late` (put after the turn). `ignored`: this
 * role has no card in such a round.
 */
export type VoteIs = 'in' | 'valid' | 'missing' | 'invalid' | 'late' | 'ignored'

export interface Vote {
  readonly voter: string
  readonly name: string
  readonly is: VoteIs
  /** '' unless it is valid. */
  readonly face: string
  readonly reason: string
  /** Why, in a sentence, once the cards were turned. */
  readonly said: string
}

export interface SpreadRow {
  readonly face: string
  readonly count: number
  /** Only while the round is turned; never afterwards. */
  readonly names: readonly string[]
}

export interface Outcome {
  readonly phase: RoundPhase
  /** By name. Empty once the round is settled. */
  readonly votes: readonly Vote[]
  /** In the deck's order, faces that somebody chose. */
  readonly spread: readonly SpreadRow[]
  /**
   * The most common card that has a size. Of two beside each other the bigger, since who sees more work may know of it; null
   * where people think of different things.
   */
  readonly suggestion: string | null
  /** Everybody chose the same. */
  readonly agreed: boolean
  readonly outliers: Outliers | null
  /** The suggestion is above the team's limit: better split. */
  readonly tooBig: boolean
}

/** The lowest and the highest lie two or more cards apart: both explain before the next vote. */
export interface Outliers {
  readonly lowest: SpreadRow
  readonly highest: SpreadRow
  readonly apart: number
}

/** Whether this vote is one of the lowest or the highest, whom the others ask why. */
export function explains({ outliers }: Outcome, vote: Pick<Vote, 'is' | 'face'>): boolean {
  return vote.is === 'valid' && (vote.face === outliers?.lowest.face || vote.face === outliers?.highest.face)
}

/** Cards apart from which the highest and the lowest explain. */
export const APART = 2

export function outcomeOf(round: Round, cards: Iterable<Card>, limit = DEFAULT_SIZE_LIMIT): Outcome {
  const phase = phaseOf(round)
  if (round.settled !== null) return withSpread(round, phase, [], settledSpread(round), limit)
  const votes = [...byVoter(round, cards)]
    .map(([voter, own]) => voteOf(round, phase, voter, own))
    .filter((vote) => vote !== null)
    .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : a.voter < b.voter ? -1 : 1))
  return withSpread(round, phase, votes, phase === 'turned' ? spreadOf(round, votes) : [], limit)
}

function byVoter(round: Round, cards: Iterable<Card>): Map<string, Card[]> {
  const voters = new Map<string, Card[]>()
  for (const card of cards) {
    if (card.round !== round.id || card.deleted !== null) continue
    const own = voters.get(card.voter)
    if (own === undefined) voters.set(card.voter, [card])
    else own.push(card)
  }
  return voters
}

/** Null where nothing lies there any more. */
function voteOf(round: Round, phase: RoundPhase, voter: string, cards: readonly Card[]): Vote | null {
  const all = [...cards].sort((a, b) => (a.id < b.id ? -1 : 1))
  const { name, role } = all[0] as Card
  const vote = (is: VoteIs, card: Card | null = null): Vote => ({
    voter,
    name,
    is,
    face: card?.face ?? '',
    reason: card?.reason ?? '',
    said: card?.said ?? '',
  })
  const put = all.some(({ commit }) => commit !== '')
  if (put && !votesIn(round.kind, role)) return vote('ignored')
  if (phase !== 'turned') return put ? vote('in') : null
  const listed = round.turned.filter((one) => one.startsWith(`${voter} `))
  if (listed.length === 0) return put ? vote('late') : null
  // Whoever could list a second card after having seen the others would choose between them.
  if (listed.length > 1) return vote('invalid')
  const shown = all.filter(({ face, salt }) => face !== '' || salt !== '')
  if (shown.length === 0) return vote('missing')
  const whole = shown.find(
    ({ face, salt, reason }) =>
      round.deck.includes(face) &&
      listing(voter, commitmentOf({ round: round.id, voter, face, reason, salt })) === listed[0],
  )
  return whole === undefined ? vote('invalid') : vote('valid', whole)
}

function spreadOf(round: Round, votes: readonly Vote[]): SpreadRow[] {
  return round.deck
    .map((face) => ({
      face,
      names: votes.filter((vote) => vote.is === 'valid' && vote.face === face).map((vote) => vote.name),
    }))
    .filter(({ names }) => names.length > 0)
    .map(({ face, names }) => ({ face, count: names.length, names }))
}

function settledSpread({ settled }: Round): SpreadRow[] {
  return (settled?.spread ?? []).map(({ face, count }) => ({ face, count, names: [] }))
}

function withSpread(
  round: Round,
  phase: RoundPhase,
  votes: readonly Vote[],
  spread: readonly SpreadRow[],
  limit: number,
): Outcome {
  const sized = spread.filter(({ face }) => placeInDeck(round.deck, face) !== null)
  const most = Math.max(0, ...sized.map(({ count }) => count))
  const common = sized.filter(({ count }) => count === most).map(({ face }) => face)
  const places = common.map((face) => placeInDeck(round.deck, face) ?? 0)
  const isOne =
    common.length === 1 ||
    (round.kind !== 'question' && common.length === 2 && (places[1] ?? 0) - (places[0] ?? 0) === 1)
  const suggestion = isOne ? (common.at(-1) ?? null) : null
  const size = suggestion === null ? null : suggestion === '∞' ? Infinity : cardNumber(suggestion)
  return {
    phase,
    votes,
    spread,
    suggestion,
    agreed: spread.length === 1,
    outliers: outliersOf(round, sized),
    tooBig: round.kind === 'estimate' && size !== null && size > limit,
  }
}

function outliersOf({ kind, deck }: Round, sized: readonly SpreadRow[]): Outliers | null {
  const [lowest, highest] = [sized[0], sized.at(-1)]
  if (kind === 'question' || lowest === undefined || highest === undefined) return null
  const apart = (placeInDeck(deck, highest.face) ?? 0) - (placeInDeck(deck, lowest.face) ?? 0)
  return apart >= APART ? { lowest, highest, apart } : null
}
