import { FIRST_HASH, nextHash, splitRecord } from '../../sync/record.ts'
import type { Files } from '../ports/files.ts'
import { offsetOf, positionAt, segmentOf, type Position } from './position.ts'
import { sha256 } from './record-crypto.ts'
import { segmentBytes } from './segment-bytes.ts'
import { scanSegment } from './segment-scan.ts'
import type { Segment } from './segments.ts'

/** Records between two looks at what else the host has to do: a few milliseconds. */
const SLICE = 100

/** Each line's hash, by client, as of a place in the journal. */
export interface LineHashes {
  readonly lines: Map<string, Uint8Array>
  readonly upTo: Position
}

/**
 * Each line's hash after the last record before `upTo`: what the next segment's header says. Counted from the files,
 * going on from `known`, or from the last segment whose header says it. A line of which a record is damaged is left out.
 */
export async function hashLines(
  files: Files,
  segments: readonly Segment[],
  upTo: Position,
  known: LineHashes | null,
): Promise<LineHashes> {
  const start = known ?? (await lastKnown(files, segments))
  const lines = new Map(start.lines)
  let done = 0
  for (const segment of segments.filter((one) => one.number >= segmentOf(start.upTo))) {
    const all = await segmentBytes(files, segment)
    const bytes = segment.number === segmentOf(upTo) ? all.subarray(0, offsetOf(upTo)) : all
    const from = segment.number === segmentOf(start.upTo) ? offsetOf(start.upTo) : 0
    for (const found of scanSegment(bytes, from).found) {
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
  return { lines, upTo }
}

/** As a segment's header says it, in hex. */
export const linesToHex = ({ lines }: LineHashes): Record<string, string> =>
  Object.fromEntries([...lines].map(([client, hash]) => [client, Buffer.from(hash).toString('hex')]))

/** The beginning of the last segment with a header of its own that no gap parts from the end; else of what no gap does. */
async function lastKnown(files: Files, segments: readonly Segment[]): Promise<LineHashes> {
  let upTo: Position = 0
  for (let i = segments.length - 1; i >= 0; i--) {
    const segment = segments[i] as Segment
    upTo = positionAt(segment.number, 0)
    const { header } = scanSegment(await segmentBytes(files, segment))
    if (header !== null && header.staged !== true) {
      const lines = Object.entries(header.lines).map(([client, hash]) => [client, Buffer.from(hash, 'hex')] as const)
      return { lines: new Map(lines), upTo }
    }
    if (header === null || segments[i - 1]?.number !== segment.number - 1) break
  }
  return { lines: new Map(), upTo }
}

/** Line and seq of a record, without reading all of it. Its keys are those of src/sync/record-header.ts. */
function placeInLine(record: Uint8Array): { client: string; seq: number } | null {
  try {
    const { c, n } = JSON.parse(new TextDecoder().decode(splitRecord(record).header.subarray(4))) as {
      c: unknown
      n: unknown
    }
    return typeof c === 'number' && typeof n === 'number' ? { client: String(c), seq: n } : null
  } catch {
    return null
  }
}
