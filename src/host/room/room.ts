import type { NearbyRoom, RoomInvite, RoomState } from '../../contract/room-calls.ts'
import { CallFailed } from '../../contract/calls.ts'
import type { Presence } from '../../contract/host-info.ts'
import { createHelloKey } from '../../sync/noise/hello.ts'
import { blindedName, matchesBlinded, NAME_NONCE } from '../../sync/noise/blinded-name.ts'
import { decodeRecord } from '../../sync/record.ts'
import type { PeerAddress, PeerPresence } from '../../sync/session/peer-message.ts'
import { TOO_MUCH } from '../../sync/session/session.ts'
import { createBringing } from '../../sync/session/bringing.ts'
import type { PlanHost } from '../plan-host.ts'
import type { Clock } from '../ports/clock.ts'
import type { FoundRoom } from '../ports/discovery.ts'
import type { Network } from '../ports/network.ts'
import { createGuests, type Guests } from '../guests/guests.ts'
import { createBlames, OUT_MS } from './blames.ts'
import { createCallLimits } from './call-limits.ts'
import { createCalling } from './calling.ts'
import { knockAt, type DoorKey, type Greeted, type LinkIdentity } from './greet.ts'
import { createInvites } from './invites.ts'
import { createKnocks, type Knocker } from './knocks.ts'
import { createKnownPlaces } from './known-places.ts'
import type { Link } from './link.ts'
import type { RoomMembers } from './room-members.ts'
import { createRoomPeer, UNREADABLE, type RoomPeer } from './room-peer.ts'
import { planOf } from './session-plan.ts'
import { stateOf } from './room-state.ts'

export interface RoomParts {
  readonly plan: string
  /** The plan as it is open now; it may be opened anew under a room. */
  readonly host: () => PlanHost
  readonly members: RoomMembers
  readonly identity: LinkIdentity & { readonly id: string }
  readonly idOf: (publicKey: Uint8Array) => string
  readonly network: Network
  readonly clock: Clock
  readonly random: () => number
  /** Where others were reached last. */
  readonly places: readonly PeerAddress[]
  readonly keepPlaces: (places: readonly PeerAddress[]) => void
  readonly port: () => number | null
  readonly onChanged: () => void
  /** There is another key of the room, so that it needs another name. */
  readonly onKey: () => void
  readonly onPresence: () => void
  readonly onFoul: (address: string) => void
  readonly onFault: (what: string, error: unknown) => void
}

/** One plan's room while it is open: who is linked, who knocks, and whom this host calls for. */
export interface Room {
  readonly plan: string
  state(trouble: string): RoomState
  /** The phones. */
  readonly guests: Guests
  /** Keys that open the door for this plan. */
  keys(): readonly DoorKey[]
  /** Somebody came in by one of them. */
  enter(greeted: Greeted<DoorKey>): void
  /** This device was let in over there: the same link goes on. */
  joined(link: Link, device: string): void
  invite(): RoomInvite
  renewInvite(): void
  admit(device: string, digits: string): Promise<void>
  turnAway(device: string): void
  remove(device: string, why: string): Promise<void>
  /** A host announced itself; says whether it is one of this room. */
  found(room: FoundRoom): boolean
  nearby(): readonly NearbyRoom[]
  /** The name to announce, new each time; null while this device has no key of the room. */
  announced(): string | null
  /** What the windows and guests of this host look at. */
  tell(here: readonly PeerPresence[]): void
  /** Windows and guests of the others. */
  others(): readonly Presence[]
  /** The plan was opened anew, or who belongs to it changed. */
  look(): void
  /** Addresses of this machine changed. */
  moved(): void
  close(): void
}

export function createRoom(parts: RoomParts): Room {
  const { plan, members, identity, clock, random } = parts
  const peers = new Map<string, RoomPeer>()
  const bringing = createBringing(() => clock.now())
  const calling = createCalling({ clock, random })
  const places = createKnownPlaces(parts.places, parts.keepPlaces)
  const invites = createInvites({ plan, identity, clock, idOf: parts.idOf })
  const nearby = new Map<string, FoundRoom>()
  const knocks = createKnocks({
    identity,
    clock,
    random: identity.random,
    idOf: parts.idOf,
    onChanged: parts.onChanged,
    onFoul: parts.onFoul,
    onDrawnOut: (device) => invites.spent(device),
  })
  const callLimits = createCallLimits(clock)
  /** When others were last told of where a device is. */
  const passedOn = new Map<string, number>()
  const blames = createBlames(clock)
  const pardons = new Set<() => void>()
  let windows: readonly PeerPresence[] = []
  const guests = createGuests({
    plan,
    host: parts.host,
    identity,
    clock,
    random,
    driver: () => windows.find(({ drives }) => drives) ?? room.others().find(({ drives }) => drives === true) ?? null,
    onChanged: parts.onChanged,
    onPresence() {
      tellPresence()
      parts.onPresence()
    },
    onFoul: parts.onFoul,
    onFault: parts.onFault,
  })
  let isOver = false
  let seenMembers = -1
  let seenKey = members.keys().at(-1)
  let stopHost = (): void => undefined
  let attached: PlanHost | null = null

  const room: Room = {
    plan,
    state: (trouble) =>
      stateOf({
        plan,
        members,
        own: identity,
        peers: (device) => peers.get(device),
        knocks: knocks.all(),
        invite: parts.port() === null ? null : room.invite(),
        port: parts.port(),
        networks: parts.network.places(),
        guestUrl: guestUrl(),
        guests: guests.state(),
        round: guests.round(),
        trouble: trouble || blames.words(nameOfPresent),
      }),
    keys() {
      const epochs = members.keys()
      const last = epochs.length - 1
      return [
        ...epochs.map((psk, at): DoorKey => ({
          ...createHelloKey('member', psk),
          plan,
          admits: (publicKey) => {
            const device = publicKey === null ? '' : parts.idOf(publicKey)
            const member = members.member(device)
            if (blames.isOut(device)) return false
            // The key of today opens for a device that was just let in elsewhere; an older one only for whoever is known.
            return member === undefined ? at === last : member.removed === null
          },
        })),
        ...invites.keys(),
        ...guests.keys(),
      ]
    },
    enter(greeted) {
      if (isOver) return greeted.link.close()
      if (greeted.key.kind === 'guest') return guests.enter(greeted)
      if (greeted.key.kind === 'join') {
        if (greeted.device !== null) invites.used(greeted.key, parts.idOf(greeted.device))
        knocks.enter(greeted)
        return parts.onChanged()
      }
      // The signing key of the greeting and the Noise key of the channel must be of one device.
      const device = greeted.device === null ? null : parts.idOf(greeted.device)
      const known = device === null ? undefined : members.member(device)
      if (device === null || (known !== undefined && !isSame(known.noise, greeted.noise))) return greeted.link.close()
      linked(greeted.link, device, false)
    },
    guests,
    joined: (link, device) => linked(link, device, true, 'first'),
    invite: () => invites.current({ addresses: ownAddresses(), port: parts.port() ?? 0 }),
    renewInvite: () => invites.renew(),
    async admit(device, digits) {
      const knocker = knockerOf(device)
      if (knocker.digits === '')
        throw new CallFailed('no-digits-yet', `${knocker.name} has not shown its digits yet. Wait a moment.`)
      if (digits.replace(/\D/g, '') !== knocker.digits) {
        // One try a knock: whoever guesses gets no second one.
        parts.onFoul(knocker.link.remote)
        invites.spent(device)
        knocks.turnAway(device, 'The digits were not the same.')
        throw new CallFailed(
          'other-digits',
          `Those are not the digits that ${knocker.name} has to show. It was turned away; if it is the right device, let it knock again with a new invite.`,
        )
      }
      const { publicKey, noise, name } = knocker
      await members.admit({ device, publicKey, noise, name, person: knocker.person || null })
      const founder = members.root()
      if (founder === undefined)
        throw new CallFailed('no-founder', 'The room has no founder. Close it and open it again.')
      invites.spent(device)
      const link = knocks.letIn(device, {
        is: 'in',
        plan,
        root: founder.publicKey,
        by: identity.publicKey,
        name: parts.host().plan.facts.name.slice(0, 200),
      })
      if (link !== null) linked(link, device, false)
      room.look()
    },
    turnAway(device) {
      knockerOf(device)
      invites.spent(device)
      knocks.turnAway(device, 'A person in the room said no.')
    },
    async remove(device, why) {
      if (!members.isMember(device))
        throw new CallFailed('no-member', 'No device of that name belongs to the room, or it was removed already.')
      if (device === identity.id)
        throw new CallFailed('own-device', 'This is the device you sit at. Another member can remove it.')
      await members.remove(device, why)
      peers.get(device)?.close()
      places.forget(device)
      room.look()
    },
    found(found) {
      if (!members.keys().some((key) => matchesBlinded(key, found.name))) return false
      if (found.port === parts.port() && ownAddresses().some((address) => found.addresses.includes(address)))
        return true
      nearby.set(found.name, found)
      if (nearby.size > MOST_NEARBY) nearby.delete([...nearby.keys()][0] as string)
      if (!isReached(found)) {
        calling.want(`nearby ${found.name}`, () => call(found.addresses, found.port, null))
      }
      return true
    },
    nearby: () => [...nearby.values()].map(({ addresses, port }) => ({ plan, address: addresses[0] ?? '', port })),
    announced() {
      const key = members.keys().at(-1)
      return key === undefined ? null : blindedName(key, identity.random(NAME_NONCE))
    },
    tell(here) {
      windows = here
      guests.look()
      tellPresence()
    },
    others: () => [
      ...guests.presence().map((one): Presence => ({ ...one, guest: true })),
      ...[...peers.values()].flatMap((peer) => {
        if (!members.isMember(peer.device)) return []
        // Who it is says the link, and nobody speaks for another device.
        const { name, person } = members.member(peer.device) as { name: string; person: string | null }
        return peer.presence().map((one): Presence => ({
          ...one,
          id: `${peer.device}/${one.id}`,
          device: peer.device,
          ...asItself(peer.device, { person: one.person ?? person, name: one.name === '' ? name : one.name }),
        }))
      }),
    ],
    look() {
      if (isOver) return
      attach()
      seenMembers = members.version()
      const key = members.keys().at(-1)
      if (key !== seenKey) parts.onKey()
      seenKey = key
      for (const [device, peer] of peers) if (members.member(device)?.removed) peer.close()
      for (const { device, removed } of members.all()) {
        if (device === identity.id) continue
        if (removed !== null || peers.has(device) || blames.isOut(device)) calling.done(device)
        else if (places.of(device) !== undefined) wantMember(device)
      }
      parts.onChanged()
    },
    moved() {
      callLimits.forget()
      for (const peer of peers.values()) {
        tellPlaces(peer)
        peer.session.prove()
      }
      calling.hurry()
      parts.onChanged()
    },
    close() {
      if (isOver) return
      isOver = true
      stopHost()
      for (const stop of pardons) stop()
      calling.stop()
      knocks.close()
      guests.close()
      for (const peer of peers.values()) peer.close()
      peers.clear()
    },
  }
  guests.open()
  room.look()
  return room

  /** Follows the plan where it was opened anew: what was told of the old one counts no more. */
  function attach(): void {
    const host = parts.host()
    if (host === attached) return
    stopHost()
    attached = host
    const stops = [
      host.peers.onMade((bytes) => {
        for (const peer of peers.values()) peer.session.made(bytes)
        guests.look()
      }),
      host.peers.onCame(() => guests.look()),
      host.onRefused((refusal, bytes, from) => refused(refusal.against, bytes, from)),
    ]
    stopHost = () => stops.forEach((stop) => stop())
  }

  function linked(link: Link, device: string, isOurCall: boolean, what: 'again' | 'first' = 'again'): void {
    if (isOver || device === identity.id || blames.isOut(device)) return link.close()
    const before = peers.get(device)
    // Both called each other: on both sides the call of the one with the lower name stays. A second call of the same side
    // comes from a host that lost the first.
    const keepsBefore =
      before !== undefined && before.isOurCall !== isOurCall && before.isOurCall === identity.id < device
    if (keepsBefore) return link.close()
    if (before !== undefined) {
      peers.delete(device)
      before.close()
    }
    const wasMember = members.isMember(device)
    if (!wasMember) {
      const strangers = [...peers.keys()].filter((one) => !members.isMember(one))
      if (strangers.length >= MOST_STRANGERS) peers.get(strangers[0] as string)?.close()
    }
    parts.host().arrivals.linkUp(device, what)
    const peer: RoomPeer = createRoomPeer({
      link,
      device,
      isOurCall,
      plan: planOf(parts.host, device),
      clock,
      random,
      mayHear: () => members.isMember(device),
      bringing,
      onPresence() {
        guests.look()
        parts.onPresence()
      },
      onEqual: () => parts.host().arrivals.caughtUp(device),
      onPeers: (told) => learn(told, device),
      onTaken() {
        if (members.version() === seenMembers) return
        if (!wasMember && members.isMember(device)) peer.session.compare()
        room.look()
      },
      onGone(why) {
        if (peers.get(device) !== peer) return
        peers.delete(device)
        parts.host().arrivals.linkDown(device)
        if (why !== '')
          parts.onFault('room', new Error(`The link to ${members.member(device)?.name ?? device} ended: ${why}.`))
        if (isOver) return
        if (FOULS.has(why)) blame(device, 'proven')
        if (members.isMember(device) && places.of(device) !== undefined) wantMember(device)
        parts.onPresence()
        parts.onChanged()
      },
      onFault: (error) => parts.onFault('room', error),
    })
    peers.set(device, peer)
    calling.done(device)
    tellPlaces(peer)
    peer.send({ is: 'presence', here: here() })
    parts.onChanged()
  }

  /** A device says who sits at it, and may not say that it is somebody who belongs to the room with another one. */
  function asItself<P extends { readonly person: string | null; readonly name: string }>(device: string, said: P): P {
    const { name, person } = members.member(device) as { name: string; person: string | null }
    const others = members.all().filter((one) => one.device !== device && one.removed === null && one.person !== person)
    const isOther = said.person !== person && others.some((one) => one.person === said.person && said.person !== null)
    const hasName = said.name !== name && others.some((one) => spelt(one.name) === spelt(said.name))
    return { ...said, ...(isOther ? { person, name } : hasName ? { name: `${said.name} (${name})` } : {}) }
  }

  /** Of this host: its windows and the phones that came to it. */
  function here(): PeerPresence[] {
    return [...windows, ...guests.presence()]
  }

  function tellPresence(): void {
    for (const peer of peers.values()) peer.send({ is: 'presence', here: here() })
  }

  function guestUrl(): string {
    const [port, address] = [parts.port(), ownAddresses()[0]]
    return port === null || address === undefined ? '' : guests.link({ address, port })
  }

  function wantMember(device: string): void {
    if (blames.isOut(device)) return
    calling.want(device, async () => {
      const place = places.of(device)
      return place !== undefined && !peers.has(device) ? call(place.addresses, place.port, device) : peers.has(device)
    })
  }

  /** True once somebody of the room is linked from there. */
  async function call(addresses: readonly string[], port: number, device: string | null): Promise<boolean> {
    for (const address of addresses) {
      if (isOver || (device !== null && peers.has(device))) return true
      if (!callLimits.mayCall(address, port)) continue
      for (const psk of members.keys().toReversed().slice(0, KEYS_TO_TRY)) {
        const pipe = await parts.network.dial(address, port)
        if (pipe === null) break
        const greeted = await knockAt(pipe, { identity, key: createHelloKey('member', psk), clock })
        if (greeted === null) continue
        callLimits.answered(address, port)
        const member = members.byNoise(greeted.noise)
        if (isSame(greeted.noise, identity.noise.publicKey) || (member === undefined && device !== null)) {
          greeted.link.close()
          return true
        }
        if (member === undefined) {
          // It holds our key and stands in no record that is here: it must call us, with its name.
          greeted.link.close()
          return false
        }
        if (places.told({ device: member.device, addresses: [address], port }, true)) places.keep()
        if (peers.has(member.device)) {
          greeted.link.close()
          return true
        }
        linked(greeted.link, member.device, true)
        return true
      }
      callLimits.failed(address, port)
    }
    return false
  }

  /** A device that is not known yet may be admitted by a record that is still on its way. */
  function learn(told: readonly PeerAddress[], from: string): void {
    let isAnyNews = false
    for (const one of told) {
      if (one.device === identity.id || members.member(one.device)?.removed) continue
      const isNews = places.told(one, members.isMember(one.device))
      isAnyNews ||= isNews
      // Who came last is told to those who were here before; the others tell it.
      if (isNews && one.device === from && clock.now() - (passedOn.get(from) ?? -Infinity) > PASS_ON_MS) {
        passedOn.set(from, clock.now())
        for (const [device, peer] of peers) if (device !== from) peer.send({ is: 'peers', peers: [one] })
      }
      if (peers.has(one.device) || !members.isMember(one.device)) continue
      wantMember(one.device)
      if (isNews) calling.hurry(one.device)
    }
    if (isAnyNews) places.keep()
  }

  /** Where this host listens, and where it found the others: who knows one of a room knows all. */
  function tellPlaces(peer: RoomPeer): void {
    const port = parts.port()
    const own = port === null ? [] : [{ device: identity.id, addresses: ownAddresses().slice(0, 8), port }]
    peer.send({ is: 'peers', peers: [...own, ...places.all().filter(({ device }) => peers.has(device))] })
  }

  function isReached(found: FoundRoom): boolean {
    return [...peers.keys()].some((device) => {
      const place = places.of(device)
      return place?.port === found.port && place.addresses.some((address) => found.addresses.includes(address))
    })
  }

  function refused(against: 'signer' | 'sender' | 'nobody', bytes: Uint8Array, from: string): void {
    const signer = against === 'signer' ? signerOf(bytes) : null
    if (signer !== null) blame(signer, 'proven')
    // Whoever passes on what somebody else made should have refused it too, but may know less.
    else if (peers.has(from)) blame(from, against === 'sender' ? 'proven' : 'guessed')
    parts.onChanged()
  }

  /** Null for a removed one: nobody has to do anything about it any more. */
  function nameOfPresent(device: string): string | null {
    const member = members.member(device)
    return member?.removed ? null : (member?.name ?? device)
  }

  function blame(device: string, how: 'proven' | 'guessed'): void {
    if (!blames.note(device, how)) return
    calling.done(device)
    const stop = clock.after(OUT_MS + 1, () => {
      pardons.delete(stop)
      room.look()
    })
    pardons.add(stop)
    peers.get(device)?.close()
    parts.onChanged()
  }

  function knockerOf(device: string): Knocker {
    const knocker = knocks.all().find((one) => one.device === device)
    if (knocker === undefined)
      throw new CallFailed(
        'nobody-knocks',
        'No device of that name is waiting. It may have given up; let it knock again.',
      )
    return knocker
  }

  function ownAddresses(): string[] {
    return parts.network.places().map(({ address }) => address)
  }
}

/** Ends of a link that no honest host brings about. */
const FOULS: ReadonlySet<string> = new Set([UNREADABLE, TOO_MUCH, 'malformed', 'too-long'])
const MOST_NEARBY = 200
/** Linked devices whose admission has not come. */
const MOST_STRANGERS = 20
/** One member shall not make this host speak to all others without end. */
const PASS_ON_MS = 2_000
/** A host that was away may know an older key only. */
const KEYS_TO_TRY = 3

const spelt = (name: string): string => name.normalize('NFKC').trim().toLowerCase()

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i])
}

function signerOf(bytes: Uint8Array): string | null {
  const record = decodeRecord(bytes)
  return record.ok ? record.value.device : null
}
