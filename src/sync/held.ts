/**
 * Records that build on something that has not come yet. Each peer may have 200 of them or 8 MB waiting; what does not fit is
 * dropped and asked for again later, so nobody can fill the memory of a host.
 *
 * API: createHeldRecords() -> keep(peer, place, bytes, missing), release(client, seq) after each accepted record,
 * forget(peer). Which records are missing, and when to ask, is asking.ts.
 */
import type { Missing } from './ledger.ts'

export const MAX_HELD_RECORDS = 200
/** Bytes. */
export const MAX_HELD_BYTES = 8_000_000

export interface HeldRecord<P> {
  readonly peer: P
  readonly client: number
  readonly seq: number
  readonly bytes: Uint8Array
}

export interface HeldRecords<P> {
  /** False if it did not fit and was dropped. `missing` may not be empty. */
  keep(record: HeldRecord<P>, missing: readonly Missing[]): boolean
  /** Those that waited for this record; they are judged again, in this order, and may have to wait for another. */
  release(client: number, seq: number): HeldRecord<P>[]
  /** The peer is gone. */
  forget(peer: P): void
  /** How many wait. */
  size(): number
}

interface Waiting<P> extends HeldRecord<P> {
  readonly name: string
  readonly until: number
}

export function createHeldRecords<P>(): HeldRecords<P> {
  /** By the line that they wait for. */
  const waiting = new Map<number, Waiting<P>[]>()
  const peers = new Map<P, { names: Set<string>; bytes: number }>()

  const letGo = ({ peer, name, bytes }: Waiting<P>): void => {
    const used = peers.get(peer)
    if (used === undefined) return
    used.names.delete(name)
    used.bytes -= bytes.length
    if (used.names.size === 0) peers.delete(peer)
  }
  return {
    keep(record, missing) {
      const first = missing[0]
      if (first === undefined) throw new Error('A record that misses nothing has no reason to wait.')
      const used = peers.get(record.peer) ?? { names: new Set<string>(), bytes: 0 }
      const name = `${record.client}/${record.seq}`
      if (used.names.has(name)) return true
      if (used.names.size >= MAX_HELD_RECORDS || used.bytes + record.bytes.length > MAX_HELD_BYTES) return false
      used.names.add(name)
      used.bytes += record.bytes.length
      peers.set(record.peer, used)
      // Received bytes may be a view of a much larger message, which must not be kept alive.
      const entry = { ...record, bytes: record.bytes.slice(), name, until: first.to }
      const line = waiting.get(first.client)
      if (line) line.push(entry)
      else waiting.set(first.client, [entry])
      return true
    },
    release(client, seq) {
      const line = waiting.get(client)
      if (line === undefined) return []
      const free = line.filter(({ until }) => until <= seq)
      const rest = line.filter(({ until }) => until > seq)
      if (rest.length > 0) waiting.set(client, rest)
      else waiting.delete(client)
      free.forEach(letGo)
      return free.map(({ peer, client, seq, bytes }) => ({ peer, client, seq, bytes }))
    },
    forget(peer) {
      for (const [client, line] of waiting) {
        const rest = line.filter((entry) => entry.peer !== peer)
        if (rest.length > 0) waiting.set(client, rest)
        else waiting.delete(client)
      }
      peers.delete(peer)
    },
    size: () => [...waiting.values()].reduce((sum, line) => sum + line.length, 0),
  }
}
