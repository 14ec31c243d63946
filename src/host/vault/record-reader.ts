import type { Files, OpenFile } from '../ports/files.ts'
import { codeOf } from '../ports/files.ts'
import { FRAME_HEAD, MAX_RECORD, readFrame } from './frame.ts'
import { isPacked } from './packed-segment.ts'
import { offsetOf, segmentOf, type Position } from './position.ts'
import { segmentBytes } from './segment-bytes.ts'
import type { Segment } from './segments.ts'

/** Compressed segments that stay unpacked in memory: questions come in bunches about one stretch of time. */
const KEPT = 2

/** Single records of a journal, by their places. */
export interface RecordReader {
  /** Null if nothing readable begins there. */
  readAt(position: Position): Promise<Uint8Array | null>
  close(): Promise<void>
}

export function createRecordReader(files: Files, segments: () => readonly Segment[]): RecordReader {
  const open = new Map<string, Promise<OpenFile>>()
  const unpacked = new Map<number, Promise<Uint8Array>>()

  return {
    async readAt(position) {
      const segment = segments().find(({ number }) => number === segmentOf(position))
      if (segment === undefined) return null
      const file = isPacked(segment.path) ? null : await reader(segment.path)
      if (file === null) return recordIn(await whole(segment), offsetOf(position))
      // Most records are small: one look is enough for them.
      let bytes = await file.read(offsetOf(position), 4096)
      if (bytes.length < FRAME_HEAD) return null
      const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0)
      if (length > MAX_RECORD) return null
      if (FRAME_HEAD + length > bytes.length) bytes = await file.read(offsetOf(position), FRAME_HEAD + length)
      return recordIn(bytes, 0)
    },
    async close() {
      for (const one of open.values()) await one.then((file) => file.close()).catch(() => undefined)
      open.clear()
      unpacked.clear()
    },
  }

  /** Null where the segment was compressed since the folder was listed. */
  async function reader(path: string): Promise<OpenFile | null> {
    let file = open.get(path)
    if (file === undefined) {
      file = files.open(path, 'read')
      open.set(path, file)
      file.catch(() => open.delete(path))
    }
    try {
      return await file
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return null
      throw error
    }
  }

  function whole(segment: Segment): Promise<Uint8Array> {
    let bytes = unpacked.get(segment.number)
    if (bytes === undefined) {
      bytes = segmentBytes(files, segment)
      unpacked.set(segment.number, bytes)
      bytes.catch(() => unpacked.delete(segment.number))
      const [oldest] = unpacked.keys()
      if (unpacked.size > KEPT && oldest !== undefined) unpacked.delete(oldest)
    }
    return bytes
  }
}

function recordIn(bytes: Uint8Array, at: number): Uint8Array | null {
  const read = readFrame(bytes, at)
  return read.is === 'record' ? read.record : null
}
