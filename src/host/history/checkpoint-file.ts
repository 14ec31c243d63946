import { crc32, deflateRawSync, inflateRawSync } from 'node:zlib'

/**
 * The whole plan at one place of its history, from which History counts on: `ORDCHKP1` | u32 crc of the rest | u32 length |
 * JSON | state, Yjs V1, deflated. Made of a proven snapshot or proven by whoever wrote it. A cache: without it, more records
 * are replayed.
 */
export interface Checkpoint {
  readonly plan: string
  readonly records: number
  /** Last record of each line that is in it. */
  readonly lines: ReadonlyMap<number, number>
  /** Which splits were known when it was made, see taken-out-names.ts. */
  readonly generation: string
  readonly state: Uint8Array
}
export type CheckpointHead = Omit<Checkpoint, 'state'>

const MAGIC = new TextEncoder().encode('ORDCHKP1')
const HEAD = MAGIC.length + 8
/** A hundred times the state of a plan of 10,000 items: a small file shall not become all memory. */
const LARGEST_STATE = 512 * 1024 * 1024
/** Half as large as it was, in a tenth of a second for 5 MB. */
const LEVEL = 3

export function encodeCheckpoint({ plan, records, lines, generation, state }: Checkpoint): Uint8Array {
  const json = Buffer.from(JSON.stringify({ v: 1, plan, records, generation, lines: Object.fromEntries(lines) }))
  const length = Buffer.alloc(4)
  length.writeUInt32BE(json.length)
  const rest = Buffer.concat([length, json, deflateRawSync(state, { level: LEVEL })])
  const sum = Buffer.alloc(4)
  sum.writeUInt32BE(crc32(rest))
  return new Uint8Array(Buffer.concat([MAGIC, sum, rest]))
}

/** How many bytes to read for the head alone; null for what is no checkpoint. Takes the first `CHECKPOINT_START` bytes. */
export const CHECKPOINT_START = HEAD
export function headLength(start: Uint8Array): number | null {
  if (start.length < HEAD || !MAGIC.every((byte, i) => start[i] === byte)) return null
  return HEAD + new DataView(start.buffer, start.byteOffset).getUint32(MAGIC.length + 4)
}

/** What it says of itself, not yet checked against its sum: `readCheckpoint` does. */
export function readHead(bytes: Uint8Array): CheckpointHead | null {
  const end = headLength(bytes)
  if (end === null || end > bytes.length) return null
  try {
    const json = JSON.parse(new TextDecoder().decode(bytes.subarray(HEAD, end))) as {
      v: number
      plan: string
      records: number
      generation?: string
      lines: Record<string, number>
    }
    if (json.v !== 1) return null
    const lines = Object.entries(json.lines).map(([client, seq]) => [Number(client), seq] as const)
    return { plan: json.plan, records: json.records, generation: json.generation ?? '', lines: new Map(lines) }
  } catch {
    return null
  }
}

/** Null if anything in it is damaged. */
export function readCheckpoint(bytes: Uint8Array): Checkpoint | null {
  const head = readHead(bytes)
  if (head === null) return null
  if (crc32(bytes.subarray(MAGIC.length + 4)) !== new DataView(bytes.buffer, bytes.byteOffset).getUint32(MAGIC.length))
    return null
  try {
    const state = inflateRawSync(bytes.subarray(headLength(bytes) as number), { maxOutputLength: LARGEST_STATE })
    return { ...head, state: new Uint8Array(state.buffer, state.byteOffset, state.byteLength) }
  } catch {
    return null
  }
}
