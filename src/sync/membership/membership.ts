/**
 * Who may write a plan and who might, derived from the statements in its records (statement.ts): from the set of those that
 * count, whatever their order. Part of the ledger, and of a snapshot as JSON.
 *
 *   root     the device that began the plan: the one that is pinned here; else the one that the plan's id is made from;
 *            else the one that said so first
 *   member   the root, and each device that a member admitted in the admission's own past
 *   former   where the root that is pinned is not the one of the plan's id: that one began the plan anew, since nobody of before
 *            was left. Whoever belonged to it before counts as far as it was known then, and until that is here as it was
 *   removed  of its records those count that some member's statement or record says it had; the marks only rise
 *
 * API: createMembership({ planId, hash, named, pinned?, saved? }) -> Membership; the ledger notes records in it.
 */
import { toHexString } from 'lib0/buffer'
import type { Missing } from '../ledger.ts'
import type { PlanRecord } from '../record.ts'
import { isAnybodysKey } from '../noise/signing-key.ts'
import { isSameBytes } from '../same-bytes.ts'
import type { Epoch } from './epoch.ts'
import { deviceIdOf, planIdOf, type Hash } from './identity.ts'
import { byHash, createRoster, isInPast, type Noted, type NotedStatement, type Roster } from './roster.ts'
import { readStatement, STATEMENT_KEY, statementToJson, type Admit, type Found, type Statement } from './statement.ts'

export interface Member {
  readonly device: string
  readonly publicKey: Uint8Array
  /** X25519: by it the device is known in a channel. */
  readonly noise: Uint8Array
  readonly name: string
  readonly person: string | null
  /** A device; null for the one that began the plan. */
  readonly admittedBy: string | null
  readonly removed: null | {
    readonly by: string
    /** Milliseconds by the remover's clock. */
    readonly at: number
    readonly why: string
    readonly marks: Readonly<Record<string, number>>
    /** Which one says so. */
    readonly record: { readonly client: number; readonly seq: number }
  }
}

/** A key of the room, sealed for its members. */
export interface RoomEpoch {
  readonly counter: number
  readonly hash: string
  readonly record: { readonly client: number; readonly seq: number }
  readonly madeBy: string
  wrapFor(device: string): Uint8Array | undefined
  /** All that were sealed for it, where several members did so at once. */
  wrapsFor(device: string): readonly Uint8Array[]
}

export interface Membership {
  /** The device that began the plan; null while nobody said so. */
  root(): string | null
  /** The plan's id is made from its key: no other device can have begun the plan. */
  isRootProven(): boolean
  /** Removed ones too. */
  members(): readonly Member[]
  member(device: string): Member | undefined
  /** A present member. None where two were admitted with one key: an admission says a device's Noise key without proof. */
  byNoise(publicKey: Uint8Array): Member | undefined
  /** Admitted and not removed. */
  isMember(device: string): boolean
  isRemoved(device: string): boolean
  /** See roster.ts. */
  least(device: string, client: number): number
  isUndisputed(device: string): boolean
  /** A device whose records somebody took in although it is no member. */
  isAccepted(device: string): boolean
  /** Public key of whoever signed something that may count. */
  keyOf(device: string): Uint8Array | undefined
  /** The key of a device that is not known yet, whose record proves that it began this plan. */
  founderKey(record: Pick<PlanRecord, 'device' | 'more'>): Uint8Array | undefined
  /**
   * Highest number of this line that counts. Infinity for members, and for devices that no statement names: whether those may
   * write at all is said elsewhere.
   */
  limit(device: string, client: number): number
  /** All marks of limited devices. */
  marks(): { readonly device: string; readonly client: number; readonly seq: number }[]
  /** Newest last: that one counts. */
  epochs(): readonly RoomEpoch[]
  /** Rises with each change of anything here. */
  version(): number
  /** A record counts now: what it states, and `past` tells how far its writer knew a line. */
  note(record: Pick<PlanRecord, 'device' | 'client' | 'seq' | 'time' | 'more'> & { hash: Uint8Array }, past: Past): void
  /** A member's next record says that it builds on these. True if that lets more of a removed device count. */
  raise(missing: readonly Missing[]): boolean
  /** Whether a limit may stand before any of these. */
  stopsAt(missing: readonly Missing[], deviceOf: (client: number) => string | undefined): boolean
  toJSON(): SavedMembership | undefined
}

export type Past = (client: number) => number

/** The statements with the records that said them, in an order in which each follows what its writer knew. */
export interface SavedMembership {
  readonly statements: readonly SavedStatement[]
}
type SavedStatement = Omit<NotedStatement, 'statement'> & { readonly statement: Readonly<Record<string, unknown>> }

/** Lines that are remembered because a record which waits names them. */
const MAX_RAISED = 10_000

export function createMembership(parts: {
  readonly planId: string
  readonly hash: Hash
  /** Highest number of a line that any record that counts says it knew. */
  readonly named: (client: number) => number
  /** Public key of the device that is known otherwise to have begun the plan, or begun it anew. */
  readonly pinned?: Uint8Array | null | undefined
  readonly saved?: SavedMembership | undefined
}): Membership {
  const { hash, named, pinned = null } = parts
  const pinnedDevice = pinned === null ? null : deviceIdOf(hash, pinned)
  const statements: NotedStatement[] = []
  const lines = new Set<number>()
  const raised = new Map<number, number>()
  /** Those that knew of no other, of the most that any proves: usually one. */
  let founds: Noted<Found>[] = []
  /** Keys that statements name, whether those count or not: a device's id is made of its key. */
  const stated = new Map<string, Uint8Array>()
  /** Whoever is pinned is not whoever the plan's id is made from. */
  let isAnew = false
  let roster: Roster | null = null
  let members: ReadonlyMap<string, Member> = new Map()
  let present = new Set<string>()
  let version = 0
  settle(null)
  for (const saved of parts.saved?.statements ?? []) {
    const statement = readStatement(saved.statement)
    if (statement !== null) add({ ...saved, statement })
  }

  const membership: Membership = {
    root: () => roster?.root ?? null,
    isRootProven: () =>
      founds[0] !== undefined && roster?.root === founds[0].device && isCertified(founds[0].statement),
    members: () => [...members.values()],
    member: (device) => members.get(device),
    byNoise(publicKey) {
      const found = [...members.values()].filter(
        ({ device, noise }) => present.has(device) && isSameBytes(noise, publicKey),
      )
      return found.length === 1 ? found[0] : undefined
    },
    isMember: (device) => present.has(device),
    isRemoved: (device) => roster?.isRemoved(device) === true,
    least: (device, client) => roster?.least(device, client) ?? Infinity,
    isUndisputed: (device) => roster?.isUndisputed(device) === true,
    isAccepted: (device) => roster?.accepted().has(device) === true,
    keyOf: (device) =>
      device === pinnedDevice
        ? (pinned as Uint8Array)
        : (members.get(device)?.publicKey ??
          roster?.accepted().get(device) ??
          (isAnew ? stated.get(device) : undefined)),
    founderKey({ device, more }) {
      if (more[STATEMENT_KEY] === undefined || hasPinnedBegun()) return undefined
      const statement = readStatement(more[STATEMENT_KEY])
      if (statement?.is !== 'found' || deviceIdOf(hash, statement.key) !== device) return undefined
      // Of a plan that was begun anew more than once the others are known by nothing else.
      return isCertified(statement) || isAnew ? statement.key : undefined
    },
    limit(device, client) {
      if (present.has(device)) return Infinity
      if (isFormer(device)) return Math.max(named(client), raised.get(client) ?? 0)
      if (roster === null || !(roster.isRemoved(device) || roster.accepted().has(device))) return Infinity
      return Math.max(roster.marks(device).get(client) ?? 0, named(client), raised.get(client) ?? 0)
    },
    marks: () =>
      limited().flatMap((device) =>
        [...(roster?.marks(device).keys() ?? [])].map((client) => ({
          device,
          client,
          seq: membership.limit(device, client),
        })),
      ),
    epochs: () => (roster?.epochs() ?? []).map(roomEpoch),
    version: () => version,
    note({ device, client, seq, time, more, hash }, past) {
      if (more[STATEMENT_KEY] === undefined) return
      const statement = readStatement(more[STATEMENT_KEY])
      if (statement === null || !isSound(statement, device)) return
      const knew = [...lines].map((line) => [line, line === client ? seq - 1 : past(line)] as const)
      add({
        statement,
        device,
        client,
        seq,
        time,
        hash: toHexString(hash),
        past: Object.fromEntries(knew.filter(([, to]) => to > 0)),
      })
    },
    raise(missing) {
      let isMore = false
      for (const { client, to } of missing) {
        if (to <= (raised.get(client) ?? 0) || (raised.size >= MAX_RAISED && !raised.has(client))) continue
        raised.set(client, to)
        isMore = true
      }
      if (isMore) version++
      return isMore
    },
    stopsAt(missing, deviceOf) {
      if (roster === null || (limited().length === 0 && !isAnew)) return false
      return missing.some(({ client, to }) => {
        const device = deviceOf(client)
        const limit =
          device === undefined ? Math.max(named(client), raised.get(client) ?? 0) : membership.limit(device, client)
        return to > limit
      })
    },
    toJSON: () =>
      statements.length === 0
        ? undefined
        : { statements: statements.map((one) => ({ ...one, statement: statementToJson(one.statement) })) },
  }
  return membership

  function add(noted: NotedStatement): void {
    statements.push(noted)
    if (noted.statement.is !== 'had' && noted.statement.is !== 'accept') lines.add(noted.client)
    version++
    if (noted.statement.is === 'found') stated.set(noted.device, noted.statement.key)
    if (noted.statement.is === 'admit') stated.set(noted.statement.device, noted.statement.key)
    const before = founds[0]
    if (noted.statement.is === 'found') began(noted as Noted<Found>)
    if (founds[0] !== before) return settle(founds[0] ?? null)
    if (roster === null) return
    roster.take(noted)
    list(roster)
  }

  function began(noted: Noted<Found>): void {
    const [proof, best] = [proofOf(noted), founds[0] === undefined ? -1 : proofOf(founds[0])]
    if (pinned !== null && proof === 1) isAnew = true
    // Until whoever is pinned has begun it anew, whoever began it counts.
    if (proof < best || (pinned !== null && proof < 1)) return
    if (proof > best) founds = [noted]
    else if (!founds.some((one) => isInPast(one, noted))) founds = [...founds, noted].sort(byHash)
  }

  function proofOf({ device, statement }: Noted<Found>): number {
    return device === pinnedDevice ? 2 : isCertified(statement) ? 1 : 0
  }

  /** Who began it is known, or known to be another: everything follows anew. */
  function settle(found: Noted<Found> | null): void {
    const root = found?.device ?? pinnedDevice
    if (root === null) return
    roster = createRoster(root, found)
    for (const noted of statements) roster.take(noted)
    list(roster)
  }

  /** Whether what the pinned device said when it began the plan is here. */
  function hasPinnedBegun(): boolean {
    return pinned !== null && founds[0]?.device === pinnedDevice
  }

  function isFormer(device: string): boolean {
    return isAnew && hasPinnedBegun() && !members.has(device) && !isAcceptedHere(device) && stated.has(device)
  }

  function isAcceptedHere(device: string): boolean {
    return roster?.accepted().has(device) === true
  }

  function isCertified({ key, nonce }: Found): boolean {
    return planIdOf(hash, key, nonce) === parts.planId
  }

  /** A statement about a device gives the key that its id is made of, and one that binds its holder. */
  function isSound(statement: Statement, signer: string): boolean {
    if ('key' in statement && isAnybodysKey(statement.key)) return false
    if (statement.is === 'found') return deviceIdOf(hash, statement.key) === signer
    if (statement.is === 'admit' || statement.is === 'accept')
      return deviceIdOf(hash, statement.key) === statement.device
    return true
  }

  function limited(): string[] {
    if (roster === null) return []
    return [...roster.removed(), ...[...roster.accepted().keys()].filter((device) => !members.has(device))]
  }

  function list(roster: Roster): void {
    const all = new Map<string, Member>()
    const found = founds[0]
    if (found !== undefined) all.set(roster.root, memberOf(roster, { ...found.statement, device: roster.root }, null))
    for (const [device, { admissions }] of roster.admitted()) {
      const [first] = admissions
      if (first === undefined || device === roster.root) continue
      all.set(device, memberOf(roster, first.statement, first.device))
    }
    members = all
    present = new Set([...all.keys()].filter((device) => !roster.isRemoved(device)))
  }
}

function memberOf(
  roster: Roster,
  { device, key, noise, name, person }: Pick<Admit, 'device' | 'key' | 'noise' | 'name' | 'person'>,
  admittedBy: string | null,
): Member {
  const member = { device, publicKey: key, noise, name, person, admittedBy }
  const [removal] = roster.removals(device)
  if (removal === undefined) return { ...member, removed: null }
  const marks = Object.fromEntries(roster.marks(device))
  const { device: by, time: at, client, seq } = removal
  return { ...member, removed: { by, at, why: removal.statement.why, marks, record: { client, seq } } }
}

function roomEpoch({ counter, hash, record, madeBy, sealed }: Epoch): RoomEpoch {
  const wrapsFor = (device: string): readonly Uint8Array[] => sealed.get(device)?.map(({ bytes }) => bytes) ?? []
  return { counter, hash, record, madeBy, wrapsFor, wrapFor: (device) => wrapsFor(device)[0] }
}
