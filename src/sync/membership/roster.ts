/**
 * Who belongs to a plan, once it is known who began it: statements are taken one by one, each after all that its writer knew.
 * In whatever order two came that did not know each other, the roster is the same.
 *
 * API: createRoster(root) -> take(statement), and what follows from all that were taken. Pure bookkeeping.
 */
import type { Epoch } from './epoch.ts'
import type { Admit, Found, Remove, Statement, Wraps } from './statement.ts'

/** A statement with the record that says it. */
export interface NotedStatement {
  readonly statement: Statement
  /** Who signed it. */
  readonly device: string
  readonly client: number
  readonly seq: number
  /** Of its line up to it, in hex. */
  readonly hash: string
  /** By its writer's clock. */
  readonly time: number
  /** Of each line with a statement, how far its writer knew it. */
  readonly past: Readonly<Record<string, number>>
}

export type Noted<S extends Statement> = NotedStatement & { readonly statement: S }

export interface RosterEntry {
  readonly publicKey: Uint8Array
  /** All that count; the one with the lowest hash says name and keys. */
  readonly admissions: Noted<Admit>[]
}

export interface Roster {
  readonly root: string
  take(noted: NotedStatement): void
  admitted(): ReadonlyMap<string, RosterEntry>
  /** The one with the lowest hash first. */
  removals(device: string): readonly Noted<Remove>[]
  removed(): Iterable<string>
  isRemoved(device: string): boolean
  /** Up to where records of a removed device count for whoever knows only the removal that names the least. */
  least(device: string, client: number): number
  /** A member for everybody: its admissions count whichever of the removals somebody knows. */
  isUndisputed(device: string): boolean
  /** Devices whose records are taken in though they are no members, with their keys. */
  accepted(): ReadonlyMap<string, Uint8Array>
  /** Up to where records of a device count that is limited at all: by client id. */
  marks(device: string): ReadonlyMap<number, number>
  /** Newest last: the last one counts. */
  epochs(): readonly Epoch[]
}

/** `found` is what the root said when it began the plan; null while that is not here yet. */
export function createRoster(root: string, found: Noted<Found> | null): Roster {
  const admitted = new Map<string, RosterEntry>()
  const removals = new Map<string, Noted<Remove>[]>()
  const accepted = new Map<string, Uint8Array>()
  const marks = new Map<string, Map<number, number>>()
  let epochs: Epoch[] = []

  const roster: Roster = {
    root,
    take(noted) {
      const { statement } = noted
      if (statement.is === 'found') {
        if (noted === found) begin(noted, 0, { [root]: statement.wrap })
        return
      }
      if (!wasMember(noted)) return
      switch (statement.is) {
        case 'admit': {
          const entry = admitted.get(statement.device) ?? { publicKey: statement.key, admissions: [] }
          admitted.set(statement.device, entry)
          entry.admissions.push(noted as Noted<Admit>)
          entry.admissions.sort(byHash)
          if (statement.wrap !== null) seal(noted, statement.wrap.of, { [statement.device]: statement.wrap.sealed })
          return
        }
        case 'remove':
          removals.set(
            statement.device,
            [...(removals.get(statement.device) ?? []), noted as Noted<Remove>].sort(byHash),
          )
          raise(statement.device, statement.marks)
          beginNext(noted, statement.epoch)
          return
        case 'had':
          return raise(statement.device, statement.marks)
        case 'accept':
          accepted.set(statement.device, statement.key)
          return raise(statement.device, statement.marks)
        case 'epoch':
          if (statement.of === null) beginNext(noted, statement)
          else seal(noted, statement.of, statement.wraps)
      }
    },
    admitted: () => admitted,
    removals: (device) => removals.get(device) ?? NONE,
    removed: () => removals.keys(),
    isRemoved: (device) => removals.has(device),
    least: (device, client) =>
      Math.min(...(removals.get(device) ?? NONE).map(({ statement }) => statement.marks[client] ?? 0)),
    isUndisputed(device) {
      const sure = new Set([root])
      const isSure = ({ device, client, seq }: NotedStatement): boolean =>
        sure.has(device) && seq <= roster.least(device, client)
      // Each admission follows the admission of whoever made it.
      for (let size = 0; size < sure.size;) {
        size = sure.size
        for (const [one, { admissions }] of admitted) if (admissions.some(isSure)) sure.add(one)
      }
      return sure.has(device)
    },
    accepted: () => accepted,
    marks: (device) => marks.get(device) ?? NO_MARKS,
    epochs: () => epochs,
  }
  return roster

  /** In the statement's own past: what came here before it says nothing. */
  function wasMember(noted: NotedStatement): boolean {
    return noted.device === root || admitted.get(noted.device)?.admissions.some((one) => isInPast(one, noted)) === true
  }

  function raise(device: string, to: Readonly<Record<string, number>>): void {
    let own = marks.get(device)
    if (own === undefined) marks.set(device, (own = new Map()))
    for (const [client, seq] of Object.entries(to)) own.set(Number(client), Math.max(own.get(Number(client)) ?? 0, seq))
  }

  function beginNext(noted: NotedStatement, { counter, wraps }: { counter: number; wraps: Wraps }): void {
    const known = epochs.filter(({ record }) => isInPast(record, noted)).map((epoch) => epoch.counter)
    // It follows from what its writer knew; another number would let one device use all of them up.
    if (counter === 1 + Math.max(-1, ...known)) begin(noted, counter, wraps)
  }

  function begin({ client, seq, hash, device }: NotedStatement, counter: number, wraps: Wraps): void {
    const sealed = new Map(Object.entries(wraps).map(([device, bytes]) => [device, [{ hash, bytes }]]))
    epochs = [...epochs, { counter, hash, record: { client, seq }, madeBy: device, sealed }].sort(
      (a, b) => a.counter - b.counter || (a.hash < b.hash ? 1 : -1),
    )
  }

  function seal(noted: NotedStatement, of: string, wraps: Wraps): void {
    const epoch = epochs.find((one) => one.hash === of && isInPast(one.record, noted))
    if (epoch === undefined) return
    for (const [device, bytes] of Object.entries(wraps)) {
      const all = [...(epoch.sealed.get(device) ?? []), { hash: noted.hash, bytes }]
      epoch.sealed.set(device, all.sort(byHash))
    }
  }
}

/** Whether the writer of `noted` knew `other` when it wrote. */
export function isInPast(other: Pick<NotedStatement, 'client' | 'seq'>, noted: NotedStatement): boolean {
  return other.client === noted.client ? other.seq < noted.seq : (noted.past[other.client] ?? 0) >= other.seq
}

export const byHash = (a: { readonly hash: string }, b: { readonly hash: string }): number => (a.hash < b.hash ? -1 : 1)

const NONE: readonly Noted<Remove>[] = []
const NO_MARKS: ReadonlyMap<number, number> = new Map()
