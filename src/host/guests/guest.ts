import { encodeGuest, type GuestNews } from '../../contract/guest-messages.ts'
import type { Link } from '../room/link.ts'
import type { GuestActs } from './guest-acts.ts'
import type { GuestCards } from './guest-rounds.ts'
import type { GuestRole } from '../../model/who-votes.ts'
import type { GuestAnswers } from './guest-surveys.ts'
import type { GuestWords } from './guest-words.ts'

/** One phone, as the room knows it. */
export interface Guest {
  /** Made of what it proves; it votes under it. */
  readonly id: string
  /** What it proves on each connection. */
  readonly key: string
  readonly name: string
  /** What it said it is, or a person of the room did. */
  role: GuestRole
  /** A person let it in. */
  isIn: boolean
  hand: boolean
  /** Null while it is away. */
  link: Link | null
  readonly words: GuestWords
  readonly cards: GuestCards
  readonly answers: GuestAnswers
  readonly acts: GuestActs
}

export function tellGuest(guest: Guest, news: GuestNews): void {
  guest.link?.send(encodeGuest(news))
}
