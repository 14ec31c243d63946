import { crc32 } from 'node:zlib'
import type { Snapshot } from './plan-vault.ts'

/**
 * A snapshot on disk: `ORDSNAP1` | u32 length | u32 crc of the JSON | JSON | u32 length | u32 crc of the state | state.
 * `contentHash` in the JSON is the SHA-256, in hex, of the document's canonical JSON.
 */
export interface SnapshotFile extends Snapshot {
  readonly plan: string
  readonly contentHash: string
}

export const SNAPSHOT_VERSION = 1
const MAGIC = new TextEncoder().encode('ORDSNAP1')

export function encodeSnapshot({ state, ...head }: SnapshotFile): Uint8Array {
  const json = new TextEncoder().encode(JSON.stringify({ v: SNAPSHOT_VERSION, ...head }))
  return new Uint8Array(Buffer.concat([MAGIC, block(json), block(state)]))
}

/** Null if anything in it is damaged, or if a newer Ordinal wrote it. */
export function readSnapshot(bytes: Uint8Array): SnapshotFile | null {
  if (!MAGIC.every((byte, i) => bytes[i] === byte)) return null
  const json = readBlock(bytes, MAGIC.length)
  const state = json && readBlock(bytes, json.end)
  if (json === null || state === null || state.end !== bytes.length) return null
  const head = headIn(json.content)
  return head && { ...head, state: state.content }
}

/** Whoever can make a sum right can write anything: what is not of the form that is expected counts as damaged. */
function headIn(content: Uint8Array): Omit<SnapshotFile, 'state'> | null {
  let head: Partial<Record<string, unknown>> | null
  try {
    head = JSON.parse(new TextDecoder().decode(content)) as Partial<Record<string, unknown>> | null
  } catch {
    return null
  }
  if (typeof head !== 'object' || head === null || head['v'] !== SNAPSHOT_VERSION) return null
  const { plan, contentHash, meta, end, records, madeAt } = head
  const isHead =
    typeof plan === 'string' &&
    typeof contentHash === 'string' &&
    typeof meta === 'object' &&
    meta !== null &&
    [end, records, madeAt].every((one) => typeof one === 'number' && one >= 0)
  return isHead ? ({ plan, contentHash, meta, end, records, madeAt } as Omit<SnapshotFile, 'state'>) : null
}

function block(content: Uint8Array): Uint8Array {
  const head = Buffer.alloc(8)
  head.writeUInt32BE(content.length)
  head.writeUInt32BE(crc32(content), 4)
  return Buffer.concat([head, content])
}

function readBlock(bytes: Uint8Array, at: number): { content: Uint8Array; end: number } | null {
  if (at + 8 > bytes.length) return null
  const view = new DataView(bytes.buffer, bytes.byteOffset + at)
  const end = at + 8 + view.getUint32(0)
  // Zeros that a power cut left have the right sum for no bytes at all.
  if (end === at + 8 || end > bytes.length) return null
  const content = bytes.subarray(at + 8, end)
  return crc32(content) === view.getUint32(4) ? { content, end } : null
}
