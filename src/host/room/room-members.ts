import { CallFailed } from '../../contract/calls.ts'
import type { Entry } from '../../model/envelope.ts'
import type { Member, RoomEpoch } from '../../sync/membership/membership.ts'
import { admitting, founding, removing } from '../../sync/membership/stating.ts'
import type { Statement } from '../../sync/membership/statement.ts'
import { openSealed, sealFor } from '../../sync/noise/sealed-box.ts'
import type { PlanHost } from '../plan-host.ts'
import type { LinkIdentity } from './greet.ts'

/** Who belongs to a plan's room, and the keys that only they have. */
export interface RoomMembers {
  /** Removed ones too. */
  all(): readonly Member[]
  member(device: string): Member | undefined
  isMember(device: string): boolean
  /** Present members only. */
  byNoise(publicKey: Uint8Array): Member | undefined
  /** Whoever founded the plan; undefined while nobody did. */
  root(): Member | undefined
  /** Rises with each change of who belongs. */
  version(): number
  /** Room keys that this device has, the newest last. */
  keys(): readonly Uint8Array[]
  /** Makes this device the founder of a plan that has none yet. */
  found(): Promise<void>
  /** Makes it the founder of one whose founder is another device; only where this one is pinned as its root. */
  foundAnew(): Promise<void>
  admit(newcomer: {
    readonly device: string
    readonly publicKey: Uint8Array
    readonly noise: Uint8Array
    readonly name: string
    readonly person: string | null
  }): Promise<void>
  remove(device: string, why: string): Promise<void>
}

const KEY_LENGTH = 32
const NONCE_LENGTH = 16

/** Read from the plan's records, and written as records of this host. */
export function createRoomMembers(
  host: () => PlanHost,
  identity: LinkIdentity & { readonly id: string },
  ownName: () => { readonly name: string; readonly person: string },
): RoomMembers {
  const seal = (noise: Uint8Array, bytes: Uint8Array): Uint8Array | null => sealFor(noise, bytes, identity.random)
  /** An epoch's key never changes; opening it costs as much as a handshake. */
  const opened = new Map<string, Uint8Array>()
  const membership = (): PlanHost['ledger']['membership'] => host().ledger.membership

  const members: RoomMembers = {
    all: () => membership().members(),
    member: (device) => membership().member(device),
    isMember: (device) => membership().isMember(device),
    byNoise: (publicKey) => membership().byNoise(publicKey),
    root() {
      const root = membership().root()
      return root === null ? undefined : membership().member(root)
    },
    version: () => membership().version(),
    keys: () =>
      membership()
        .epochs()
        .flatMap((epoch) => keyOf(epoch) ?? []),
    async found() {
      if (membership().root() === null) await members.foundAnew()
    },
    async foundAnew() {
      const { name, person } = ownName()
      const statement = founding(
        { key: identity.publicKey, noise: identity.noise.publicKey, name, person: person || null },
        { nonce: identity.random(NONCE_LENGTH), epochKey: identity.random(KEY_LENGTH), seal },
      )
      if (statement !== null)
        await state(statement, { name: 'room.found', record: '', field: '', from: null, to: name, why: '' })
    },
    async admit({ publicKey, ...newcomer }) {
      const last = membership().epochs().at(-1)
      const epochKey = last === undefined ? null : (keyOf(last) ?? null)
      const statement = admitting(host().ledger, { ...newcomer, key: publicKey }, { epochKey, seal })
      await state(statement, entryOf('room.admit', newcomer.device, newcomer.name, ''))
      if (!members.isMember(newcomer.device))
        throw new CallFailed(
          'removed-before',
          'This device was removed from the room before, and its key stays out. It needs a new one: its data folder has to be made anew.',
        )
    },
    async remove(device, why) {
      const name = membership().member(device)?.name ?? device
      const statement = removing(host().ledger, device, { why, epochKey: identity.random(KEY_LENGTH), seal })
      await state(statement, entryOf('room.remove', device, name, why))
    },
  }
  return members

  function keyOf(epoch: RoomEpoch): Uint8Array | undefined {
    const known = opened.get(epoch.hash)
    if (known !== undefined) return known
    const wrap = epoch.wrapFor(identity.id)
    const key = wrap === undefined ? null : openSealed(identity.noise.secret, wrap)
    if (key?.length !== KEY_LENGTH) return undefined
    opened.set(epoch.hash, key)
    return key
  }

  function state(statement: Statement, entry: Entry): Promise<void> {
    const { person } = ownName()
    return host().state(statement, { person: person || null, role: null, forTeam: null }, [entry])
  }
}

function entryOf(name: string, device: string, to: string, why: string): Entry {
  return { name, record: `devices/${device}`, field: '', from: null, to, why }
}
