/**
 * The statements that a host makes, from what its ledger holds at that moment: build one and write it before anything else
 * comes in.
 *
 * API: founding, admitting, removing, having, accepting, wrapping (an epoch's key for who lacks it), renewing (a new key).
 */
import type { Ledger } from '../ledger.ts'
import type { Membership, RoomEpoch } from './membership.ts'
import type { Accept, Admit, EpochKeys, Found, Had, Marks, Remove, Wraps } from './statement.ts'

/** Null where nobody could open what is sealed for such a key. */
export type Seal = (noise: Uint8Array, bytes: Uint8Array) => Uint8Array | null

export interface Standing {
  readonly lines: Ledger
  readonly membership: Membership
}

/** A device as it shows itself before it belongs to a plan. */
export interface Newcomer {
  readonly device: string
  /** Ed25519 and X25519. */
  readonly key: Uint8Array
  readonly noise: Uint8Array
  readonly name: string
  readonly person: string | null
}

/** `epochKey`: 32 random bytes. `nonce`: those that the plan's id was made with, else any 16. Null for a bad noise key. */
export function founding(
  { key, noise, name, person }: Omit<Newcomer, 'device'>,
  { nonce, epochKey, seal }: { readonly nonce: Uint8Array; readonly epochKey: Uint8Array; readonly seal: Seal },
): Found | null {
  const wrap = seal(noise, epochKey)
  return wrap && { is: 'found', key, noise, nonce, name, person, wrap }
}

/** `epochKey`: of the epoch that counts, if this device has it. */
export function admitting(
  { membership }: Standing,
  newcomer: Newcomer,
  { epochKey, seal }: { readonly epochKey: Uint8Array | null; readonly seal: Seal },
): Admit {
  const epoch = membership.epochs().at(-1)
  const sealed = epoch === undefined || epochKey === null ? null : seal(newcomer.noise, epochKey)
  const { device, key, noise, name, person } = newcomer
  const wrap = sealed === null || epoch === undefined ? null : { of: epoch.hash, sealed }
  return { is: 'admit', device, key, noise, name, person, wrap }
}

/** `epochKey`: 32 fresh random bytes. */
export function removing(
  standing: Standing,
  device: string,
  { why, epochKey, seal }: { readonly why: string; readonly epochKey: Uint8Array; readonly seal: Seal },
): Remove {
  const { membership, lines } = standing
  const others = membership.members().filter((one) => one.device !== device)
  const wraps = wrapsFor(membership, others, epochKey, seal)
  return {
    is: 'remove',
    device,
    marks: marksOf(lines, device),
    epoch: { counter: nextCounter(membership), wraps },
    why,
  }
}

/** All that is here of a device. */
export function having({ lines }: Standing, device: string): Had {
  return { is: 'had', device, marks: marksOf(lines, device) }
}

/** Takes records of a device that is no member in, up to these numbers. */
export function accepting(
  of: { readonly device: string; readonly key: Uint8Array; readonly name: string },
  marks: Marks,
): Accept {
  return { is: 'accept', device: of.device, key: of.key, name: of.name, marks }
}

/** An epoch's key for the members among `devices`. */
export function wrapping(
  { membership }: Standing,
  epoch: RoomEpoch,
  devices: readonly string[],
  { epochKey, seal }: { readonly epochKey: Uint8Array; readonly seal: Seal },
): EpochKeys {
  const members = devices.flatMap((device) => membership.member(device) ?? [])
  return { is: 'epoch', of: epoch.hash, counter: epoch.counter, wraps: wrapsFor(membership, members, epochKey, seal) }
}

/** A new key for all members, such as after two removals that did not know of each other. */
export function renewing(
  { membership }: Standing,
  { epochKey, seal }: { readonly epochKey: Uint8Array; readonly seal: Seal },
): EpochKeys {
  const wraps = wrapsFor(membership, membership.members(), epochKey, seal)
  return { is: 'epoch', of: null, counter: nextCounter(membership), wraps }
}

/** How far each line of a device is here. */
export function marksOf(lines: Ledger, device: string): Marks {
  return Object.fromEntries(
    [...lines.lines()].filter((line) => line.device === device).map(({ client, seq }) => [client, seq]),
  )
}

function wrapsFor(
  membership: Membership,
  members: readonly { readonly device: string; readonly noise: Uint8Array }[],
  epochKey: Uint8Array,
  seal: Seal,
): Wraps {
  const present = members.filter(({ device }) => membership.isMember(device))
  return Object.fromEntries(
    present.flatMap(({ device, noise }) => {
      const sealed = seal(noise, epochKey)
      return sealed === null ? [] : [[device, sealed] as const]
    }),
  )
}

function nextCounter(membership: Membership): number {
  return 1 + (membership.epochs().at(-1)?.counter ?? -1)
}
