import * as v from 'valibot'
import { GUEST_ROLES, type GuestRole } from '../model/who-votes.ts'
import { call } from './call.ts'
import { longText, planId as plan, shortName } from './shapes.ts'

/** A device of a plan's room. */
export interface RoomDevice {
  readonly device: string
  /** Of the person, as the device told it when it was admitted. */
  readonly name: string
  readonly person: string | null
  /** A few letters made from its key, for people to compare. */
  readonly fingerprint: string
  readonly isThis: boolean
  /** `here` is linked with this one; `away` is not reached; `removed` has no part any more. */
  readonly state: 'here' | 'away' | 'removed'
  /** Who admitted it: a device; null for the one that founded the plan. */
  readonly admittedBy: string | null
  /** Milliseconds that its clock is ahead of this one's; null where that is not known. */
  readonly clockAhead: number | null
  /** Of one that was removed; left out while it belongs to the room. */
  readonly removed?: {
    /** A device. */
    readonly by: string
    /** Milliseconds since 1970, by the clock of that device. */
    readonly at: number
    /** Empty where nobody said. */
    readonly why: string
    /** Records of later that are kept aside and do not count; `health.state` lists them. */
    readonly aside: number
  }
}

/** A device that wants to come in. */
export interface Knock {
  readonly device: string
  readonly name: string
  /** As the device says; empty where it says nothing. */
  readonly person: string
  /** A few letters made from its key, for people to compare. */
  readonly fingerprint: string
  /** The six digits that its screen shows as well; empty until both sides drew their part. */
  readonly digits: string
  readonly since: number
}

/** A phone in the room. */
export interface RoomGuest {
  readonly id: string
  readonly name: string
  /** What it says it is. */
  readonly role: GuestRole
  /** `asks` waits to be let in. */
  readonly state: 'asks' | 'here' | 'away'
  readonly hand: boolean
}

export interface RoomInvite {
  /** Link that lets one device knock; good once, until `until`. */
  readonly link: string
  /** The same for typing: an address and 16 letters. */
  readonly code: string
  readonly until: number
}

/** One network that the room listens on. */
export interface RoomNetwork {
  readonly name: string
  readonly address: string
}

export interface RoomState {
  readonly plan: string
  readonly isOpen: boolean
  /** Null while the room is closed. */
  readonly port: number | null
  readonly networks: readonly RoomNetwork[]
  readonly invite: RoomInvite | null
  /** For phones; opens a page over plain http. Empty while guests are not let in. */
  readonly guestUrl: string
  /** Members, this device first, then those that are here. */
  readonly devices: readonly RoomDevice[]
  readonly knocks: readonly Knock[]
  readonly guests: readonly RoomGuest[]
  /** What went wrong and is to be known, such as a port that is taken; empty if nothing. */
  readonly trouble: string
  /** Where an encrypted copy of the records is kept for who is not in the room; null: nowhere. */
  readonly server: ServerState | null
}

export interface ServerState {
  readonly kind: 'y-websocket' | 'hocuspocus'
  readonly url: string
  readonly state: 'connecting' | 'here' | 'away'
  /** Why it is away, in one sentence; empty otherwise. */
  readonly trouble: string
  /** Whether all that is here lies there, and the other way round. Left out: not known. */
  readonly isLevel?: boolean
}

/** A room that this device found in the network, of a plan that it holds. */
export interface NearbyRoom {
  readonly plan: string
  readonly address: string
  readonly port: number
}

/** How a join goes on: first it waits for a person over there, with digits to compare; then the plan is on its way. */
export type JoinState =
  | { readonly state: 'calling' }
  | { readonly state: 'waiting'; readonly digits: string }
  /** Let in. `records` came so far; nobody knows how many there are. */
  | { readonly state: 'coming'; readonly plan: string; readonly records: number }
  /** All that the room held is here. */
  | { readonly state: 'in'; readonly plan: string }
  /** `removed`: its key was removed from that room; with `again` the same invite may let it in. */
  | { readonly state: 'refused'; readonly why: string; readonly removed?: boolean }

export const ROOM_CALLS = {
  'room.state': call<RoomState>()(v.object({ plan })),
  /**
   * Listens on all networks of the machine. The same room when asked again. `port` is kept for next time. Refused as
   * `no-member` where this device does not belong to the plan: then `anew` makes it the room's founder on this device, for when
   * nobody is left who could let it in. Devices of before have no part in that room until they are let in.
   */
  'room.open': call<RoomState>()(
    v.object({
      plan,
      port: v.nullable(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(65_535))),
      anew: v.optional(v.boolean(), false),
    }),
  ),
  /** Says goodbye and listens no more. The plan and all that came in stay. */
  'room.close': call<RoomState>()(v.object({ plan })),
  /** Another invite; the one before is good no more. */
  'room.invite': call<RoomInvite>()(v.object({ plan })),
  /** Lets a device in; only with the digits that its own screen shows. */
  'room.admit': call<RoomState>()(v.object({ plan, device: shortName, digits: v.pipe(v.string(), v.maxLength(12)) })),
  'room.turnAway': call<RoomState>()(v.object({ plan, device: shortName })),
  /** A device has no part any more; all others get new keys. What it wrote stays. */
  'room.remove': call<RoomState>()(v.object({ plan, device: shortName, why: v.pipe(v.string(), v.maxLength(500)) })),
  /**
   * With a link, or an address and a code. `again`: with a new key, where this device was removed from that room. News come as
   * `join.changed`; the answer comes once the plan is here, or the device was refused.
   */
  'room.join': call<JoinState>()(
    v.object({ invite: longText, name: v.optional(shortName), again: v.optional(v.boolean(), false) }),
  ),
  'room.leaveJoin': call<void>()(v.object({ invite: longText })),
  /** Plans whose rooms are open. */
  'room.plans': call<readonly string[]>()(v.undefined()),
  'room.nearby': call<readonly NearbyRoom[]>()(v.undefined()),
  'room.guests': call<RoomState>()(v.object({ plan, open: v.boolean() })),
  /** Also turns one away who is in. */
  'room.admitGuest': call<RoomState>()(v.object({ plan, guest: shortName, in: v.boolean() })),
  'room.lowerHand': call<RoomState>()(v.object({ plan, guest: shortName })),
  /** Says what a guest is, and with that in which rounds its cards count. */
  'room.guestRole': call<RoomState>()(v.object({ plan, guest: shortName, role: v.picklist(GUEST_ROLES) })),
} as const
