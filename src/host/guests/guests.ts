import type { GuestIntent } from '../../contract/guest-messages.ts'
import type { RoomGuest } from '../../contract/room-calls.ts'
import type { PeerPresence } from '../../sync/session/peer-message.ts'
import type { GuestRole } from '../../model/who-votes.ts'
import type { PlanHost } from '../plan-host.ts'
import type { Clock } from '../ports/clock.ts'
import type { DoorKey, Greeted, LinkIdentity } from '../room/greet.ts'
import type { Link } from '../room/link.ts'
import { tellGuest, type Guest } from './guest.ts'
import { createGuestEntry } from './guest-entry.ts'
import { createGuestActs, votesFor } from './guest-acts.ts'
import { createGuestLinks } from './guest-links.ts'
import { createGuestList } from './guest-list.ts'
import { createGuestTelling } from './guest-telling.ts'
import { askedRound, cardsToShow, createGuestCards, roundFor, type AskedRound } from './guest-rounds.ts'
import { createGuestAnswers, surveyFor } from './guest-surveys.ts'
import { createGuestWords } from './guest-words.ts'
import { createGuestKeeping, type GuestMemory } from './kept-guests.ts'
import type { Driver } from './shown.ts'
import { createShownScreen } from './shown-screen.ts'

export interface GuestsParts {
  readonly plan: string
  /** The plan as it is open now; it may be opened anew under its guests. */
  readonly host: () => Pick<PlanHost, 'plan' | 'run'>
  readonly identity: Pick<LinkIdentity, 'noise' | 'random'>
  readonly clock: Clock
  /** What outlasts this host. */
  readonly memory: GuestMemory
  /** Whoever shows the shared screen, on this host or another; null: nobody does. */
  readonly driver: () => Driver | null
  /** Who is here, and their hands. */
  readonly onChanged: () => void
  /** What `presence` answers. */
  readonly onPresence: () => void
  readonly onFault: (what: string, error: unknown) => void
}

/**
 * Phones in one plan's room. A guest is whoever proved one key: asks under a name, is let in by a person, and stays in through
 * lost connections and restarts of the host until the room is closed for guests. It sees what the room shows and sends intents;
 * it has no way to send a record, and this host alone writes what comes of its words.
 *
 * Its parts: guest-entry.ts has the link, guest-links.ts the connections, guest-list.ts who is who, guest-telling.ts says to
 * phones what shown-screen.ts shows, guest-words.ts writes what they say, guest-rounds.ts their cards,
 * guest-surveys.ts what they answer, guest-acts.ts what they tap in a meeting, kept-guests.ts is what outlasts the host.
 */
export interface Guests {
  /** As the host left it: with the link and the guests of before, or closed. With a new link where nothing is kept. */
  resume(): void
  /** Lets guests ask, with a link that is new each time. Nothing where it is open. */
  open(): void
  /** Says goodbye to all and forgets them. */
  close(): void
  /** The host goes, and may be back: phones just lose their connection. */
  leave(): void
  isOpen(): boolean
  /** Empty while closed. */
  link(place: { readonly address: string; readonly port: number }): string
  keys(): readonly DoorKey[]
  enter(greeted: Greeted<DoorKey>): void
  /** Those who wait first, then by name. */
  state(): readonly RoomGuest[]
  presence(): readonly PeerPresence[]
  /** False where nobody of that id waits, such as one who gave up. */
  admit(id: string): boolean
  /** Also for one who is in. */
  turnAway(id: string): boolean
  lowerHand(id: string): void
  /** A person of the room says what a guest is. */
  setRole(id: string, role: GuestRole): void
  /** The driver, the item or the plan may be another. Cheap: phones are told a moment later, once, and only of what changed. */
  look(): void
}

export function createGuests(parts: GuestsParts): Guests {
  const entry = createGuestEntry(parts)
  const links = createGuestLinks(parts)
  const screen = createShownScreen({ ...parts, onEdit: () => all.look() })
  const list = createGuestList({
    wordsOf: (key, name) => createGuestWords({ ...parts, key, name, wasShown: screen.wasShown }),
    cardsOf: (voter, name) => createGuestCards({ ...parts, voter, name, asked }),
    answersOf: (voter, name) => createGuestAnswers({ ...parts, voter, name }),
    actsOf: (name) => createGuestActs({ ...parts, name, shown: screen.now }),
  })
  const telling = createGuestTelling({
    ...parts,
    screen,
    here: list.here,
    roundNow() {
      const round = asked()
      const { plan } = parts.host()
      const toShow = cardsToShow(plan)
      return ({ id }) => ({ round: round === null ? null : roundFor(id, round, plan), toShow: toShow(id) })
    },
    surveyNow() {
      const surveyOf = surveyFor(parts.host().plan)
      return ({ id }) => surveyOf(id)
    },
    votesNow() {
      const votesOf = votesFor(screen.now(), parts.host().plan)
      return ({ name }) => votesOf(name)
    },
    planName: () => parts.host().plan.facts.name,
  })
  const keeping = createGuestKeeping({
    ...parts,
    now() {
      const secret = entry.secret()
      return { secret: secret === null ? null : Buffer.from(secret).toString('base64'), ...list.toKeep() }
    },
  })

  const all: Guests = {
    resume() {
      if (all.isOpen()) return
      const kept = keeping.recall()
      if (kept === null) return all.open()
      if (kept.secret === null) return
      list.recall(kept)
      openWith(new Uint8Array(Buffer.from(kept.secret, 'base64')))
    },
    open() {
      if (!all.isOpen()) openWith(parts.identity.random(16))
    },
    close() {
      if (!all.isOpen()) return
      links.end('closed')
      shut()
      keeping.keep()
    },
    leave() {
      if (!all.isOpen()) return
      keeping.keep()
      links.end(null)
      shut()
    },
    isOpen: () => entry.secret() !== null,
    link: entry.link,
    keys: entry.keys,
    enter({ key: door, noise, link }) {
      // The link of an earlier opening may have shaken hands a moment before that was closed.
      if (!entry.isOf(door)) return link.close()
      const key = Buffer.from(noise).toString('base64')
      let guest: Guest | null = null
      links.open(link, key, {
        hear(intent) {
          if (intent.is === 'ask' && guest === null) guest = come(key, intent, link)
          else if (guest?.isIn === true) heed(guest, intent)
          else if (intent.is === 'bye' && guest !== null) leave(guest)
        },
        gone() {
          if (guest?.link === link) gone(guest)
        },
      })
    },
    state: list.state,
    presence: () =>
      list.here().map(({ id, name, role, hand }) => ({
        id: `guest ${id}`,
        person: null,
        name: `${name} (guest)`,
        role,
        screen: screen.now().screen,
        item: screen.now().item?.id ?? null,
        drives: false,
        hand,
      })),
    admit(id) {
      const guest = list.byId(id)
      if (guest === undefined || guest.isIn) return false
      guest.isIn = true
      screen.follow()
      telling.welcome(guest)
      changed()
      keeping.keep()
      return true
    },
    turnAway(id) {
      const guest = list.byId(id)
      if (guest === undefined) return false
      list.sendAway(guest)
      const { link } = guest
      leave(guest)
      if (link !== null) links.sendOut(link, 'away')
      return true
    },
    lowerHand(id) {
      const guest = list.byId(id)
      if (guest !== undefined) setHand(guest, false)
    },
    setRole(id, role) {
      const guest = list.byId(id)
      if (guest !== undefined) setRole(guest, role)
    },
    look() {
      if (!all.isOpen() || list.all().length === 0) return
      screen.follow()
      telling.soon()
    },
  }
  return all

  function asked(): AskedRound | null {
    return askedRound(parts.host().plan, screen.now().item?.id ?? null)
  }

  function openWith(secret: Uint8Array): void {
    entry.open(secret)
    if (list.all().length > 0) screen.follow()
    keeping.begin()
    parts.onChanged()
  }

  function shut(): void {
    entry.shut()
    telling.stop()
    keeping.stop()
    screen.stop()
    list.clear()
    parts.onChanged()
    parts.onPresence()
  }

  /** Somebody says a name for the first time on this link. */
  function come(key: string, said: { readonly name: string; readonly role: GuestRole }, link: Link): Guest | null {
    const guest = list.come(key, said, link)
    if (typeof guest === 'string') {
      links.sendOut(link, guest)
      return null
    }
    const before = guest.link
    guest.link = link
    if (before !== null) links.sendOut(before, 'elsewhere')
    if (guest.isIn) telling.welcome(guest)
    else tellGuest(guest, { is: 'waiting' })
    changed()
    return guest
  }

  function heed(guest: Guest, intent: GuestIntent): void {
    switch (intent.is) {
      case 'card-commit':
      case 'card-reveal':
      case 'card-say':
        return void guest.cards.take(intent, guest.role).then(() => {
          // Also where it was not taken, so that the phone shows what counts.
          telling.repeatRound(guest)
          all.look()
        })
      case 'hand':
        return setHand(guest, intent.up)
      case 'role':
        return setRole(guest, intent.role)
      case 'bye':
        return leave(guest)
      case 'comment':
      case 'question':
      case 'note':
      case 'request':
        return void guest.words.say(intent).then((message) => {
          tellGuest(guest, { is: 'done', ref: intent.ref, taken: message === '', message })
        })
      case 'vote':
      case 'confirm':
        return void guest.acts.take(intent, guest.role).then((message) => {
          tellGuest(guest, { is: 'done', ref: intent.ref, taken: message === '', message })
          // Also where it was not taken, so that the phone shows what counts.
          telling.repeatVotes(guest)
          all.look()
        })
      case 'answer':
        return void guest.answers.take(intent).then((message) => {
          tellGuest(guest, { is: 'done', ref: intent.ref, taken: message === '', message })
        })
      case 'ask':
        return
    }
  }

  function setHand(guest: Guest, up: boolean): void {
    tellGuest(guest, { is: 'hand', up })
    if (guest.hand === up) return
    guest.hand = up
    changed()
    keeping.keep()
  }

  /** A card that lies there under the role of before is taken back where the new one has none. */
  function setRole(guest: Guest, role: GuestRole): void {
    if (guest.role !== role) {
      void guest.cards.giveUp(guest.role, role).then(() => all.look())
      guest.role = role
      changed()
      keeping.keep()
    }
    if (guest.isIn) telling.introduce(guest)
  }

  /** The link is gone. Who is in stays in, and comes back by the same key. */
  function gone(guest: Guest): void {
    guest.link = null
    // The links of an earlier opening end a moment after it.
    if (!list.has(guest)) return
    if (!guest.isIn) list.drop(guest)
    changed()
  }

  function leave(guest: Guest): void {
    const { link } = guest
    guest.link = null
    list.drop(guest)
    changed()
    keeping.keep()
    // A turned-away one hears why first.
    if (!list.isSentAway(guest)) link?.close()
  }

  function changed(): void {
    if (!all.isOpen()) return
    parts.onChanged()
    telling.someoneMoved()
  }
}
