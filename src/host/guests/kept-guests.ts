import * as v from 'valibot'
import type { KeyPair } from '../../sync/noise/key-pair.ts'
import { GUEST_ROLES, type GuestRole } from '../../model/who-votes.ts'
import type { Clock } from '../ports/clock.ts'

/**
 * What a host keeps of the phones in a plan's room, so that the code on the wall is good and phones come back by themselves after
 * the host was restarted. Who waits is not in it: a phone asks again on each connection. Keys and secret in base64.
 */
export interface KeptGuests {
  /** Of the host: its key stands in the link, so that a folder on another machine has no use for the rest. */
  readonly host: string
  /** When this was so, and the host ran. */
  readonly at: number
  /** Of the link. Null: a person closed the room for guests. */
  readonly secret: string | null
  /** Who was let in. `key`: what each proves. */
  readonly guests: readonly {
    readonly id: string
    readonly key: string
    readonly name: string
    readonly role: GuestRole
    readonly hand: boolean
  }[]
  /** Keys of those that a person turned away. */
  readonly sentAway: readonly string[]
}

/** Where one room's guests are kept. */
export interface GuestMemory {
  /** As they were left; null where nothing is kept. */
  recall(): unknown
  keep(kept: KeptGuests): void
}

const KeptSchema = v.object({
  host: v.string(),
  at: v.number(),
  secret: v.nullable(v.string()),
  guests: v.array(
    v.object({
      id: v.string(),
      key: v.string(),
      name: v.string(),
      role: v.optional(v.picklist(GUEST_ROLES), 'stakeholder'),
      hand: v.boolean(),
    }),
  ),
  sentAway: v.array(v.string()),
})

/** A host that was away for longer begins with a new link: the people of then are not those of now. */
const LONGEST_AWAY_MS = 12 * 3_600_000

/** How often it is kept that the host still runs. */
const STILL_HERE_MS = 20 * 60_000

/** What of one room's guests outlasts this host. */
export interface GuestKeeping {
  /** Null for what is no note of this host, or too old. That a person keeps guests out does not grow old. */
  recall(): KeptGuests | null
  /** As it is now. */
  keep(): void
  /** Keeps it from now on, and every so often that the host still runs, until `stop`. */
  begin(): void
  stop(): void
}

export function createGuestKeeping(parts: {
  readonly memory: GuestMemory
  readonly identity: { readonly noise: KeyPair }
  readonly clock: Clock
  readonly now: () => Omit<KeptGuests, 'host' | 'at'>
}): GuestKeeping {
  const { memory, clock } = parts
  const host = Buffer.from(parts.identity.noise.publicKey).toString('base64')
  let stop = (): void => undefined
  const keeping: GuestKeeping = {
    recall() {
      const read = v.safeParse(KeptSchema, memory.recall())
      if (!read.success || read.output.host !== host) return null
      return read.output.secret === null || clock.now() - read.output.at <= LONGEST_AWAY_MS ? read.output : null
    },
    keep: () => memory.keep({ host, at: clock.now(), ...parts.now() }),
    begin() {
      keeping.keep()
      stop = clock.after(STILL_HERE_MS, keeping.begin)
    },
    stop: () => stop(),
  }
  return keeping
}
