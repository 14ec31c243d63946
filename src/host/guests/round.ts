import { ESTIMATE_CARDS, type GuestRound, type RoomRound } from '../../contract/guest-messages.ts'

/** Somebody who may vote. */
export interface Voter {
  readonly id: string
  readonly name: string
  readonly isHere: boolean
}

/** Whoever sits at this host: votes if they like, and nobody waits for them. */
export const OWN_VOTER = 'own'

/**
 * One question to the room with a card from each guest. Lives in memory: a vote is no estimate, and what comes of it is for the
 * team to write. Nobody sees a vote before all are turned; after that none can be changed.
 */
export interface Round {
  readonly id: string
  readonly item: string
  /** False where that is no card of the round, or the votes were turned. Null takes a vote back. */
  cast(voter: string, card: string | null): boolean
  turn(): void
  drop(voter: string): void
  seenBy(voter: string): GuestRound
  seenInRoom(): RoomRound
}

export function createRound(parts: {
  readonly id: string
  readonly item: { readonly id: string; readonly key: string; readonly title: string }
  readonly cards?: readonly string[] | undefined
  readonly voters: () => readonly Voter[]
}): Round {
  const { id, item } = parts
  const cards = parts.cards ?? ESTIMATE_CARDS
  const votes = new Map<string, string>()
  let turned: { name: string; card: string }[] | null = null

  const seen = (): Omit<GuestRound, 'own'> => ({
    id,
    kind: 'open',
    item: item.id,
    key: item.key,
    title: item.title,
    cards: [...cards],
    voted: turned?.length ?? votes.size,
    of: parts.voters().filter((voter) => voter.isHere || votes.has(voter.id)).length,
    votes: turned,
  })
  return {
    id,
    item: item.id,
    cast(voter, card) {
      if (turned !== null || (card !== null && !cards.includes(card))) return false
      if (card === null) votes.delete(voter)
      else votes.set(voter, card)
      return true
    },
    turn() {
      const names = new Map(parts.voters().map((voter) => [voter.id, voter.name]))
      const place = (card: string): number => cards.indexOf(card)
      turned ??= [...votes]
        .map(([voter, card]) => ({ name: names.get(voter) ?? '', card }))
        .sort((a, b) => place(a.card) - place(b.card) || (a.name < b.name ? -1 : 1))
    },
    drop(voter) {
      if (turned === null) votes.delete(voter)
    },
    seenBy: (voter) => ({ ...seen(), own: votes.get(voter) ?? null }),
    seenInRoom: () => ({
      ...seen(),
      own: votes.get(OWN_VOTER) ?? null,
      waitingFor: parts
        .voters()
        .filter((voter) => voter.isHere && !votes.has(voter.id))
        .map(({ name }) => name),
    }),
  }
}
