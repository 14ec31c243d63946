import type { NearbyRoom } from '../../contract/room-calls.ts'
import { matchesBlinded } from '../../sync/noise/blinded-name.ts'
import { createHelloKey } from '../../sync/noise/hello.ts'
import type { PeerAddress } from '../../sync/session/peer-message.ts'
import { isSameBytes } from '../../sync/same-bytes.ts'
import type { Clock } from '../ports/clock.ts'
import type { FoundRoom } from '../ports/discovery.ts'
import type { Network } from '../ports/network.ts'
import { createCallLimits } from './call-limits.ts'
import { createCalling } from './calling.ts'
import { knockAt, type LinkIdentity } from './greet.ts'
import { createKnownPlaces } from './known-places.ts'
import type { Link } from './link.ts'
import type { RoomMembers } from './room-members.ts'
import type { RoomPeer } from './room-peer.ts'

export interface ReachingParts {
  readonly plan: string
  readonly members: RoomMembers
  readonly identity: LinkIdentity & { readonly id: string }
  readonly network: Network
  readonly clock: Clock
  readonly random: () => number
  /** Where others were reached last. */
  readonly places: readonly PeerAddress[]
  readonly keepPlaces: (places: readonly PeerAddress[]) => void
  /** Where this host listens. */
  readonly port: () => number | null
  readonly peers: ReadonlyMap<string, RoomPeer>
  /** Nobody wants a link to it for a while. */
  readonly isOut: (device: string) => boolean
  /** What `nearby` answers is different. */
  readonly onNearby: () => void
  /** It answered: a link that this host asked for. */
  readonly onReached: (link: Link, device: string) => void
}

/** Whom this host calls for, and where: it remembers places, is told of others, and searches the network. */
export interface Reaching {
  /** A host announced itself; says whether it is one of this room. */
  found(room: FoundRoom): boolean
  nearby(): readonly NearbyRoom[]
  /** Calls for it until it is linked, if anybody told where it is. */
  want(device: string): void
  /** It is linked, or not wanted any more. */
  done(device: string): void
  forget(device: string): void
  /** Who is linked or belongs to the room changed. */
  look(): void
  /** A peer tells where others are. */
  learn(told: readonly PeerAddress[], from: string): void
  /** Where this host listens, and where it found the others: who knows one of a room knows all. */
  tell(peer: RoomPeer): void
  ownAddresses(): string[]
  /** Addresses of this machine changed. */
  moved(): void
  stop(): void
}

const MOST_NEARBY = 200
/** Whoever is there answers each time the network is searched, every ten seconds. */
const HEARD_MS = 35_000
/** One member shall not make this host speak to all others without end. */
const PASS_ON_MS = 2_000
/** A host that was away may know an older key only. */
const KEYS_TO_TRY = 3

export function createReaching(parts: ReachingParts): Reaching {
  const { plan, members, identity, network, clock, random, peers } = parts
  const calling = createCalling({ clock, random })
  const callLimits = createCallLimits(clock)
  const places = createKnownPlaces(parts.places, parts.keepPlaces)
  /** By its place: a host announces itself under a new name each time. */
  const nearby = new Map<string, NearbyRoom>()
  const forgets = new Map<string, () => void>()
  /** When others were last told of where a device is. */
  const passedOn = new Map<string, number>()
  let isOver = false

  const reaching: Reaching = {
    found(found) {
      if (!members.keys().some((key) => matchesBlinded(key, found.name))) return false
      const own = reaching.ownAddresses()
      if (found.port === parts.port() && own.some((address) => found.addresses.includes(address))) return true
      const place = noteNearby(found)
      if (place !== null && !isReached(found)) calling.want(place, () => call(found.addresses, found.port, null))
      return true
    },
    nearby: () => [...nearby.values()],
    want(device) {
      if (isOver || parts.isOut(device) || places.of(device) === undefined) return
      calling.want(device, async () => {
        const place = places.of(device)
        return place !== undefined && !peers.has(device) ? call(place.addresses, place.port, device) : peers.has(device)
      })
    },
    done: (device) => calling.done(device),
    forget: (device) => places.forget(device),
    look() {
      for (const { device, removed } of members.all()) {
        if (device === identity.id) continue
        if (removed !== null || peers.has(device) || parts.isOut(device)) calling.done(device)
        else reaching.want(device)
      }
    },
    learn(told, from) {
      let isAnyNews = false
      for (const one of told) {
        if (one.device === identity.id || members.member(one.device)?.removed) continue
        // A device that is not known yet may be admitted by a record that is still on its way.
        const isNews = places.told(one, members.isMember(one.device))
        isAnyNews ||= isNews
        // Who came last is told to those who were here before; the others tell it.
        if (isNews && one.device === from && clock.now() - (passedOn.get(from) ?? -Infinity) > PASS_ON_MS) {
          passedOn.set(from, clock.now())
          for (const [device, peer] of peers) if (device !== from) peer.send({ is: 'peers', peers: [one] })
        }
        if (peers.has(one.device) || !members.isMember(one.device)) continue
        reaching.want(one.device)
        if (isNews) calling.hurry(one.device)
      }
      if (isAnyNews) places.keep()
    },
    tell(peer) {
      const port = parts.port()
      const addresses = reaching.ownAddresses().slice(0, MOST_TOLD)
      const own = port === null ? [] : [{ device: identity.id, addresses, port }]
      peer.send({ is: 'peers', peers: [...own, ...places.all().filter(({ device }) => peers.has(device))] })
    },
    ownAddresses: () => network.places().map(({ address }) => address),
    moved() {
      callLimits.forget()
      calling.hurry()
    },
    stop() {
      isOver = true
      for (const stop of forgets.values()) stop()
      calling.stop()
    },
  }
  return reaching

  /** True once somebody of the room is linked from there. */
  async function call(addresses: readonly string[], port: number, device: string | null): Promise<boolean> {
    for (const address of addresses) {
      if (isOver || (device !== null && peers.has(device))) return true
      if (!callLimits.mayCall(address, port)) continue
      for (const psk of members.keys().toReversed().slice(0, KEYS_TO_TRY)) {
        const pipe = await network.dial(address, port)
        if (pipe === null) break
        const greeted = await knockAt(pipe, { identity, key: createHelloKey('member', psk), clock })
        if (greeted === null) continue
        callLimits.answered(address, port)
        const member = members.byNoise(greeted.noise)
        if (isSameBytes(greeted.noise, identity.noise.publicKey) || (member === undefined && device !== null)) {
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
        parts.onReached(greeted.link, member.device)
        return true
      }
      callLimits.failed(address, port)
    }
    return false
  }

  /** The place, by whatever name it announced itself; null where there are too many. */
  function noteNearby({ addresses, port }: FoundRoom): string | null {
    const address = addresses[0] ?? ''
    const place = `${address} ${port}`
    const isNew = !nearby.has(place)
    if (isNew && nearby.size >= MOST_NEARBY) return null
    nearby.set(place, { plan, address, port })
    forgets.get(place)?.()
    forgets.set(
      place,
      clock.after(HEARD_MS, () => {
        nearby.delete(place)
        forgets.delete(place)
        calling.done(place)
        parts.onNearby()
      }),
    )
    if (isNew) parts.onNearby()
    return place
  }

  function isReached(found: FoundRoom): boolean {
    return [...peers.keys()].some((device) => {
      const place = places.of(device)
      return place?.port === found.port && place.addresses.some((address) => found.addresses.includes(address))
    })
  }
}

/** Of this machine. */
const MOST_TOLD = 8
