import { createCipheriv, createDecipheriv } from 'node:crypto'
import { promisify } from 'node:util'
import { deflate, inflate } from 'node:zlib'
import { MAX_HEADER, MAX_UPDATE, SIGNATURE_LENGTH } from '../../sync/record.ts'

/**
 * A plan file goes on in chunks, each sealed for its place, so that none can be changed, moved, left out or brought over from
 * another file:
 *
 *   length of the rest, u32 big endian | ChaCha20-Poly1305 of the content as zlib | tag, 16 bytes
 *
 * Nonce: the chunk's number. Beside it the sum of the head is sealed. The key belongs to this file alone.
 */
const CIPHER = 'chacha20-poly1305'
const NONCE = 12
const TAG = 16
export const LENGTH = 4

/** A chunk is closed once it holds so much. */
export const CHUNK_BYTES = 256 * 1024
/** Bytes of content at most: one more record may follow when a chunk is almost full. */
export const MAX_CONTENT = CHUNK_BYTES + 2 * LENGTH + MAX_HEADER + MAX_UPDATE + SIGNATURE_LENGTH
/** Of the sealed form: what cannot be compressed grows by some bytes in a thousand. */
export const MAX_SEALED = MAX_CONTENT + MAX_CONTENT / 64 + 1_024

const deflated = promisify(deflate) as (bytes: Uint8Array) => Promise<Uint8Array>
const inflated = promisify(inflate) as (bytes: Uint8Array, options: object) => Promise<Uint8Array>

export interface ChunkKey {
  readonly key: Uint8Array
  /** Sum of the file's head. */
  readonly head: Uint8Array
}

/** The chunk with its length before it. */
export async function sealChunk({ key, head }: ChunkKey, number: number, content: Uint8Array): Promise<Uint8Array> {
  const packed = await deflated(content)
  const cipher = createCipheriv(CIPHER, key, nonceOf(number), { authTagLength: TAG })
  cipher.setAAD(head, { plaintextLength: packed.length })
  const length = Buffer.alloc(LENGTH)
  length.writeUInt32BE(packed.length + TAG)
  return new Uint8Array(Buffer.concat([length, cipher.update(packed), cipher.final(), cipher.getAuthTag()]))
}

/** The content, or null where a byte is not as it was sealed, and where it holds more than any chunk does. */
export async function openChunk(
  { key, head }: ChunkKey,
  number: number,
  sealed: Uint8Array,
): Promise<Uint8Array | null> {
  if (sealed.length < TAG) return null
  const decipher = createDecipheriv(CIPHER, key, nonceOf(number), { authTagLength: TAG })
  decipher.setAAD(head, { plaintextLength: sealed.length - TAG })
  decipher.setAuthTag(sealed.subarray(-TAG))
  const packed = decipher.update(sealed.subarray(0, -TAG))
  try {
    decipher.final()
    const content = await inflated(packed, { maxOutputLength: MAX_CONTENT })
    return new Uint8Array(content.buffer, content.byteOffset, content.length)
  } catch {
    return null
  }
}

function nonceOf(number: number): Uint8Array {
  const nonce = new DataView(new ArrayBuffer(NONCE))
  nonce.setBigUint64(NONCE - 8, BigInt(number))
  return new Uint8Array(nonce.buffer)
}
