import { createHelloKey } from '../../sync/noise/hello.ts'
import { keyFromSecret } from '../../sync/noise/derive-key.ts'
import { formatGuestLink } from '../../sync/noise/guest-link.ts'
import type { DoorKey, LinkIdentity } from '../room/greet.ts'

/** The link that phones come in by: open under one secret, or shut. */
export interface GuestEntry {
  open(secret: Uint8Array): void
  shut(): void
  /** Null while it is shut. */
  secret(): Uint8Array | null
  keys(): readonly DoorKey[]
  /** Whether somebody who came by this key came by the link of now. */
  isOf(key: DoorKey): boolean
  /** Empty while it is shut. */
  link(place: { readonly address: string; readonly port: number }): string
}

export function createGuestEntry(parts: {
  readonly plan: string
  readonly identity: Pick<LinkIdentity, 'noise'>
}): GuestEntry {
  const { publicKey } = parts.identity.noise
  let open: { readonly secret: Uint8Array; readonly key: DoorKey } | null = null
  return {
    open(secret) {
      const key = createHelloKey('guest', keyFromSecret(secret, 'guest'))
      open = { secret, key: { ...key, plan: parts.plan, admits: (device) => device === null } }
    },
    shut: () => void (open = null),
    secret: () => open?.secret ?? null,
    keys: () => (open === null ? [] : [open.key]),
    isOf: (key) => open?.key.psk === key.psk,
    link: (place) => (open === null ? '' : formatGuestLink({ ...place, key: publicKey, secret: open.secret })),
  }
}
