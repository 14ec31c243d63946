import { deflateSync, inflateSync } from 'node:zlib'
import { join } from 'node:path'
import type { Files } from '../ports/files.ts'
import { writeWhole } from '../vault/json-file.ts'
import { PART_BYTES, sumOf } from './manifest.ts'
import { readStrange } from './read-strange.ts'

/**
 * A part is a piece of a plan's file, compressed, under the SHA-256 of its content:
 *
 *   ORDPART1 | SHA-256 of what follows, 32 bytes | zlib
 *
 * A journal only grows at its end. Cut at fixed places, all pieces but the last are the same in each backup and are
 * written once; so an hourly backup of a long history takes little more than what came in that hour.
 */
export const PARTS = 'parts'
const MAGIC = new TextEncoder().encode('ORDPART1')
const HEAD = MAGIC.length + 32
/** What cannot be compressed grows by some bytes in a thousand. */
const LARGEST_PART = HEAD + PART_BYTES + PART_BYTES / 16

/** Also of one that was just being written. */
export const isPartName = (name: string): boolean => /^[0-9a-f]{64}(\.new)?$/.test(name)

export interface WrittenPart {
  readonly sum: string
  /** What it takes on disk, whether it was there already or not. */
  readonly stored: number
  readonly isNew: boolean
}

/** Writes a part unless the place has it whole. Its content is on disk when this resolves, its name once the folder is synced. */
export async function writePart(files: Files, place: string, content: Uint8Array): Promise<WrittenPart> {
  const sum = sumOf(content)
  const path = join(place, PARTS, sum)
  const there = await storedPart(files, path)
  if (there !== null) return { sum, stored: there.length, isNew: false }
  const packed = deflateSync(content)
  const bytes = new Uint8Array(Buffer.concat([MAGIC, Buffer.from(sumOf(packed), 'hex'), packed]))
  await writeWhole(files, path, bytes)
  return { sum, stored: bytes.length, isNew: true }
}

/** Content of a part, or null if it is not there or a byte of it was changed. Rejects if the disk cannot be read. */
export async function readPart(files: Files, place: string, sum: string): Promise<Uint8Array | null> {
  const stored = await storedPart(files, join(place, PARTS, sum))
  if (stored === null) return null
  const content = inflated(stored.subarray(HEAD))
  return content !== null && sumOf(content) === sum ? content : null
}

/** At most some milliseconds: a part is a megabyte, and most of this runs in a thread of its own. */
function inflated(packed: Uint8Array): Uint8Array | null {
  try {
    return new Uint8Array(inflateSync(packed, { maxOutputLength: PART_BYTES }))
  } catch {
    return null
  }
}

/** The same part at another place, byte for byte. False if it is damaged where it comes from. */
export async function copyPart(files: Files, from: string, toFiles: Files, to: string, sum: string): Promise<boolean> {
  const path = join(to, PARTS, sum)
  if ((await storedPart(toFiles, path)) !== null) return true
  const bytes = await storedPart(files, join(from, PARTS, sum))
  if (bytes === null) return false
  await writeWhole(toFiles, path, bytes)
  return true
}

/** Where the pieces of a file begin and end. */
export function* cutPoints(length: number): Generator<readonly [from: number, to: number]> {
  for (let from = 0; from < length; from += PART_BYTES) yield [from, Math.min(length, from + PART_BYTES)]
}

/** The bytes of a part's file if its outer sum is good. */
async function storedPart(files: Files, path: string): Promise<Uint8Array | null> {
  const bytes = await readStrange(files, path, LARGEST_PART)
  if (bytes === null) return null
  if (bytes.length <= HEAD || !MAGIC.every((byte, i) => bytes[i] === byte)) return null
  return sumOf(bytes.subarray(HEAD)) === Buffer.from(bytes.subarray(MAGIC.length, HEAD)).toString('hex') ? bytes : null
}
