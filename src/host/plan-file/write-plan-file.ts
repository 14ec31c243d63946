import type { Cost } from '../lock/wrapped-key.ts'
import { aboutContent, endContent, fileContent, recordsContent, type AboutFile } from './file-content.ts'
import { makeHead } from './file-head.ts'
import { CHUNK_BYTES, sealChunk } from './sealed-chunk.ts'

/**
 * A plan file, piece by piece, as fast as somebody takes them: no more than one chunk is ever held. `records` gives them in
 * an order in which each follows what it builds on; whatever it throws ends the file.
 */
export async function* writePlanFile(parts: {
  readonly about: AboutFile
  readonly records: AsyncIterable<readonly Uint8Array[]>
  /** Attached files, one after the other, whole. */
  readonly files?: AsyncIterable<{ readonly hash: string; readonly bytes: Uint8Array }>
  /** Null: whoever has the file reads it. */
  readonly passphrase: string | null
  /** From a source of secrets. */
  readonly random: (length: number) => Uint8Array
  readonly cost?: Cost | undefined
  readonly onRecords?: (written: number) => void
}): AsyncGenerator<Uint8Array> {
  const head = await makeHead(parts.passphrase, parts.random, parts.cost)
  const key = { key: head.key, head: head.sum }
  let number = 0
  let written = 0
  let waiting: Uint8Array[] = []
  let bytes = 0
  yield head.bytes
  yield sealChunk(key, number++, aboutContent(parts.about))
  for await (const records of parts.records)
    for (const record of records) {
      waiting.push(record)
      bytes += record.length
      if (bytes < CHUNK_BYTES) continue
      yield next()
    }
  if (waiting.length > 0) yield next()
  for await (const { hash, bytes } of parts.files ?? [])
    for (let from = 0; from === 0 || from < bytes.length; from += CHUNK_BYTES) {
      const piece = { hash, size: bytes.length, bytes: bytes.subarray(from, from + CHUNK_BYTES) }
      yield sealChunk(key, number++, fileContent(piece))
    }
  yield sealChunk(key, number++, endContent(written))

  function next(): Promise<Uint8Array> {
    const sealed = sealChunk(key, number++, recordsContent(waiting))
    written += waiting.length
    parts.onRecords?.(written)
    waiting = []
    bytes = 0
    return sealed
  }
}
