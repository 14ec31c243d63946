import type { Presence } from '../../contract/host-info.ts'
import type { PeerPresence } from '../../sync/session/peer-message.ts'
import type { Guests } from '../guests/guests.ts'
import type { RoomMembers } from './room-members.ts'
import type { RoomPeer } from './room-peer.ts'

/** Who looks at what in a room: what the others are told of this host, and what it shows of them. */
export interface WhoIsHere {
  /** What the windows of this host look at. */
  setWindows(windows: readonly PeerPresence[]): void
  /** Of this host: its windows and the phones that came to it. */
  own(): readonly PeerPresence[]
  /** Windows of the other hosts and phones, wherever they came in. */
  others(): readonly Presence[]
  /** Whoever shows the shared screen; null: nobody does. */
  driver(): Pick<Presence, 'name' | 'screen' | 'item' | 'person'> | null
}

export function createWhoIsHere(parts: {
  readonly members: RoomMembers
  readonly peers: () => readonly RoomPeer[]
  readonly guests: () => Pick<Guests, 'presence'>
}): WhoIsHere {
  const { members } = parts
  let windows: readonly PeerPresence[] = []
  const rest: WhoIsHere = {
    setWindows(next) {
      windows = next
    },
    own: () => [...windows, ...parts.guests().presence()],
    others: () => [
      ...parts
        .guests()
        .presence()
        .map((one): Presence => ({ ...one, guest: true })),
      ...parts.peers().flatMap(ofPeer),
    ],
    driver: () => windows.find(({ drives }) => drives) ?? rest.others().find(({ drives }) => drives === true) ?? null,
  }
  return rest

  function ofPeer(peer: RoomPeer): Presence[] {
    const { device } = peer
    if (!members.isMember(device)) return []
    // Who it is says the link, and nobody speaks for another device.
    const { name, person } = members.member(device) as { name: string; person: string | null }
    const clock = peer.session.clock()
    return peer.presence().map((one): Presence => ({
      ...one,
      id: `${device}/${one.id}`,
      device,
      ...(clock === null ? {} : { ahead: Math.round(clock.ahead) }),
      // A phone that came in at another host is one here as well.
      ...(one.id.startsWith('guest ') ? { guest: true } : {}),
      ...asItself(device, {
        // Nor is it whoever sits there.
        person: one.id.startsWith('guest ') ? null : (one.person ?? person),
        name: one.name === '' ? name : one.name,
      }),
    }))
  }

  /** A device says who sits at it, and may not say that it is somebody who belongs to the room with another one. */
  function asItself<P extends { readonly person: string | null; readonly name: string }>(device: string, said: P): P {
    const { name, person } = members.member(device) as { name: string; person: string | null }
    const others = members.all().filter((one) => one.device !== device && one.removed === null && one.person !== person)
    const isOther = said.person !== person && others.some((one) => one.person === said.person && said.person !== null)
    const hasName = said.name !== name && others.some((one) => spelt(one.name) === spelt(said.name))
    return { ...said, ...(isOther ? { person, name } : hasName ? { name: `${said.name} (${name})` } : {}) }
  }
}

const spelt = (name: string): string => name.normalize('NFKC').trim().toLowerCase()
