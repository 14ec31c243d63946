/**
 * The ledger: how far each line of a plan has come, and what each line knows of the others. The gate asks it what a record
 * may build on, heads ask it what is concurrent, exchange what another host lacks.
 *
 * API: createLedger({ saved? }) -> line(client), size(), knows(client, other), covers(after), advance(record, clock, hash), vector(),
 * frontier(), toJSON(). Pure bookkeeping: whether a record may advance its line was decided before.
 */
import { fromHexString, toHexString } from 'lib0/buffer'
import type { Knowledge } from '../model/envelope.ts'
import { readPast, savePast, type LinePast, type SavedPast } from './line-past.ts'
import { FIRST_HASH, type PlanRecord } from './record.ts'
import { markOf } from './record-mark.ts'

/** How far a line has come. */
export interface Line {
  readonly client: number
  /** The device that writes it, fixed by its first record. */
  readonly device: string
  /** Its last record. */
  readonly seq: number
  /** End of its structs: the clock at which its next record begins. */
  readonly clock: number
  /** Of its chain of records up to `seq`. */
  readonly hash: Uint8Array
}

/** The last record of a line that somebody holds, and the end of its structs. */
export type Mark = readonly [seq: number, clock: number]

/** A line as a snapshot keeps it: device, seq, clock, hash in hex, and what it knows of other lines. */
export type SavedLine = readonly [
  device: string,
  seq: number,
  clock: number,
  hash: string,
  knows: Knowledge,
  past?: SavedPast,
]
export interface SavedLedger {
  readonly lines: Readonly<Record<string, SavedLine>>
}

/** client -> [seq, hash in hex]. Two hosts with equal frontiers hold the same records. */
export type Frontier = Readonly<Record<string, readonly [seq: number, hash: string]>>

export interface Ledger {
  line(client: number): Line | undefined
  lines(): Iterable<Line>
  /** How many records are held. */
  size(): number
  /** The mark of a record that is held; undefined where that is not known any more. */
  markAt(client: number, seq: number): number | undefined
  /** End of a held record's structs; undefined where that is not known any more. */
  endOf(client: number, seq: number): number | undefined
  /** What `client` has ever said it knew of `other`: `[0, 0]` if nothing. Of itself: all of it. */
  knows(client: number, other: number): Mark
  /** Highest number of the line that another line's records say they knew; 0 if none does. */
  named(client: number): number
  /** The lines of which less is held than `after` names, with the seqs that are missing. Empty if all is there. */
  lacking(after: Knowledge): Missing[]
  /** Takes a record in: `clock` is the end of its structs, `hash` the line's hash after it. */
  advance(
    record: Pick<PlanRecord, 'client' | 'seq' | 'device' | 'after' | 'signature'>,
    clock: number,
    hash: Uint8Array,
  ): void
  vector(): Knowledge
  frontier(): Frontier
  toJSON(): SavedLedger
}

/** Records `from` to `to` of a line. */
export interface Missing {
  readonly client: number
  readonly from: number
  readonly to: number
}

interface OpenLine {
  client: number
  device: string
  seq: number
  clock: number
  hash: Uint8Array
  readonly knows: Map<number, Mark>
  past: LinePast
}

export function createLedger({ saved }: { readonly saved?: SavedLedger | undefined } = {}): Ledger {
  const lines = new Map<number, OpenLine>()
  const named = new Map<number, number>()
  let size = 0
  const name = (client: number, seq: number): void => {
    if (seq > (named.get(client) ?? 0)) named.set(client, seq)
  }
  for (const [key, [device, seq, clock, hash, knows, past]] of Object.entries(saved?.lines ?? {})) {
    const client = Number(key)
    const marks = Object.entries(knows).map(([other, mark]) => [Number(other), mark] as const)
    for (const [other, [seq]] of marks) name(other, seq)
    size += seq
    lines.set(client, {
      client,
      device,
      seq,
      clock,
      hash: fromHexString(hash),
      knows: new Map(marks),
      past: past === undefined ? { from: seq + 1, marks: [], ends: [] } : readPast(past),
    })
  }
  return {
    line: (client) => lines.get(client),
    lines: () => lines.values(),
    size: () => size,
    markAt(client, seq) {
      const past = lines.get(client)?.past
      return past?.marks[seq - past.from]
    },
    endOf(client, seq) {
      const past = lines.get(client)?.past
      return past?.ends[seq - past.from]
    },
    knows(client, other) {
      const line = lines.get(client)
      if (line === undefined) return NOTHING
      return client === other ? [line.seq, line.clock] : (line.knows.get(other) ?? NOTHING)
    },
    named: (client) => named.get(client) ?? 0,
    lacking(after) {
      const missing: Missing[] = []
      for (const key in after) {
        const client = Number(key)
        const held = lines.get(client)?.seq ?? 0
        const [seq] = after[key] as Mark
        if (seq > held) missing.push({ client, from: held + 1, to: seq })
      }
      return missing
    },
    advance(record, clock, hash) {
      let line = lines.get(record.client)
      if (line === undefined) {
        line = {
          client: record.client,
          device: record.device,
          seq: 0,
          clock: 0,
          hash: FIRST_HASH,
          knows: new Map(),
          past: NEW(),
        }
        lines.set(record.client, line)
      }
      size += record.seq - line.seq
      line.seq = record.seq
      line.clock = clock
      line.hash = hash
      line.past.marks.push(markOf(record.signature))
      line.past.ends.push(clock)
      for (const key in record.after) {
        const other = Number(key)
        const mark = record.after[key] as Mark
        if (other === record.client || mark[0] <= (line.knows.get(other)?.[0] ?? 0)) continue
        line.knows.set(other, mark)
        name(other, mark[0])
      }
    },
    vector: () => Object.fromEntries([...lines.values()].map((line) => [line.client, [line.seq, line.clock] as const])),
    frontier: () =>
      Object.fromEntries([...lines.values()].map((line) => [line.client, [line.seq, toHexString(line.hash)] as const])),
    toJSON: () => ({ lines: Object.fromEntries([...lines.values()].map((line) => [line.client, savedLine(line)])) }),
  }
}

const NOTHING: Mark = [0, 0]
const NEW = (): LinePast => ({ from: 1, marks: [], ends: [] })

function savedLine(line: OpenLine): SavedLine {
  const knows = Object.fromEntries(line.knows)
  return [line.device, line.seq, line.clock, toHexString(line.hash), knows, savePast(line.past)]
}
