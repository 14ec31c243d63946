import {
  decodeIntent,
  encodeGuest,
  type GuestIntent,
  type GuestNews,
  type GuestOut,
  type RoomRound,
} from '../../contract/guest-messages.ts'
import type { Presence } from '../../contract/host-info.ts'
import type { RoomGuest } from '../../contract/room-calls.ts'
import { createId } from '../../model/id.ts'
import { createHelloKey } from '../../sync/noise/hello.ts'
import { keyFromSecret } from '../../sync/noise/derive-key.ts'
import { formatGuestLink } from '../../sync/noise/guest-link.ts'
import { createAllowance, type Allowance } from '../../sync/session/allowance.ts'
import type { PeerPresence } from '../../sync/session/peer-message.ts'
import type { PlanHost } from '../plan-host.ts'
import type { Clock } from '../ports/clock.ts'
import type { DoorKey, Greeted, LinkIdentity } from '../room/greet.ts'
import type { Link } from '../room/link.ts'
import { readKeptGuests, type GuestMemory } from './kept-guests.ts'
import { createRound, OWN_VOTER, type Round } from './round.ts'
import { createGuestWords, type GuestWords } from './guest-words.ts'
import { createShownScreen } from './shown-screen.ts'

export interface GuestsParts {
  readonly plan: string
  /** The plan as it is open now; it may be opened anew under its guests. */
  readonly host: () => Pick<PlanHost, 'plan' | 'run'>
  readonly identity: Pick<LinkIdentity, 'noise' | 'random'>
  readonly clock: Clock
  readonly random: () => number
  /** What outlasts this host. */
  readonly memory: GuestMemory
  /** Whoever shows the shared screen, on this host or another; null: nobody does. */
  readonly driver: () => Pick<Presence, 'name' | 'screen' | 'item'> | null
  /** Of the person at this host, for their vote. */
  readonly ownName: () => { readonly name: string }
  /** Who is here, their hands and the round. */
  readonly onChanged: () => void
  /** What `presence` answers. */
  readonly onPresence: () => void
  readonly onFault: (what: string, error: unknown) => void
}

/**
 * Phones in one plan's room. A guest is whoever proved one key: asks under a name, is let in by a person, and stays in through
 * lost connections until the room is closed for guests. It sees what the room shows and sends intents; it has no way to send a
 * record, and this host alone writes what comes of its words.
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
  /** Puts a round of votes on an item in place of the one before. False where there is no such item. */
  ask(item: string, cards?: readonly string[]): boolean
  /** The card of the person at this host. False where that round is over or has no such card. */
  vote(round: string, card: string | null): boolean
  turnVotes(): void
  endRound(): void
  round(): RoomRound | null
  /** The driver, the item or the plan may be another. Cheap: phones are told a moment later, once, and only of what changed. */
  look(): void
}

/** Somebody who came in says the first word at once. */
const FIRST_WORD_MS = 5_000
/** What changes within a moment is told once. */
const TELL_MS = 80
/** A person who answers cards and raises hands stays far below it. */
const MESSAGES = { atOnce: 40, aSecond: 4 }
const MOST_GUESTS = 300
/** Who wait to be let in from one address: as many as share the one of a small network, and no crowd that somebody made up. */
const MOST_WAITING_THERE = 24
/** Keys of those who came, in or not. */
const MOST_KEYS = 2_000
/** How often it is kept that the host still runs. */
const STILL_HERE_MS = 20 * 60_000
/** A phone that takes nothing is told no more until it does. */
const BEHIND = 1_000_000

interface Guest {
  readonly id: string
  readonly key: string
  readonly name: string
  isIn: boolean
  hand: boolean
  link: Link | null
  /** What it was told last, so that it is told only what is new. */
  shown: Uint8Array | null
  round: string
  readonly words: GuestWords
}

export function createGuests(parts: GuestsParts): Guests {
  const { plan, identity, clock, memory } = parts
  const host = Buffer.from(identity.noise.publicKey).toString('base64')
  let secret: Uint8Array | null = null
  let keys: readonly DoorKey[] = []
  let round: Round | null = null
  let stopTelling: (() => void) | null = null
  let stopKeeping = (): void => undefined
  /** Somebody came, left or raised a hand since the others were told. */
  let isNewHere = false
  /** By the key that each proved. */
  const guests = new Map<string, Guest>()
  /** Of keys, not of links: a new connection gives nobody more. */
  const allowances = new Map<string, Allowance>()
  const sentAway = new Set<string>()
  const links = new Set<Link>()
  const screen = createShownScreen({ ...parts, onEdit: () => all.look() })

  const all: Guests = {
    resume() {
      const kept = readKeptGuests(memory.recall(), host, clock.now())
      if (kept === null) return all.open()
      if (kept.secret === null || secret !== null) return
      for (const { key, ...guest } of kept.guests)
        guests.set(key, { ...newGuest(key, guest.name), ...guest, isIn: true })
      for (const key of kept.sentAway) sentAway.add(key)
      openWith(new Uint8Array(Buffer.from(kept.secret, 'base64')))
    },
    open() {
      if (secret === null) openWith(identity.random(16))
    },
    close() {
      if (secret === null) return
      for (const link of links) sendOut(link, 'closed')
      shut()
      keep()
    },
    leave() {
      if (secret === null) return
      keep()
      for (const link of links) link.close()
      shut()
    },
    isOpen: () => secret !== null,
    link: (place) => (secret === null ? '' : formatGuestLink({ ...place, key: identity.noise.publicKey, secret })),
    keys: () => keys,
    enter({ key: door, noise, link }) {
      // The link of an earlier opening may have shaken hands a moment before that was closed.
      if (!keys.some((key) => key.psk === door.psk)) return link.close()
      const key = Buffer.from(noise).toString('base64')
      let guest: Guest | null = null
      const stop = clock.after(FIRST_WORD_MS, () => link.close())
      const allowance = allowanceOf(key)
      links.add(link)
      link.onClose(() => {
        stop()
        links.delete(link)
        if (guest?.link === link) gone(guest)
      })
      link.onMessage((bytes) => {
        if (!links.has(link)) return
        if (!allowance.takes(1)) return foul(link, 'fast')
        const intent = decodeIntent(bytes)
        if (intent === null) return foul(link, null)
        if (intent === 'unknown') return
        if (intent.is === 'ask' && guest === null) {
          stop()
          guest = come(key, intent.name, link)
        } else if (guest?.isIn === true) heed(guest, intent)
        else if (intent.is === 'bye' && guest !== null) leave(guest)
      })
    },
    state: () =>
      [...guests.values()]
        .map((guest): RoomGuest => {
          const { id, name, isIn, link, hand } = guest
          return { id, name, state: !isIn ? 'asks' : link === null ? 'away' : 'here', hand }
        })
        .sort((a, b) => Number(b.state === 'asks') - Number(a.state === 'asks') || (a.name < b.name ? -1 : 1)),
    presence: () =>
      here().map(({ id, name, hand }) => ({
        id: `guest ${id}`,
        person: null,
        name: `${name} (guest)`,
        role: 'guest',
        screen: screen.now().screen,
        item: screen.now().item?.id ?? null,
        drives: false,
        hand,
      })),
    admit(id) {
      const guest = byId(id)
      if (guest === undefined || guest.isIn) return false
      guest.isIn = true
      screen.follow()
      welcome(guest)
      changed()
      keep()
      return true
    },
    turnAway(id) {
      const guest = byId(id)
      if (guest === undefined) return false
      sentAway.add(guest.key)
      const { link } = guest
      leave(guest)
      if (link !== null) sendOut(link, 'away')
      return true
    },
    lowerHand(id) {
      const guest = byId(id)
      if (guest !== undefined) setHand(guest, false)
    },
    ask(item, cards) {
      const row = parts.host().plan.row('items', item)
      if (row === undefined || row.deleted !== null) return false
      round = createRound({
        id: createId(parts.random),
        item: { id: item, key: row.key, title: row.title },
        cards,
        voters: () => [
          { id: OWN_VOTER, name: parts.ownName().name, isHere: false },
          ...[...guests.values()]
            .filter((guest) => guest.isIn)
            .map((guest) => ({ ...guest, isHere: guest.link !== null })),
        ],
      })
      changed()
      return true
    },
    vote(id, card) {
      const isTaken = round?.id === id && round.cast(OWN_VOTER, card)
      if (isTaken) changed()
      return isTaken
    },
    turnVotes() {
      round?.turn()
      changed()
    },
    endRound() {
      round = null
      changed()
    },
    round: () => round?.seenInRoom() ?? null,
    look() {
      if (secret === null || guests.size === 0) return
      screen.follow()
      tellSoon()
    },
  }
  return all

  /** Somebody says a name for the first time on this link: a new guest, or one who is known. */
  function come(key: string, name: string, link: Link): Guest | null {
    if (sentAway.has(key)) return sendOut(link, 'away')
    const known = guests.get(key)
    if (known === undefined && waitingAt(link.remote) >= MOST_WAITING_THERE) return sendOut(link, 'crowd')
    if (known === undefined && guests.size >= MOST_GUESTS) return sendOut(link, 'full')
    const guest = known ?? newGuest(key, freeName(name))
    guests.set(key, guest)
    const before = guest.link
    guest.link = link
    if (before !== null) sendOut(before, 'elsewhere')
    if (guest.isIn) welcome(guest)
    else send(guest, { is: 'waiting' })
    changed()
    return guest
  }

  function newGuest(key: string, name: string): Guest {
    const words = createGuestWords({ ...parts, name, wasShown: screen.wasShown })
    return {
      id: createId(parts.random),
      key,
      name,
      isIn: false,
      hand: false,
      link: null,
      shown: null,
      round: '',
      words,
    }
  }

  function openWith(bytes: Uint8Array): void {
    secret = bytes
    const key = createHelloKey('guest', keyFromSecret(secret, 'guest'))
    keys = [{ ...key, plan, admits: (device) => device === null }]
    if (guests.size > 0) screen.follow()
    stillHere()
    parts.onChanged()
  }

  function shut(): void {
    secret = round = null
    keys = []
    stopTelling?.()
    stopTelling = null
    stopKeeping()
    screen.stop()
    for (const known of [guests, allowances, sentAway, links]) known.clear()
    parts.onChanged()
    parts.onPresence()
  }

  function stillHere(): void {
    keep()
    stopKeeping = clock.after(STILL_HERE_MS, stillHere)
  }

  /** What is different of it now outlasts this host. */
  function keep(): void {
    memory.keep({
      host,
      at: clock.now(),
      secret: secret === null ? null : Buffer.from(secret).toString('base64'),
      guests: [...guests.values()]
        .filter(({ isIn }) => isIn)
        .map(({ id, key, name, hand }) => ({ id, key, name, hand })),
      sentAway: [...sentAway],
    })
  }

  function heed(guest: Guest, intent: GuestIntent): void {
    switch (intent.is) {
      case 'vote':
        // Of a round that is over: the next news says so.
        if (round?.id === intent.round && round.cast(guest.id, intent.card)) parts.onChanged()
        // Told again also where it was not taken, so that the phone shows what counts.
        guest.round = ''
        return all.look()
      case 'hand':
        return setHand(guest, intent.up)
      case 'bye':
        return leave(guest)
      case 'comment':
      case 'question':
        return void guest.words.say(intent).then((message) => {
          send(guest, { is: 'done', ref: intent.ref, taken: message === '', message })
        })
      case 'ask':
        return
    }
  }

  function setHand(guest: Guest, up: boolean): void {
    send(guest, { is: 'hand', up })
    if (guest.hand === up) return
    guest.hand = up
    changed()
    keep()
  }

  /** The link is gone. Who is in stays in, and comes back by the same key. */
  function gone(guest: Guest): void {
    guest.link = null
    // The links of an earlier opening end a moment after it.
    if (guests.get(guest.key) !== guest) return
    if (!guest.isIn) guests.delete(guest.key)
    changed()
  }

  function leave(guest: Guest): void {
    const { link } = guest
    guest.link = null
    guests.delete(guest.key)
    round?.drop(guest.id)
    changed()
    keep()
    // A turned-away one hears why first.
    if (!sentAway.has(guest.key)) link?.close()
  }

  function welcome(guest: Guest): void {
    guest.shown = null
    guest.round = ''
    send(guest, { is: 'in', name: guest.name, plan: parts.host().plan.facts.name.slice(0, 200), hand: guest.hand })
    screen.refresh()
    tellOne(guest)
  }

  function tellSoon(): void {
    stopTelling ??= clock.after(TELL_MS, tell)
  }

  function tell(): void {
    stopTelling = null
    if (secret === null) return
    const isElsewhere = screen.refresh()
    if (isElsewhere || isNewHere) parts.onPresence()
    isNewHere = false
    for (const guest of here()) tellOne(guest)
  }

  function tellOne(guest: Guest): void {
    if (guest.link === null || guest.link.waiting() > BEHIND) return
    if (guest.shown !== screen.news()) guest.link.send(screen.news())
    guest.shown = screen.news()
    const own = round?.seenBy(guest.id) ?? null
    const nowRound = JSON.stringify(own)
    if (guest.round !== nowRound) send(guest, { is: 'round', round: own })
    guest.round = nowRound
  }

  function changed(): void {
    if (secret === null) return
    parts.onChanged()
    // Fifty who come at once are told as one.
    isNewHere = true
    tellSoon()
  }

  /** No page of ours sends this. Only this link ends: many may share its address, and a new key is made in a moment. */
  function foul(link: Link, why: GuestOut | null): void {
    if (why === null) link.close()
    else sendOut(link, why)
    links.delete(link)
  }

  function sendOut(link: Link, why: GuestOut): null {
    link.send(encodeGuest({ is: 'out', why }))
    links.delete(link)
    link.close()
    return null
  }

  function send(guest: Guest, news: GuestNews): void {
    guest.link?.send(encodeGuest(news))
  }

  function here(): Guest[] {
    return [...guests.values()].filter(({ isIn, link }) => isIn && link !== null)
  }

  function waitingAt(address: string): number {
    return [...guests.values()].filter(({ isIn, link }) => !isIn && link?.remote === address).length
  }

  function allowanceOf(key: string): Allowance {
    const known = allowances.get(key)
    const allowance = known ?? createAllowance({ ...MESSAGES, now: () => clock.now() })
    if (known === undefined) allowances.set(key, allowance)
    if (allowances.size > MOST_KEYS) allowances.delete([...allowances.keys()][0] as string)
    return allowance
  }

  function byId(id: string): Guest | undefined {
    return [...guests.values()].find((guest) => guest.id === id)
  }

  /** Two guests of one name could vote and speak for each other in the eyes of the room. */
  function freeName(name: string): string {
    const taken = new Set([...guests.values()].map((guest) => guest.name.toLowerCase()))
    let free = name
    for (let n = 2; taken.has(free.toLowerCase()); n++) free = `${name} ${n}`
    return free
  }
}
