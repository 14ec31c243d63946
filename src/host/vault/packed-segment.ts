import { crc32, deflateRawSync, inflateRawSync } from 'node:zlib'

/**
 * A closed segment, compressed in blocks of 256 kB, so that a damaged byte costs the records of one block and not all:
 *
 *   ORDPACK1 | u32 plain length | u32 crc of that length | blocks
 *   block: OPBK | u32 number | u32 plain length | u32 packed length | u32 crc of these three | u32 crc of the bytes | raw deflate
 *
 * All big endian. The plain bytes are those of the segment before, so positions in it stay what they were.
 */
export const PACKED = '.packed'
export const isPacked = (path: string): boolean => path.endsWith(PACKED)

const BLOCK = 256 * 1024
/** Deflate makes no byte into more than this many. */
const RATIO = 1_032
/** No plain file of more bytes is ever read to be compressed. */
const LARGEST = 2 ** 31 - 1
const MAGIC = Buffer.from('ORDPACK1')
const BLOCK_MAGIC = Buffer.from('OPBK')
const HEAD = MAGIC.length + 8
const BLOCK_HEAD = BLOCK_MAGIC.length + 20

export function packSegment(plain: Uint8Array): Uint8Array {
  const head = Buffer.alloc(HEAD)
  MAGIC.copy(head)
  head.writeUInt32BE(plain.length, MAGIC.length)
  head.writeUInt32BE(crc32(head.subarray(MAGIC.length, MAGIC.length + 4)), MAGIC.length + 4)
  const pieces: Uint8Array[] = [head]
  for (let number = 0; number * BLOCK < plain.length; number++) {
    const piece = plain.subarray(number * BLOCK, (number + 1) * BLOCK)
    const packed = deflateRawSync(piece)
    const begin = Buffer.alloc(BLOCK_HEAD)
    BLOCK_MAGIC.copy(begin)
    begin.writeUInt32BE(number, 4)
    begin.writeUInt32BE(piece.length, 8)
    begin.writeUInt32BE(packed.length, 12)
    begin.writeUInt32BE(crc32(begin.subarray(4, 16)), 16)
    begin.writeUInt32BE(crc32(packed), 20)
    pieces.push(begin, packed)
  }
  return new Uint8Array(Buffer.concat(pieces))
}

export interface Unpacked {
  /** Zeros stand where a block cannot be read; no record is found in them. */
  readonly plain: Uint8Array
  /** One sentence for each place of the packed file that is not as it was written. */
  readonly damage: readonly string[]
}

/** Never throws: of what is damaged the rest is given. */
export function unpackSegment(bytes: Uint8Array): Unpacked {
  const packed = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  const damage: string[] = []
  const blocks = new Map<number, Uint8Array>()
  let end = 0
  let at = HEAD
  while (at < packed.length) {
    const block = readBlock(packed, at)
    if (block === null) {
      const next = nextBlock(packed, at + 1)
      damage.push(`bytes ${at} to ${next ?? packed.length}`)
      at = next ?? packed.length
      continue
    }
    if (block.plain === null) damage.push(`bytes ${at} to ${block.next}`)
    else blocks.set(block.number, block.plain)
    end = Math.max(end, block.number * BLOCK + block.length)
    at = block.next
  }
  const whole = headLength(packed)
  if (whole === null) damage.push(`bytes 0 to ${HEAD}`)
  else if (damage.length === 0 && end < whole) damage.push(`the end, from byte ${packed.length} on`)
  // Where the file was cut, or claims what cannot be in it, nothing lies behind what it can hold.
  const plain = new Uint8Array(Math.max(end, Math.min(whole ?? end, packed.length * RATIO)))
  for (const [number, piece] of blocks)
    if (number * BLOCK + piece.length <= plain.length) plain.set(piece, number * BLOCK)
  return { plain, damage }
}

function headLength(packed: Buffer): number | null {
  if (packed.length < HEAD || !packed.subarray(0, MAGIC.length).equals(MAGIC)) return null
  const length = packed.readUInt32BE(MAGIC.length)
  const isWhole = crc32(packed.subarray(MAGIC.length, MAGIC.length + 4)) === packed.readUInt32BE(MAGIC.length + 4)
  return isWhole && length <= LARGEST ? length : null
}

/** `plain` is null where the block's place and length can be trusted and its bytes cannot. */
function readBlock(
  packed: Buffer,
  at: number,
): { number: number; length: number; plain: Uint8Array | null; next: number } | null {
  if (at + BLOCK_HEAD > packed.length || !packed.subarray(at, at + 4).equals(BLOCK_MAGIC)) return null
  if (crc32(packed.subarray(at + 4, at + 16)) !== packed.readUInt32BE(at + 16)) return null
  const [number, length, size] = [
    packed.readUInt32BE(at + 4),
    packed.readUInt32BE(at + 8),
    packed.readUInt32BE(at + 12),
  ]
  const begin = at + BLOCK_HEAD
  const next = begin + size
  if (length > BLOCK || number * BLOCK + length > Math.min(LARGEST, packed.length * RATIO)) return null
  const content = packed.subarray(begin, next)
  const good = content.length === size && crc32(content) === packed.readUInt32BE(at + 20)
  return { number, length, plain: good ? inflated(content, length) : null, next: Math.min(next, packed.length) }
}

function inflated(content: Uint8Array, length: number): Uint8Array | null {
  try {
    const plain = inflateRawSync(content, { maxOutputLength: BLOCK })
    return plain.length === length ? new Uint8Array(plain) : null
  } catch {
    return null
  }
}

function nextBlock(packed: Buffer, from: number): number | null {
  for (let at = packed.indexOf(BLOCK_MAGIC, from); at >= 0; at = packed.indexOf(BLOCK_MAGIC, at + 1))
    if (readBlock(packed, at) !== null) return at
  return null
}
