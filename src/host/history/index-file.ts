import { crc32, deflateRawSync, inflateRawSync } from 'node:zlib'
import type { SavedIndex } from './history-index.ts'
import type { Position } from '../vault/position.ts'

/**
 * History's index of all records before a place of the journal, as it lies in memory, so that opening History reads the rest
 * of the journal alone: `ORDINDX1` | u32 crc of the rest | u32 length | JSON | columns, deflated. A cache: whoever finds it
 * damaged reads the journal from its beginning.
 */
export interface IndexFile {
  readonly plan: string
  /** All records that begin before it are in the index. */
  readonly end: Position
  /** Of the records that were left out of it, see taken-out-names.ts. */
  readonly generation: string
  readonly index: SavedIndex
}

const MAGIC = new TextEncoder().encode('ORDINDX1')
const HEAD = MAGIC.length + 8
const KINDS = { f64: Float64Array, u32: Uint32Array, i32: Int32Array, u8: Uint8Array } as const
type Kind = keyof typeof KINDS
/** Columns begin where numbers of eight bytes may stand. */
const aligned = (length: number): number => (length + 7) & ~7

export function encodeIndex({ plan, end, generation, index }: IndexFile): Uint8Array {
  const shape = index.columns.map((column) => [kindOf(column), column.length] as const)
  const all = new Uint8Array(index.columns.reduce((sum, column) => sum + aligned(column.byteLength), 0))
  let at = 0
  for (const { buffer, byteOffset, byteLength } of index.columns) {
    all.set(new Uint8Array(buffer, byteOffset, byteLength), at)
    at += aligned(byteLength)
  }
  const json = Buffer.from(JSON.stringify({ v: 2, plan, end, generation, shape, words: index.words }))
  const length = Buffer.alloc(4)
  length.writeUInt32BE(json.length)
  const rest = Buffer.concat([length, json, deflateRawSync(all, { level: 1 })])
  const sum = Buffer.alloc(4)
  sum.writeUInt32BE(crc32(rest))
  return new Uint8Array(Buffer.concat([MAGIC, sum, rest]))
}

/** Null if it is damaged, of another plan or of a newer Ordinal. */
export function decodeIndex(bytes: Uint8Array, plan: string): IndexFile | null {
  if (bytes.length < HEAD || !MAGIC.every((byte, i) => bytes[i] === byte)) return null
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (view.getUint32(MAGIC.length) !== crc32(bytes.subarray(MAGIC.length + 4))) return null
  const end = HEAD + view.getUint32(MAGIC.length + 4)
  const head = JSON.parse(new TextDecoder().decode(bytes.subarray(HEAD, end))) as {
    v: number
    plan: string
    end: Position
    generation: string
    shape: readonly (readonly [Kind, number])[]
    words: SavedIndex['words']
  }
  if (head.v !== 2 || head.plan !== plan) return null
  const inflated = inflateRawSync(bytes.subarray(end))
  const all = new Uint8Array(inflated.length)
  all.set(inflated)
  let at = 0
  const columns = head.shape.map(([kind, length]) => {
    const column = new KINDS[kind](all.buffer, at, length)
    at += aligned(column.byteLength)
    return column
  })
  return { plan, end: head.end, generation: head.generation, index: { columns, words: head.words } }
}

function kindOf(column: SavedIndex['columns'][number]): Kind {
  for (const kind of Object.keys(KINDS) as Kind[]) if (column instanceof KINDS[kind]) return kind
  throw new TypeError('A column of no kind.')
}
