import type { RoomDevice, RoomInvite, RoomState } from '../../contract/room-calls.ts'
import { fingerprintOf } from '../../sync/noise/fingerprint.ts'
import type { Member } from '../../sync/membership/membership.ts'
import type { NetworkPlace } from '../ports/network.ts'
import type { Knocker } from './knocks.ts'
import type { RoomMembers } from './room-members.ts'
import type { RoomPeer } from './room-peer.ts'

/** A room as people see it. */
export function stateOf(parts: {
  readonly plan: string
  readonly members: RoomMembers
  readonly own: { readonly id: string; readonly publicKey: Uint8Array }
  readonly peers: (device: string) => RoomPeer | undefined
  readonly knocks: readonly Knocker[]
  readonly invite: RoomInvite | null
  readonly port: number | null
  readonly networks: readonly NetworkPlace[]
  readonly guestUrl: string
  readonly guests: RoomState['guests']
  readonly trouble: string
  /** Devices of records that are kept aside, one for each record. */
  readonly aside: readonly string[]
}): RoomState {
  const devices = parts.members.all().map((member): RoomDevice => {
    const isThis = member.device === parts.own.id
    const peer = parts.peers(member.device)
    return {
      device: member.device,
      name: member.name,
      person: member.person,
      fingerprint: fingerprintOf(member.publicKey),
      isThis,
      state: member.removed !== null ? 'removed' : isThis || peer !== undefined ? 'here' : 'away',
      admittedBy: member.admittedBy,
      clockAhead: peer?.session.clock()?.ahead ?? null,
      ...(member.removed === null ? {} : { removed: removalOf(member.removed, member.device) }),
    }
  })
  const place = ({ isThis, state }: RoomDevice): number =>
    isThis ? 0 : state === 'here' ? 1 : state === 'away' ? 2 : 3
  return {
    plan: parts.plan,
    isOpen: parts.port !== null,
    port: parts.port,
    networks: parts.networks,
    invite: parts.invite,
    guestUrl: parts.guestUrl,
    devices: devices.sort((a, b) => place(a) - place(b) || (a.name < b.name ? -1 : 1)),
    knocks: parts.knocks.map(({ device, publicKey, name, person, digits, since }) => ({
      device,
      name,
      person,
      fingerprint: fingerprintOf(publicKey),
      digits,
      since,
    })),
    guests: parts.guests,
    trouble: parts.trouble,
    server: null,
  }

  function removalOf({ by, at, why }: NonNullable<Member['removed']>, device: string): RoomDevice['removed'] {
    return { by, at, why, aside: parts.aside.filter((one) => one === device).length }
  }
}
