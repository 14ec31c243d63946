import type { SealedCard } from '../model/card.ts'
import { bytesToBase64url } from '../sync/noise/base64url.ts'
import type { GuestKeys } from '../sync/noise/guest-link.ts'

export interface KeptCard extends SealedCard {
  readonly commit: string
}

/** What is on the cards that this phone put: nobody else knows it before they turn. Without storage it lasts as long as the page. */
export interface KeptCards {
  withCommit(commit: string): KeptCard | null
  keep(card: KeptCard): void
  forget(): void
}

const PLACE = 'ordinal-guest-cards'
/** A round is turned long before so many were put. */
const MOST = 60

export function keptCards(storage: Storage | null, link: GuestKeys): KeptCards {
  const room = bytesToBase64url(link.secret)
  let cards = read(storage, room)
  return {
    withCommit: (commit) => cards.find((card) => card.commit === commit) ?? null,
    keep(card) {
      cards = [...cards, card].slice(-MOST)
      try {
        storage?.setItem(PLACE, JSON.stringify({ room, cards }))
      } catch {
        // Storage that is full or forbidden: the page itself remembers.
      }
    },
    forget() {
      cards = []
      try {
        storage?.removeItem(PLACE)
      } catch {
        // As above.
      }
    },
  }
}

function read(storage: Storage | null, room: string): readonly KeptCard[] {
  try {
    const kept = JSON.parse(storage?.getItem(PLACE) ?? 'null') as { room: string; cards: KeptCard[] } | null
    return kept?.room === room ? kept.cards : []
  } catch {
    return []
  }
}
