import { dirname } from 'node:path'
import { crc32 } from 'node:zlib'
import { codeOf, type Files } from '../ports/files.ts'

/** Writes a file whole: after a power cut the old one or the new one is there, never half of one. Rejects as Files does. */
export async function writeWhole(files: Files, path: string, bytes: Uint8Array): Promise<void> {
  const fresh = `${path}.new`
  await writeFresh(files, fresh, bytes)
  await files.rename(fresh, path)
  await files.syncFolder(dirname(path))
}

/** Writes a file that nobody reads yet, in place of a leftover of an earlier try. Its content is on disk, its name not yet. */
export async function writeFresh(files: Files, path: string, bytes: Uint8Array): Promise<void> {
  await files.remove(path)
  const file = await files.open(path, 'new')
  try {
    await file.write(bytes, 0)
    await file.sync()
  } finally {
    await file.close()
  }
}

/**
 * A JSON value in a file of its own, replaced whole: a first line `ORDNOTE1 <crc32 of the rest, hex>`, then the JSON. A
 * change of any byte is noticed. Files of version 0.1.0 had no such line and are read as they are.
 */
export interface JsonFile {
  /** Undefined where there is none. Rejects with a SyntaxError where a byte of it was changed, else as Files does. */
  read(): Promise<unknown>
  /** One after the other, in the order of asking. Resolves when it survives a power cut. */
  write(value: unknown): Promise<void>
}

export function createJsonFile(files: Files, path: string): JsonFile {
  let last: Promise<unknown> = Promise.resolve()
  return {
    async read() {
      let bytes: Uint8Array
      try {
        bytes = await files.read(path)
      } catch (error) {
        if (codeOf(error) === 'ENOENT') return undefined
        throw error
      }
      return readSummed(bytes)
    },
    write(value) {
      const bytes = summed(value)
      const done = last.then(() => writeWhole(files, path, bytes))
      last = done.catch(() => undefined)
      return done
    },
  }
}

const MAGIC = 'ORDNOTE1 '
/** The magic, eight hex digits, and the end of the line. */
const FIRST_LINE = MAGIC.length + 9

function summed(value: unknown): Uint8Array {
  const text = `${JSON.stringify(value, null, 1)}\n`
  return new TextEncoder().encode(`${MAGIC}${sumOf(new TextEncoder().encode(text))}\n${text}`)
}

/** The value; throws a SyntaxError where a byte is not as it was written. */
function readSummed(bytes: Uint8Array): unknown {
  const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  if (!text.startsWith(MAGIC)) return JSON.parse(text) as unknown
  const rest = bytes.subarray(FIRST_LINE)
  if (text.slice(MAGIC.length, FIRST_LINE) !== `${sumOf(rest)}\n`)
    throw new SyntaxError('A byte of this file is not as it was written.')
  return JSON.parse(text.slice(FIRST_LINE)) as unknown
}

const sumOf = (bytes: Uint8Array): string => crc32(bytes).toString(16).padStart(8, '0')
