import type { RoomRound } from '../../contract/guest-messages.ts'
import { createId } from '../../model/id.ts'
import type { PlanHost } from '../plan-host.ts'
import type { Guest } from './guest.ts'
import { createRound, OWN_VOTER, type Round } from './round.ts'

/** What a person at this host does with votes of the room. */
export interface RoomVotes {
  /** Puts a round of votes on an item in place of the one before. False where there is no such item. */
  ask(item: string, cards?: readonly string[]): boolean
  /** The card of the person at this host. False where that round is over or has no such card. */
  vote(round: string, card: string | null): boolean
  turnVotes(): void
  endRound(): void
  round(): RoomRound | null
}

/** The same with the guests' side: what they cast and what they see of it. */
export interface GuestVotes extends RoomVotes {
  /** False where it is not taken, such as for a round that is over. */
  cast(guest: Guest, round: string, card: string | null): boolean
  seenBy(guest: Guest): ReturnType<Round['seenBy']> | null
  /** The guest left for good. */
  drop(guest: Guest): void
  end(): void
}

export function createGuestVotes(parts: {
  readonly host: () => Pick<PlanHost, 'plan'>
  readonly random: () => number
  /** Of the person at this host. */
  readonly ownName: () => { readonly name: string }
  readonly guests: () => readonly Guest[]
  readonly onChanged: () => void
}): GuestVotes {
  let round: Round | null = null
  return {
    ask(item, cards) {
      const row = parts.host().plan.row('items', item)
      if (row === undefined || row.deleted !== null) return false
      round = createRound({
        id: createId(parts.random),
        item: { id: item, key: row.key, title: row.title },
        cards,
        voters: () => [
          { id: OWN_VOTER, name: parts.ownName().name, isHere: false },
          ...parts
            .guests()
            .filter(({ isIn }) => isIn)
            .map(({ id, name, link }) => ({ id, name, isHere: link !== null })),
        ],
      })
      parts.onChanged()
      return true
    },
    vote(id, card) {
      const isTaken = round?.id === id && round.cast(OWN_VOTER, card)
      if (isTaken) parts.onChanged()
      return isTaken
    },
    turnVotes() {
      round?.turn()
      parts.onChanged()
    },
    endRound() {
      round = null
      parts.onChanged()
    },
    round: () => round?.seenInRoom() ?? null,
    cast: (guest, id, card) => round?.id === id && round.cast(guest.id, card),
    seenBy: (guest) => round?.seenBy(guest.id) ?? null,
    drop: (guest) => round?.drop(guest.id),
    end: () => void (round = null),
  }
}
