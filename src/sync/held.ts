/**
 * Records that build on something that has not come yet. Each peer may have 200 of them or 8 MB waiting; what does not fit is
 * dropped and asked for again later, so nobody can fill the memory of a host. Those of the own journal all wait.
 *
 * API: createHeldRecords({ isTrusted? }) -> keep(record, missing), release(client, seq) after each accepted record,
 * releaseLine(client) where a line got a record that does not count, forget(peer), all(). Which records are missing, and
 * when to ask, is asking.ts.
 */
import type { Missing } from './ledger.ts'
import { markOf } from './record-mark.ts'

export const MAX_HELD_RECORDS = 200
/** Bytes. */
export const MAX_HELD_BYTES = 8_000_000

export interface HeldRecord<P> {
  readonly peer: P
  readonly client: number
  readonly seq: number
  readonly bytes: Uint8Array
}

export interface WaitingRecord<P> extends HeldRecord<P> {
  readonly missing: readonly Missing[]
}

export interface HeldRecords<P> {
  /** False if it did not fit and was dropped. `missing` may not be empty. */
  keep(record: HeldRecord<P>, missing: readonly Missing[]): boolean
  /** Those that waited for this record; they are judged again, in this order, and may have to wait for another. */
  release(client: number, seq: number): HeldRecord<P>[]
  /** All that wait for something of this line. */
  releaseLine(client: number): HeldRecord<P>[]
  /** The peer is gone. */
  forget(peer: P): void
  /** How many wait. */
  size(): number
  all(): WaitingRecord<P>[]
}

interface Waiting<P> extends WaitingRecord<P> {
  readonly name: string
}

export function createHeldRecords<P>({
  isTrusted = () => false,
}: {
  /** Peers without a limit. */
  readonly isTrusted?: (peer: P) => boolean
} = {}): HeldRecords<P> {
  /** By the line that they wait for, and by how far it has to come. */
  const waiting = new Map<number, Map<number, Waiting<P>[]>>()
  const peers = new Map<P, { names: Set<string>; bytes: number }>()

  const letGo = ({ peer, name, bytes }: Waiting<P>): void => {
    const used = peers.get(peer)
    if (used === undefined) return
    used.names.delete(name)
    used.bytes -= bytes.length
    if (used.names.size === 0) peers.delete(peer)
  }
  const freed = (free: readonly Waiting<P>[]): HeldRecord<P>[] => {
    free.forEach(letGo)
    return free.map(({ peer, client, seq, bytes }) => ({ peer, client, seq, bytes }))
  }
  const everything = (): Waiting<P>[] => [...waiting.values()].flatMap((line) => [...line.values()].flat())
  return {
    keep(record, missing) {
      const first = missing[0]
      if (first === undefined) throw new Error('A record that misses nothing has no reason to wait.')
      const used = peers.get(record.peer) ?? { names: new Set<string>(), bytes: 0 }
      // Two records of one number may wait until it is known which counts.
      const name = `${record.client}/${record.seq}/${markOf(record.bytes.subarray(-64))}`
      if (used.names.has(name)) return true
      const isFull = used.names.size >= MAX_HELD_RECORDS || used.bytes + record.bytes.length > MAX_HELD_BYTES
      if (isFull && !isTrusted(record.peer)) return false
      used.names.add(name)
      used.bytes += record.bytes.length
      peers.set(record.peer, used)
      // Received bytes may be a view of a much larger message, which must not be kept alive.
      const entry = { ...record, bytes: record.bytes.slice(), name, missing }
      let line = waiting.get(first.client)
      if (line === undefined) waiting.set(first.client, (line = new Map()))
      const group = line.get(first.to)
      if (group) group.push(entry)
      else line.set(first.to, [entry])
      return true
    },
    release(client, seq) {
      const line = waiting.get(client)
      const free = line?.get(seq)
      if (line === undefined || free === undefined) return []
      line.delete(seq)
      if (line.size === 0) waiting.delete(client)
      return freed(free)
    },
    releaseLine(client) {
      const free = [...(waiting.get(client)?.values() ?? [])].flat()
      waiting.delete(client)
      return freed(free)
    },
    forget(peer) {
      for (const [client, line] of waiting) {
        for (const [seq, group] of line) {
          const rest = group.filter((entry) => entry.peer !== peer)
          if (rest.length > 0) line.set(seq, rest)
          else line.delete(seq)
        }
        if (line.size === 0) waiting.delete(client)
      }
      peers.delete(peer)
    },
    size: () => everything().length,
    all: everything,
  }
}
