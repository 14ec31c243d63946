import type { NearbyRoom, RoomInvite, RoomState } from '../../contract/room-calls.ts'
import { CallFailed } from '../../contract/calls.ts'
import type { Presence } from '../../contract/host-info.ts'
import { blindedName, NAME_NONCE } from '../../sync/noise/blinded-name.ts'
import type { PeerAddress, PeerPresence } from '../../sync/session/peer-message.ts'
import { createGuests, type Guests } from '../guests/guests.ts'
import type { GuestMemory } from '../guests/kept-guests.ts'
import type { PlanHost } from '../plan-host.ts'
import type { Clock } from '../ports/clock.ts'
import type { FoundRoom } from '../ports/discovery.ts'
import type { Network } from '../ports/network.ts'
import { createDoor } from './door.ts'
import type { DoorKey, Greeted, LinkIdentity } from './greet.ts'
import type { RoomLevel } from './joins.ts'
import type { Link } from './link.ts'
import { createMesh } from './mesh.ts'
import { otherPortWords } from './other-port.ts'
import type { RoomMembers } from './room-members.ts'
import { stateOf } from './room-state.ts'
import { createWhoIsHere } from './who-is-here.ts'

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
  /** Of the person at this host. */
  readonly ownName: () => { readonly name: string }
  /** Where others were reached last. */
  readonly places: readonly PeerAddress[]
  readonly keepPlaces: (places: readonly PeerAddress[]) => void
  readonly port: () => number | null
  /** Where it should listen: as a person asked, or as before. Null: nobody said. */
  readonly duePort: number | null
  /** Of its guests. */
  readonly memory: GuestMemory
  readonly onChanged: () => void
  /** There is another key of the room, so that it needs another name. */
  readonly onKey: () => void
  readonly onPresence: () => void
  readonly onNearby: () => void
  /** Somebody who knocks from this address tried what nobody honest tries. */
  readonly onFoul: (address: string) => void
  /** This device heard that it was removed. */
  readonly onRemoved: () => void
  readonly onFault: (what: string, error: unknown) => void
}

/**
 * One plan's room while it is open. Its parts: door.ts lets people in, mesh.ts holds the links to the other hosts, reaching.ts
 * calls for them, who-is-here.ts says who looks at what, guests.ts has the phones.
 */
export interface Room {
  readonly plan: string
  state(): RoomState
  /** The phones. */
  readonly guests: Guests
  /** Keys that open the door for this plan. */
  keys(): readonly DoorKey[]
  /** Somebody came in by one of them. */
  enter(greeted: Greeted<DoorKey>): void
  /** This device was let in over there: the same link goes on. */
  joined(link: Link, device: string): void
  /** How it goes on after `joined`: see joins.ts. */
  level(): Promise<RoomLevel>
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
  /** What the windows of this host look at. */
  tell(here: readonly PeerPresence[]): void
  /** Windows and guests of the others. */
  others(): readonly Presence[]
  /** The plan was opened anew, or who belongs to it changed. */
  look(): void
  /** Addresses of this machine changed. */
  moved(): void
  /** This host goes, and may be back. */
  leave(): void
  /** A person closed it: guests are told so and forgotten. */
  close(): void
}

export function createRoom(parts: RoomParts): Room {
  const { plan, members, identity } = parts
  let isOver = false
  let onLevel: (level: RoomLevel) => void = () => undefined
  const level = new Promise<RoomLevel>((resolve) => (onLevel = resolve))
  let seenKey = members.keys().at(-1)
  const mesh = createMesh({
    ...parts,
    onLinked: (peer) => peer.send({ is: 'presence', here: here.own() }),
    onMembers: () => room.look(),
    onRecords: () => guests.look(),
    onEqual: () => onLevel('here'),
    onOut() {
      if (mesh.peers().length === 0) onLevel('refused')
    },
    onPresence() {
      guests.look()
      parts.onPresence()
    },
  })
  const here = createWhoIsHere({ members, peers: mesh.peers, guests: () => guests })
  const guests = createGuests({
    ...parts,
    driver: here.driver,
    onPresence() {
      tellPresence()
      parts.onPresence()
    },
  })
  const door = createDoor({
    ...parts,
    guests,
    isOut: mesh.isOut,
    planName: () => parts.host().plan.facts.name,
    onMember: (link, device) => mesh.linked(link, device, false),
  })

  const room: Room = {
    plan,
    state: () =>
      stateOf({
        plan,
        members,
        own: identity,
        peers: mesh.peer,
        knocks: door.knocks(),
        invite: parts.port() === null ? null : room.invite(),
        port: parts.port(),
        networks: parts.network.places(),
        guestUrl: guestUrl(),
        guests: guests.state(),
        trouble: [otherPortWords(parts.duePort, parts.port()), mesh.trouble()]
          .filter((words) => words !== '')
          .join(' '),
        aside: parts
          .host()
          .aside()
          .map(({ device }) => device),
      }),
    keys: door.keys,
    enter(greeted) {
      if (isOver) greeted.link.close()
      else door.enter(greeted)
    },
    guests,
    joined: (link, device) => mesh.linked(link, device, true, 'first'),
    level: () => level,
    invite: () => door.invite({ addresses: mesh.ownAddresses(), port: parts.port() ?? 0 }),
    renewInvite: door.renewInvite,
    async admit(device, digits) {
      await door.admit(device, digits)
      room.look()
    },
    turnAway: door.turnAway,
    async remove(device, why) {
      if (!members.isMember(device))
        throw new CallFailed('no-member', 'No device of that name belongs to the room, or it was removed already.')
      if (device === identity.id)
        throw new CallFailed('own-device', 'This is the device you sit at. Another member can remove it.')
      await members.remove(device, why)
      mesh.part(device)
      room.look()
    },
    found: mesh.found,
    nearby: mesh.nearby,
    announced() {
      const key = members.keys().at(-1)
      return key === undefined ? null : blindedName(key, identity.random(NAME_NONCE))
    },
    tell(windows) {
      here.setWindows(windows)
      guests.look()
      tellPresence()
    },
    others: here.others,
    look() {
      if (isOver) return
      if (members.member(identity.id)?.removed) return parts.onRemoved()
      mesh.look()
      const key = members.keys().at(-1)
      if (key !== seenKey) parts.onKey()
      seenKey = key
      parts.onChanged()
    },
    moved() {
      mesh.moved()
      parts.onChanged()
    },
    leave() {
      if (isOver) return
      isOver = true
      onLevel('closed')
      door.close()
      guests.leave()
      mesh.close()
    },
    close() {
      if (!isOver) guests.close()
      room.leave()
    },
  }
  guests.resume()
  room.look()
  return room

  function tellPresence(): void {
    mesh.send({ is: 'presence', here: here.own() })
  }

  function guestUrl(): string {
    const [port, address] = [parts.port(), mesh.ownAddresses()[0]]
    return port === null || address === undefined ? '' : guests.link({ address, port })
  }
}
