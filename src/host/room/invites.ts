import { createHelloKey } from '../../sync/noise/hello.ts'
import { keyFromSecret } from '../../sync/noise/derive-key.ts'
import { createInviteSecret, formatInvite } from '../../sync/noise/invite.ts'
import { formatTypedInvite, typedSecret } from '../../sync/noise/typed-invite.ts'
import type { RoomInvite } from '../../contract/room-calls.ts'
import type { Clock } from '../ports/clock.ts'
import type { DoorKey, LinkIdentity } from './greet.ts'

/** Lets one device knock at a plan's room. */
export interface Invites {
  /** The one to show; a new one where it ran out or was used. */
  current(place: { readonly addresses: readonly string[]; readonly port: number }): RoomInvite
  /** Another one; the one before is good no more. */
  renew(): void
  /** Keys of those that are still good. */
  keys(): readonly DoorKey[]
  /** A device came in by this key: from now on it is good for that device alone, until it is let in or the time is over. */
  used(key: DoorKey, device: string): void
  /** It was let in or turned away. */
  spent(device: string): void
}

/** How long an invite is good. */
export const INVITE_MS = 15 * 60_000

interface Open {
  readonly secret: Uint8Array
  readonly until: number
  readonly keys: readonly DoorKey[]
  by: string | null
}

export function createInvites(parts: {
  readonly plan: string
  readonly identity: LinkIdentity
  readonly clock: Clock
  readonly idOf: (publicKey: Uint8Array) => string
}): Invites {
  const { plan, identity, clock } = parts
  let open: Open[] = []

  const isGood = (one: Open): boolean => one.until > clock.now()
  function make(): Open {
    const secret = createInviteSecret(identity.random)
    const admits = (publicKey: Uint8Array | null): boolean =>
      publicKey !== null && isGood(made) && (made.by === null || made.by === parts.idOf(publicKey))
    const keyOf = (bytes: Uint8Array): DoorKey => ({
      ...createHelloKey('join', keyFromSecret(bytes, 'join')),
      plan,
      admits,
    })
    const made: Open = {
      secret,
      until: clock.now() + INVITE_MS,
      keys: [keyOf(secret), keyOf(typedSecret(secret))],
      by: null,
    }
    open.push(made)
    return made
  }

  return {
    current({ addresses, port }) {
      open = open.filter(isGood)
      const { secret, until } = open.find(({ by }) => by === null) ?? make()
      return {
        link: formatInvite({ addresses, port, key: identity.noise.publicKey, secret }),
        code: formatTypedInvite({ address: addresses[0] ?? '127.0.0.1', port, typed: typedSecret(secret) }),
        until,
      }
    },
    renew() {
      open = open.filter(({ by }) => by !== null)
    },
    keys: () => open.filter(isGood).flatMap(({ keys }) => keys),
    used(key, device) {
      const used = open.find(({ keys }) => keys.includes(key))
      if (used !== undefined) used.by = device
    },
    spent(device) {
      open = open.filter(({ by }) => by !== device)
    },
  }
}
