import type { Files } from '../ports/files.ts'
import { readFrame } from '../vault/frame.ts'
import { offsetOf, segmentOf, type Position } from '../vault/position.ts'
import { segmentBytes } from '../vault/segment-bytes.ts'
import { listSegments, type Segment } from '../vault/segments.ts'

/** Closed segments stay in memory up to this many, since questions come in bunches about one stretch of time. */
const KEPT = 2

/** Reads a plan's segments and single records of them, without the journal that writes there. */
export interface SegmentBytes {
  /** In the order of the journal. */
  list(): Promise<readonly Segment[]>
  /** All of a segment, as if it was never compressed; read again if what was read before is shorter than `atLeast`. */
  whole(segment: Segment, atLeast?: number): Promise<Uint8Array>
  /** Null if nothing readable begins there. */
  record(position: Position): Promise<Uint8Array | null>
  forget(): void
}

export function createSegmentBytes(files: Files, folder: string): SegmentBytes {
  let segments: readonly Segment[] = []
  const kept = new Map<number, Promise<Uint8Array>>()

  return {
    async list() {
      segments = (await listSegments(files, folder)).segments
      return segments
    },
    whole,
    async record(position) {
      const number = segmentOf(position)
      const segment = segments.find((one) => one.number === number)
      if (segment === undefined) return null
      const offset = offsetOf(position)
      const read = readFrame(await whole(segment, offset + 1), offset)
      return read.is === 'record' ? read.record : null
    },
    forget: () => kept.clear(),
  }

  async function whole(segment: Segment, atLeast = 0): Promise<Uint8Array> {
    let reading = kept.get(segment.number)
    // The open segment grew since it was read.
    if (reading !== undefined && (await reading.catch(() => new Uint8Array())).length < atLeast) reading = undefined
    kept.delete(segment.number)
    reading ??= segmentBytes(files, segment)
    kept.set(segment.number, reading)
    for (const number of kept.keys()) {
      if (kept.size <= KEPT) break
      kept.delete(number)
    }
    try {
      return await reading
    } catch (error) {
      kept.delete(segment.number)
      throw error
    }
  }
}
