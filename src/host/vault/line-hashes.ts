import { FIRST_HASH, nextHash, splitRecord } from '../../sync/record.ts'
import type { Files } from '../ports/files.ts'
import { sha256 } from './record-crypto.ts'
import { scanSegment } from './segment-scan.ts'
import type { Segment } from './segments.ts'

/** Records between two looks at what else the host has to do: about 5 ms. */
const SLICE = 500

/**
 * Each line's hash after the last record of these segments, in hex: what the next segment's header says. Counted from the
 * files, beginning at the last segment that says it itself. A line of which a record is damaged is left out.
 */
export async function lineHashesAfter(files: Files, segments: readonly Segment[]): Promise<Record<string, string>> {
  const run = await lastRun(files, segments)
  const lines = new Map<string, Uint8Array>(Object.entries(run.lines).map(([client, hash]) => [client, Buffer.from(hash, 'hex')]))
  let done = 0
  for (const bytes of run.contents) {
    for (const found of scanSegment(bytes).found) {
      if (++done % SLICE === 0) await new Promise((resolve) => setImmediate(resolve))
      if (found.is === 'bad') {
        // Whichever line it was: its chain is broken here.
        lines.clear()
        continue
      }
      const place = placeInLine(found.bytes)
      if (place === null) continue
      const previous = lines.get(place.client) ?? (place.seq === 1 ? FIRST_HASH : null)
      if (previous !== null) lines.set(place.client, nextHash({ hash: sha256 }, previous, found.bytes))
    }
  }
  return Object.fromEntries([...lines].map(([client, hash]) => [client, Buffer.from(hash).toString('hex')]))
}

/** The last segment with a header of its own, and what follows it without a gap. */
async function lastRun(files: Files, segments: readonly Segment[]): Promise<{ lines: Readonly<Record<string, string>>; contents: Uint8Array[] }> {
  const contents: Uint8Array[] = []
  for (let i = segments.length - 1; i >= 0; i--) {
    const segment = segments[i] as Segment
    const bytes = await files.read(segment.path)
    contents.unshift(bytes)
    const { header } = scanSegment(bytes)
    if (header !== null && header.staged !== true) return { lines: header.lines, contents }
    if (header === null || segments[i - 1]?.number !== segment.number - 1) break
  }
  return { lines: {}, contents }
}

/** Line and seq of a record, without reading all of it. Its keys are those of src/sync/record-header.ts. */
function placeInLine(record: Uint8Array): { client: string; seq: number } | null {
  try {
    const { c, n } = JSON.parse(new TextDecoder().decode(splitRecord(record).header.subarray(4))) as { c: unknown; n: unknown }
    return typeof c === 'number' && typeof n === 'number' ? { client: String(c), seq: n } : null
  } catch {
    return null
  }
}
