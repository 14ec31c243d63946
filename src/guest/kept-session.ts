import { bytesToBase64url, base64urlToBytes } from '../sync/noise/base64url.ts'
import type { GuestKeys } from '../sync/noise/guest-link.ts'
import { keptCards, type KeptCards } from './kept-cards.ts'
import type { GuestRole } from '../model/who-votes.ts'
import { createKeyPair, keyPairOf, KEY_LENGTH, type KeyPair, type RandomBytes } from '../sync/noise/key-pair.ts'

/** By what a guest is known from one connection to the next: lies in the phone until the room is closed. */
export interface KeptSession {
  readonly own: KeyPair
  readonly cards: KeptCards
  /** Under which it asked; empty before. */
  name(): string
  /** As what it asked. */
  role(): GuestRole
  keepName(name: string, role: GuestRole): void
  forget(): void
}

const PLACE = 'ordinal-guest'

interface Kept {
  readonly own: KeyPair
  readonly name: string
  readonly role: GuestRole
}

/** The session of this very link, or a new one. Without storage it lasts as long as the page. */
export function keptSession(storage: Storage | null, link: GuestKeys, random: RandomBytes): KeptSession {
  const room = bytesToBase64url(link.secret)
  const found = read(storage, room)
  const own = found?.own ?? createKeyPair(random)
  const cards = keptCards(storage, link)
  let name = found?.name ?? ''
  let role = found?.role ?? 'stakeholder'
  return {
    own,
    cards,
    name: () => name,
    role: () => role,
    keepName(nextName, nextRole) {
      ;[name, role] = [nextName, nextRole]
      try {
        storage?.setItem(PLACE, JSON.stringify({ room, secret: bytesToBase64url(own.secret), name, role }))
      } catch {
        // Storage that is full or forbidden: the page itself remembers.
      }
    },
    forget() {
      name = ''
      cards.forget()
      try {
        storage?.removeItem(PLACE)
      } catch {
        // As above.
      }
    },
  }
}

function read(storage: Storage | null, room: string): Kept | null {
  try {
    const kept = JSON.parse(storage?.getItem(PLACE) ?? 'null') as (Kept & { room: string; secret: string }) | null
    const secret = kept?.room === room ? base64urlToBytes(kept.secret) : null
    return kept !== null && secret?.length === KEY_LENGTH
      ? { own: keyPairOf(secret), name: kept.name, role: kept.role }
      : null
  } catch {
    return null
  }
}
