import type { GuestOut } from '../../contract/guest-messages.ts'
import type { RoomGuest } from '../../contract/room-calls.ts'
import type { GuestRole } from '../../model/who-votes.ts'
import { guestVoter } from '../../sync/noise/guest-voter.ts'
import type { Link } from '../room/link.ts'
import type { Guest } from './guest.ts'
import type { GuestActs } from './guest-acts.ts'
import type { GuestCards } from './guest-rounds.ts'
import type { GuestAnswers } from './guest-surveys.ts'
import type { GuestWords } from './guest-words.ts'
import type { KeptGuests } from './kept-guests.ts'

/** Who asked to come in, who is in, and who was sent away, by the key that each proved. */
export interface GuestList {
  all(): readonly Guest[]
  /** In, and not away. */
  here(): readonly Guest[]
  /** Those who wait first, then by name. */
  state(): readonly RoomGuest[]
  byId(id: string): Guest | undefined
  has(guest: Guest): boolean
  /** Somebody says a name: a new guest, one who is known, or why it cannot be one. */
  come(key: string, said: { readonly name: string; readonly role: GuestRole }, link: Link): Guest | GuestOut
  sendAway(guest: Guest): void
  isSentAway(guest: Guest): boolean
  drop(guest: Guest): void
  /** Those who were let in before this host was restarted. */
  recall(kept: Pick<KeptGuests, 'guests' | 'sentAway'>): void
  toKeep(): Pick<KeptGuests, 'guests' | 'sentAway'>
  clear(): void
}

const MOST_GUESTS = 300
/** Who wait to be let in from one address: as many as share the one of a small network, and no crowd that somebody made up. */
const MOST_WAITING_THERE = 24

export function createGuestList(parts: {
  readonly wordsOf: (key: string, name: string) => GuestWords
  readonly cardsOf: (id: string, name: string) => GuestCards
  readonly answersOf: (id: string, name: string) => GuestAnswers
  readonly actsOf: (name: string) => GuestActs
}): GuestList {
  const guests = new Map<string, Guest>()
  const sentAway = new Set<string>()

  const list: GuestList = {
    all: () => [...guests.values()],
    here: () => list.all().filter(({ isIn, link }) => isIn && link !== null),
    state: () =>
      list
        .all()
        .map(({ id, name, role, isIn, link, hand }): RoomGuest => {
          return { id, name, role, state: !isIn ? 'asks' : link === null ? 'away' : 'here', hand }
        })
        .sort((a, b) => Number(b.state === 'asks') - Number(a.state === 'asks') || (a.name < b.name ? -1 : 1)),
    byId: (id) => list.all().find((guest) => guest.id === id),
    has: (guest) => guests.get(guest.key) === guest,
    come(key, { name, role }, link) {
      if (sentAway.has(key)) return 'away'
      const known = guests.get(key)
      if (known !== undefined) return known
      if (waitingAt(link.remote) >= MOST_WAITING_THERE) return 'crowd'
      if (guests.size >= MOST_GUESTS) return 'full'
      const guest = newGuest(key, freeName(name), role)
      guests.set(key, guest)
      return guest
    },
    sendAway: (guest) => void sentAway.add(guest.key),
    isSentAway: (guest) => sentAway.has(guest.key),
    drop: (guest) => void guests.delete(guest.key),
    recall(kept) {
      for (const { key, name, role, hand } of kept.guests)
        guests.set(key, { ...newGuest(key, name, role), isIn: true, hand })
      for (const key of kept.sentAway) sentAway.add(key)
    },
    toKeep: () => ({
      guests: list
        .all()
        .filter(({ isIn }) => isIn)
        .map(({ id, key, name, role, hand }) => ({ id, key, name, role, hand })),
      sentAway: [...sentAway],
    }),
    clear() {
      guests.clear()
      sentAway.clear()
    },
  }
  return list

  function newGuest(key: string, name: string, role: GuestRole): Guest {
    const id = guestVoter(new Uint8Array(Buffer.from(key, 'base64')))
    const speech = {
      words: parts.wordsOf(key, name),
      cards: parts.cardsOf(id, name),
      answers: parts.answersOf(id, name),
      acts: parts.actsOf(name),
    }
    return { id, key, name, role, isIn: false, hand: false, link: null, ...speech }
  }

  function waitingAt(address: string): number {
    return list.all().filter(({ isIn, link }) => !isIn && link?.remote === address).length
  }

  /** Two guests of one name could vote and speak for each other in the eyes of the room. */
  function freeName(name: string): string {
    const taken = new Set(list.all().map((guest) => guest.name.toLowerCase()))
    let free = name
    for (let n = 2; taken.has(free.toLowerCase()); n++) free = `${name} ${n}`
    return free
  }
}
