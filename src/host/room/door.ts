import { CallFailed } from '../../contract/calls.ts'
import type { RoomInvite } from '../../contract/room-calls.ts'
import { createHelloKey, type HelloKey } from '../../sync/noise/hello.ts'
import type { Guests } from '../guests/guests.ts'
import { encodeJoinMessage, joinProof } from '../../sync/session/join-message.ts'
import { isSameBytes } from '../../sync/same-bytes.ts'
import type { Clock } from '../ports/clock.ts'
import type { DoorKey, Greeted, LinkIdentity } from './greet.ts'
import { createInvites } from './invites.ts'
import { createKnocks, type Knocker } from './knocks.ts'
import type { Link } from './link.ts'
import type { RoomMembers } from './room-members.ts'

export interface DoorParts {
  readonly plan: string
  readonly members: RoomMembers
  readonly identity: LinkIdentity
  readonly idOf: (publicKey: Uint8Array) => string
  readonly clock: Clock
  readonly guests: Pick<Guests, 'keys' | 'enter'>
  /** Whether it did what no honest host does. */
  readonly isOut: (device: string) => boolean
  /** What the plan is called. */
  readonly planName: () => string
  /** A member came in, or was let in just now. */
  readonly onMember: (link: Link, device: string) => void
  readonly onChanged: () => void
  readonly onFoul: (address: string) => void
}

/** Who comes in and how: members by the room's key, phones by their link, and others by an invite and a person's word. */
export interface Door {
  /** Keys that open the door for this plan. */
  keys(): readonly DoorKey[]
  /** Somebody came in by one of them. */
  enter(greeted: Greeted<DoorKey>): void
  knocks(): readonly Knocker[]
  invite(place: { readonly addresses: readonly string[]; readonly port: number }): RoomInvite
  renewInvite(): void
  /** Rejects with CallFailed, also where the digits are others. */
  admit(device: string, digits: string): Promise<void>
  turnAway(device: string): void
  close(): void
}

export function createDoor(parts: DoorParts): Door {
  const { plan, members, identity, clock, guests, idOf } = parts
  /** Strangers make the door look at all of them, and making one takes longer than looking. */
  const helloKeys = new WeakMap<Uint8Array, HelloKey>()
  const helloKeyOf = (psk: Uint8Array): HelloKey => {
    const key = helloKeys.get(psk) ?? createHelloKey('member', psk)
    helloKeys.set(psk, key)
    return key
  }
  const invites = createInvites({ plan, identity, clock, idOf })
  const knocks = createKnocks({
    identity,
    clock,
    random: identity.random,
    idOf,
    onChanged: parts.onChanged,
    onFoul: parts.onFoul,
    onDrawnOut: (device) => invites.spent(device),
  })

  return {
    keys() {
      const epochs = members.keys()
      const last = epochs.length - 1
      return [
        ...epochs.map((psk, at): DoorKey => ({
          ...helloKeyOf(psk),
          plan,
          admits: (publicKey) => {
            const device = publicKey === null ? '' : idOf(publicKey)
            const member = members.member(device)
            if (parts.isOut(device)) return false
            // The key of today opens for a device that was just let in elsewhere; an older one only for whoever is known.
            return member === undefined ? at === last : member.removed === null
          },
        })),
        ...invites.keys(),
        ...guests.keys(),
      ]
    },
    enter(greeted) {
      if (greeted.key.kind === 'guest') return guests.enter(greeted)
      if (greeted.key.kind === 'join') {
        const joiner = greeted.device === null ? null : idOf(greeted.device)
        if (joiner !== null && members.member(joiner)?.removed) return sendAway(greeted.link)
        if (joiner !== null) invites.used(greeted.key, joiner)
        knocks.enter(greeted)
        return parts.onChanged()
      }
      // The signing key of the greeting and the Noise key of the channel must be of one device.
      const device = greeted.device === null ? null : idOf(greeted.device)
      const known = device === null ? undefined : members.member(device)
      if (device === null || (known !== undefined && !isSameBytes(known.noise, greeted.noise)))
        return greeted.link.close()
      parts.onMember(greeted.link, device)
    },
    knocks: knocks.all,
    invite: (place) => invites.current(place),
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
        proof: identity.sign(joinProof(identity.noise.publicKey)),
        name: parts.planName().slice(0, LONGEST_NAME),
      })
      if (link !== null) parts.onMember(link, device)
    },
    turnAway(device) {
      knockerOf(device)
      invites.spent(device)
      knocks.turnAway(device, 'A person in the room said no.')
    },
    close: knocks.close,
  }

  /** It holds an invite, so it hears why; the invite stays good for when it knocks with another key. */
  function sendAway(link: Link): void {
    link.send(encodeJoinMessage({ is: 'out', why: 'It was removed from the room before.', removed: true }))
    link.close()
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
}

const LONGEST_NAME = 200
