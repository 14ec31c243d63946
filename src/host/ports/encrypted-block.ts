import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'
import { crc32 } from 'node:zlib'

/**
 * A file on an encrypted disk is a log of what was done to it; no byte of it is ever written over.
 *
 *   begin:  id 16 | sum 4 | id 16 | sum 4                      the file's own random id, twice
 *   block:  head | ciphertext | tag 16
 *   head:   nonce 12 | number 4 | position 6 | length 4 | sum 4
 *
 * A block says: these bytes were written at that position; or, with the highest bit of length set and no content: the
 * file was cut to that position. `number` counts the blocks of the file. All big endian.
 *
 * ChaCha20-Poly1305 under a key of the file's own (HKDF of the data key and the file's id), each block with a fresh
 * random nonce; number, position and length are what it vouches for. So no block can be altered, moved, left out, brought
 * in from another file or an older state without notice. The sums are CRCs and guard against nothing but chance: with
 * them the heads can be walked without decrypting, and the next whole block is found behind a damaged one.
 */
export const BEGIN = 40
export const HEAD = 30
const TAG = 16
/** What a block takes on disk beyond its content. */
export const AROUND = HEAD + TAG
/** Content of one block: a damaged byte costs no more than this. */
export const LARGEST = 4096
const CUT = 0x80000000
const CIPHER = 'chacha20-poly1305'

export interface Block {
  readonly number: number
  readonly position: number
  /** Of its content; null where the file was cut to `position`. */
  readonly length: number | null
}

export interface BlockCipher {
  readonly id: Uint8Array
  /** Head, ciphertext and tag. */
  seal(block: Block, content: Uint8Array): Uint8Array
  /** The content, null if anything of the block is not as it was written. `bytes` begins with its head. */
  open(bytes: Uint8Array, block: Block): Uint8Array | null
  /** What the head at `at` says; null if no head can be there. Not yet vouched for by anything. */
  headAt(bytes: Uint8Array, at: number): Block | null
}

export const sizeOf = (block: Block): number => AROUND + (block.length ?? 0)

export function blockCipher(key: Uint8Array, id: Uint8Array = new Uint8Array(randomBytes(16))): BlockCipher {
  const own = new Uint8Array(hkdfSync('sha256', key, id, 'ordinal file', 32))
  const idSum = crc32(id)
  return {
    id,
    seal(block, content) {
      const bytes = Buffer.allocUnsafe(sizeOf(block))
      const nonce = randomBytes(12)
      nonce.copy(bytes)
      bytes.writeUInt32BE(block.number, 12)
      bytes.writeUIntBE(block.position, 16, 6)
      bytes.writeUInt32BE(block.length ?? CUT, 22)
      bytes.writeUInt32BE(crc32(bytes.subarray(0, 26), idSum), 26)
      const cipher = createCipheriv(CIPHER, own, nonce, { authTagLength: TAG })
      cipher.setAAD(bytes.subarray(12, 26), { plaintextLength: content.length })
      cipher.update(content).copy(bytes, HEAD)
      cipher.final()
      cipher.getAuthTag().copy(bytes, HEAD + content.length)
      return bytes
    },
    open(bytes, block) {
      const length = block.length ?? 0
      if (bytes.length < AROUND + length) return null
      const decipher = createDecipheriv(CIPHER, own, bytes.subarray(0, 12), { authTagLength: TAG })
      decipher.setAAD(bytes.subarray(12, 26), { plaintextLength: length })
      decipher.setAuthTag(bytes.subarray(HEAD + length, AROUND + length))
      const content = decipher.update(bytes.subarray(HEAD, HEAD + length))
      try {
        decipher.final()
        return content
      } catch {
        return null
      }
    },
    headAt(bytes, at) {
      // Looked at for every byte behind a damaged place: the length rules out nearly all of them.
      const high = bytes[at + 22]
      if ((high !== 0 && high !== 0x80) || bytes[at + 23] !== 0 || at + HEAD > bytes.length) return null
      // Zeros, as a power cut leaves them: no nonce is that, and there may be many.
      let i = 0
      while (i < 12 && bytes[at + i] === 0) i++
      if (i === 12) return null
      const view = Buffer.from(bytes.buffer, bytes.byteOffset + at, HEAD)
      const length = view.readUInt32BE(22)
      if (length > LARGEST && length !== CUT) return null
      if (view.readUInt32BE(26) !== crc32(view.subarray(0, 26), idSum)) return null
      return {
        number: view.readUInt32BE(12),
        position: view.readUIntBE(16, 6),
        length: length === CUT ? null : length,
      }
    },
  }
}

export function beginOf(id: Uint8Array): Uint8Array {
  const once = Buffer.alloc(20)
  once.set(id)
  once.writeUInt32BE(crc32(id), 16)
  return Buffer.concat([once, once])
}

/** The file's id and whether both places hold it; null if neither can be read. */
export function readBegin(bytes: Uint8Array): { readonly id: Uint8Array; readonly whole: boolean } | null {
  const places = [0, 20].map((at) => {
    const once = Buffer.from(
      bytes.buffer,
      bytes.byteOffset + Math.min(at, bytes.length),
      0 > bytes.length - at ? 0 : Math.min(20, bytes.length - at),
    )
    return once.length === 20 && crc32(once.subarray(0, 16)) === once.readUInt32BE(16) ? once.subarray(0, 16) : null
  })
  const id = places[0] ?? places[1]
  if (id === undefined || id === null) return null
  const same =
    places[0] !== null && places[1] !== null && Buffer.compare(places[0] as Buffer, places[1] as Buffer) === 0
  return { id: new Uint8Array(id), whole: same }
}
