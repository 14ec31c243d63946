import { cardWords } from '../../model/decks.ts'
import type { Outcome } from '../../model/round-outcome.ts'
import type { Round } from '../../model/round.ts'
import type { Rounds } from '../../state/rounds.svelte.ts'
import type { Factor } from '../../model/scoring/scale.ts'
import { counted } from '../amounts.ts'

const names = (list: readonly string[]): string => new Intl.ListFormat('en-GB').format(list)

/** What sort of round it is, over its question. */
export function kindOfRound({ kind, factor: name }: Round, factor: Factor | null): string {
  if (kind === 'estimate') return 'Estimate'
  if (kind === 'confidence') return 'Fist of five'
  if (kind !== 'score') return 'Question'
  return factor === null && name !== '' ? `Score: ${name}` : 'Score'
}

/** How many cards lie there, and whom everybody waits for. */
export function putWords(outcome: Outcome, waiting: readonly string[]): string {
  const put = outcome.votes.filter((vote) => vote.is === 'in').length
  const cards = put === 0 ? 'No card yet' : counted(put, 'card')
  if (waiting.length === 0) return put === 0 ? `${cards}.` : `${cards}, and nobody here is missing.`
  return waiting.length > 3
    ? `${cards}; ${waiting.length} are still thinking.`
    : `${cards}; waiting for ${names(waiting)}.`
}

/** Why a key does not turn the cards yet, which a press of the button does; null where everybody here has voted. */
export function whyNotYet(rounds: Rounds, round: string): string | null {
  const outcome = rounds.outcome(round)
  const waiting = rounds.waitingFor(round)
  if (outcome === null || outcome.votes.every(({ is }) => is !== 'in')) return 'There is no card to turn yet.'
  return waiting.length === 0 ? null : `${putWords(outcome, waiting)} “Turn the cards” turns them all the same.`
}

/** What the turned cards say, in a sentence. */
export function spreadWords(outcome: Outcome): string {
  const { spread, agreed } = outcome
  const all = spread.reduce((sum, { count }) => sum + count, 0)
  const [first] = spread
  if (first === undefined) return 'Nobody voted.'
  if (agreed) return all === 1 ? `One vote: ${cardWords(first.face)}.` : `All ${all} say ${cardWords(first.face)}.`
  const top = Math.max(...spread.map(({ count }) => count))
  const rivals = spread.filter(({ count }) => count === top)
  if (rivals.length > 1)
    return `As many for ${names(rivals.map(({ face }) => cardWords(face)))}: ${counted(top, 'vote')} each.`
  return `Most say ${cardWords(rivals[0]?.face ?? '')}: ${top} of ${all}.`
}

/** Who explains, where cards lie far apart; empty where they do not. */
export function explainWords({ outliers }: Outcome): string {
  if (outliers === null) return ''
  const { lowest, highest } = outliers
  return `${names(lowest.names)} (${lowest.face}) and ${names(highest.names)} (${highest.face}) say why, then vote again.`
}

/** How it is with a card that shows nothing. */
export function voteWords(is: Outcome['votes'][number]['is']): string {
  if (is === 'invalid') return 'not valid'
  if (is === 'late') return 'too late'
  if (is === 'ignored') return 'does not vote'
  return is === 'missing' ? 'no vote' : ''
}

/** What is said of the rounds that are on, once each: that one began, that nobody is waited for, that the cards are turned. */
export function roundNews(rounds: Rounds): [key: string, words: string][] {
  return rounds.live.map((round) => {
    const outcome = rounds.outcome(round.id)
    if (outcome?.phase === 'turned') return [`turned ${round.id}`, `The cards on ${round.question} are turned.`]
    const all = (outcome?.votes.length ?? 0) > 0 && rounds.waitingFor(round.id).length === 0
    return all
      ? [`all ${round.id}`, `All who are here have voted on ${round.question}.`]
      : [`asked ${round.id}`, `A round of cards is on: ${round.question}.`]
  })
}
