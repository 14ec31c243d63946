import { explainCard, putCard, showCard } from '../../commands/rounds.ts'
import { factorOf } from '../../commands/scoring-rounds.ts'
import { CallFailed } from '../../contract/calls.ts'
import type { GuestIntent, GuestRound } from '../../contract/guest-messages.ts'
import type { Plan } from '../../doc/plan.ts'
import type { Card } from '../../model/card.ts'
import type { Author } from '../../model/envelope.ts'
import { explains, outcomeOf, type Outcome } from '../../model/round-outcome.ts'
import { askedFirst, phaseOf, type Round } from '../../model/round.ts'
import { wordsOfCard } from '../../model/scoring/factor-cards.ts'
import { votesIn, type GuestRole } from '../../model/who-votes.ts'
import { createAllowance } from '../../sync/session/allowance.ts'
import type { PlanHost } from '../plan-host.ts'
import type { Clock } from '../ports/clock.ts'

/** What one guest's card does; the rest of a card never leaves the phone before the turn. */
export type CardIntent = GuestIntent & { readonly is: 'card-commit' | 'card-reveal' | 'card-say' }

/** A card is a record that stays for ever: at once, and a second. */
const CARDS = { atOnce: 20, aSecond: 0.2 }

/** The cards of one guest, written into the plan on the host's own line and under the guest's name. */
export interface GuestCards {
  /** True once it is on disk. `role`: what the guest is now, by which its card counts or not. */
  take(intent: CardIntent, role: GuestRole): Promise<boolean>
  /** Takes back what lies in open rounds in which the guest has no card as what it is from now on. */
  giveUp(before: GuestRole, now: GuestRole): Promise<void>
}

export function createGuestCards(parts: {
  /** The guest, by the key it proved. */
  readonly voter: string
  readonly name: string
  readonly host: () => Pick<PlanHost, 'plan' | 'run'>
  /** The round that guests see now. */
  readonly asked: () => AskedRound | null
  readonly clock: Clock
  readonly onFault: (what: string, error: unknown) => void
}): GuestCards {
  const { voter } = parts
  const mayWrite = createAllowance({ ...CARDS, now: () => parts.clock.now() })
  return {
    async take(intent, role) {
      const { round } = intent
      const { run, plan } = parts.host()
      // A card that lies there may always be shown, also where the room goes on to the next: that writes once at most.
      const mayTake =
        intent.is !== 'card-reveal'
          ? parts.asked()?.round.id === round && mayWrite.takes(1)
          : cardsToShow(plan)(voter).some((card) => card.round === round)
      if (!mayTake) return false
      try {
        if (intent.is === 'card-say') await run(as(role), explainCard, { round, voter, said: intent.said })
        else if (intent.is === 'card-commit')
          await run(as(role), putCard, { round, voter, name: `${parts.name} (guest)`, commit: intent.commit })
        else {
          const { face, reason, salt } = intent
          await run(as(role), showCard, { round, voter, face, reason, salt })
        }
        return true
      } catch (error) {
        if (!(error instanceof CallFailed)) parts.onFault('a guest’s card', error)
        return false
      }
    },
    async giveUp(before, now) {
      const { run, plan } = parts.host()
      for (const card of [...plan.rows('cards').values()]) {
        const round = plan.row('rounds', card.round)
        if (card.voter !== voter || card.commit === '' || round === undefined || phaseOf(round) !== 'open') continue
        if (votesIn(round.kind, now)) continue
        const taken = { round: round.id, voter, name: card.name, commit: null }
        await run(as(before), putCard, taken).catch((error: unknown) => {
          if (!(error instanceof CallFailed)) parts.onFault('a guest’s card', error)
        })
      }
    },
  }

  function as(role: GuestRole): Author {
    return { person: null, role, forTeam: null, guest: parts.name }
  }
}

/**
 * The round that guests are asked in: that of the item which the room looks at, else one about no item, else the newest that is
 * on, of several begun together the one that stands first in the backlog. One that is open for days is for those at their own
 * devices, until the room looks at its item.
 */
function roundForGuests(plan: Plan, shownItem: string | null): Round | null {
  const isShown = ({ item }: Round): boolean => item !== null && item === shownItem
  const nearness = (round: Round): number => (isShown(round) ? 2 : round.item === null ? 1 : 0)
  const placeOf = ({ item }: Round): number => (item === null ? 0 : plan.rankOf(item))
  let first: Round | null = null
  for (const round of plan.rows('rounds').values()) {
    const phase = phaseOf(round)
    if (phase !== 'open' && phase !== 'turned') continue
    if (round.closesAt !== null && !isShown(round)) continue
    const before =
      first === null
        ? 1
        : nearness(round) - nearness(first) ||
          round.at - first.at ||
          placeOf(first) - placeOf(round) ||
          askedFirst(first, round)
    if (before > 0) first = round
  }
  return first
}

/** Of each guest, what is to be shown of it: in any round that is turned, whatever the room asks by now. */
export function cardsToShow(plan: Plan): (voter: string) => { round: string; commit: string }[] {
  const turned = [...plan.rows('rounds').values()].filter((round) => phaseOf(round) === 'turned')
  const rounds = new Set(turned.map(({ id }) => id))
  const shown = new Set<string>()
  if (turned.length > 0)
    for (const { round, voter, salt } of plan.rows('cards').values())
      if (rounds.has(round) && salt !== '') shown.add(`${round} ${voter}`)
  return (voter) =>
    turned.flatMap(({ id, turned: listed }) =>
      shown.has(`${id} ${voter}`)
        ? []
        : listed
            .filter((one) => one.startsWith(`${voter} `))
            .map((one) => ({ round: id, commit: one.slice(voter.length + 1) })),
    )
}

/** The round that guests are asked in, and who voted how as far as that is known. */
export interface AskedRound {
  readonly round: Round
  readonly cards: readonly Card[]
  readonly outcome: Outcome
}

export function askedRound(plan: Plan, shownItem: string | null): AskedRound | null {
  const round = roundForGuests(plan, shownItem)
  if (round === null) return null
  const cards = [...plan.rows('cards').values()].filter((card) => card.round === round.id && card.deleted === null)
  return { round, cards, outcome: outcomeOf(round, cards) }
}

/** The same as one guest sees it: who voted how only once it is turned. */
export function roundFor(voter: string, { round, cards, outcome }: AskedRound, plan: Plan): GuestRound {
  const { id, kind, item, question, deck } = round
  const row = item === null ? undefined : plan.row('items', item)
  const { phase, votes, outliers } = outcome
  const factor = kind === 'score' ? factorOf({ plan }, round) : null
  const own = votes.find((vote) => vote.voter === voter)
  return {
    id,
    kind,
    item,
    key: row?.key ?? '',
    title: (row?.title ?? question).slice(0, 1_000),
    question: (factor?.words ?? question).slice(0, 1_000),
    asks: (factor?.asks ?? '').slice(0, 1_000),
    deck: [...deck],
    steps: factor === null ? [] : deck.map((face) => wordsOfCard(factor, face).slice(0, 1_000)),
    put: votes.filter((vote) => vote.is !== 'ignored').length,
    commit: cards.find((card) => card.voter === voter)?.commit ?? '',
    votes:
      phase === 'turned' ? votes.map(({ name, is, face, reason, said }) => ({ name, is, face, reason, said })) : null,
    far: outliers === null ? null : { lowest: outliers.lowest.face, highest: outliers.highest.face },
    said: own !== undefined && explains(outcome, own) ? own.said : null,
  }
}
