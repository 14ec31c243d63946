import { putCard, showCard } from '../../commands/rounds.ts'
import { CallFailed } from '../../contract/calls.ts'
import type { GuestIntent, GuestRound } from '../../contract/guest-messages.ts'
import { commitmentOf } from '../../doc/commitment.ts'
import type { Plan } from '../../doc/plan.ts'
import type { Card } from '../../model/card.ts'
import type { Author } from '../../model/envelope.ts'
import { outcomeOf, type Outcome } from '../../model/round-outcome.ts'
import { phaseOf, type Round } from '../../model/round.ts'
import { createAllowance } from '../../sync/session/allowance.ts'
import type { PlanHost } from '../plan-host.ts'
import type { Clock } from '../ports/clock.ts'

/** What one guest's card does; the rest of a card never leaves the phone before the turn. */
export type CardIntent = GuestIntent & { readonly is: 'card-commit' | 'card-reveal' }

/** A card is a record that stays for ever: at once, and a second. */
const CARDS = { atOnce: 20, aSecond: 0.2 }

/** The cards of one guest, written into the plan on the host's own line and under the guest's name. */
export interface GuestCards {
  /** True once it is on disk. */
  take(intent: CardIntent): Promise<boolean>
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
    async take(intent) {
      const round = parts.asked()?.round.id
      if (round === undefined || round !== intent.round) return false
      // A card that lies there may always be shown: that writes once at most.
      if (intent.is === 'card-commit' && !mayWrite.takes(1)) return false
      const author: Author = { person: null, role: 'guest', forTeam: null, guest: parts.name }
      const { run } = parts.host()
      try {
        if (intent.is === 'card-commit')
          await run(author, putCard, { round, voter, name: `${parts.name} (guest)`, commit: intent.commit })
        else {
          const { face, reason, salt } = intent
          await run(author, showCard, { round, voter, face, reason, salt })
        }
        return true
      } catch (error) {
        if (!(error instanceof CallFailed)) parts.onFault('a guest’s card', error)
        return false
      }
    },
  }
}

/**
 * The round that guests are asked in: the newest that is on. One that is open for days is for those at their own devices, until
 * the room looks at its item.
 */
function roundForGuests(plan: Plan, shownItem: string | null): Round | null {
  let newest: Round | null = null
  for (const round of plan.rows('rounds').values()) {
    const phase = phaseOf(round)
    if (phase !== 'open' && phase !== 'turned') continue
    if (round.closesAt !== null && (round.item === null || round.item !== shownItem)) continue
    if (newest === null || round.at > newest.at || (round.at === newest.at && round.id > newest.id)) newest = round
  }
  return newest
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
  return { round, cards, outcome: outcomeOf(round, cards, commitmentOf) }
}

/** The same as one guest sees it: who voted how only once it is turned. */
export function seenBy({ round, cards, outcome }: AskedRound, plan: Plan, voter: string): GuestRound {
  const { id, kind, item, question, deck } = round
  const row = item === null ? undefined : plan.row('items', item)
  const { phase, votes } = outcome
  return {
    id,
    kind,
    item,
    key: row?.key ?? '',
    title: (row?.title ?? question).slice(0, 1_000),
    question: question.slice(0, 1_000),
    deck: [...deck],
    put: votes.filter((vote) => vote.is !== 'ignored').length,
    commit: cards.find((card) => card.voter === voter)?.commit ?? '',
    listed: round.turned.filter((one) => one.startsWith(`${voter} `)).map((one) => one.slice(voter.length + 1)),
    votes: phase === 'turned' ? votes.map(({ name, is, face }) => ({ name, is, face })) : null,
  }
}
