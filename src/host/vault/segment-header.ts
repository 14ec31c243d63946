import { crc32 } from 'node:zlib'

/**
 * How a segment begins: `ORDJRNL1` | u32 length | u32 crc of the JSON | JSON. Keys that a newer Ordinal adds are left alone.
 */
export interface SegmentHeader {
  readonly v: number
  readonly plan: string
  /** client -> hash of its line before the first record here, in hex. Of a line that is not named it is not known. */
  readonly lines: Readonly<Record<string, string>>
  /** Written aside by an import: `lines` says nothing then, and an end mark follows the last record. */
  readonly staged?: true
}

const MAGIC = new TextEncoder().encode('ORDJRNL1')
const FIXED = MAGIC.length + 8
const MAX_JSON = 64_000_000
export const SEGMENT_VERSION = 1

export function encodeSegmentHeader(header: Omit<SegmentHeader, 'v'>): Uint8Array {
  const json = new TextEncoder().encode(JSON.stringify({ v: SEGMENT_VERSION, ...header } satisfies SegmentHeader))
  const bytes = new Uint8Array(FIXED + json.length)
  bytes.set(MAGIC)
  const view = new DataView(bytes.buffer)
  view.setUint32(MAGIC.length, json.length)
  view.setUint32(MAGIC.length + 4, crc32(json))
  bytes.set(json, FIXED)
  return bytes
}

/** The header and where the first frame begins; null if it cannot be read. */
export function readSegmentHeader(bytes: Uint8Array): { readonly header: SegmentHeader; readonly end: number } | null {
  if (bytes.length < FIXED || !MAGIC.every((byte, i) => bytes[i] === byte)) return null
  const view = new DataView(bytes.buffer, bytes.byteOffset)
  const end = FIXED + view.getUint32(MAGIC.length)
  // Zeros that a power cut left have the right sum for a header of no bytes.
  if (end === FIXED || end - FIXED > MAX_JSON || end > bytes.length) return null
  const json = bytes.subarray(FIXED, end)
  if (crc32(json) !== view.getUint32(MAGIC.length + 4)) return null
  const header = headerIn(json)
  return header && { header, end }
}

/** A right sum says only that nothing changed: whoever wrote it may have written anything. */
function headerIn(json: Uint8Array): SegmentHeader | null {
  let header: Partial<SegmentHeader> | null
  try {
    header = JSON.parse(new TextDecoder().decode(json)) as Partial<SegmentHeader> | null
  } catch {
    return null
  }
  const lines = header?.lines
  const isHeader =
    typeof header?.v === 'number' &&
    typeof header.plan === 'string' &&
    typeof lines === 'object' &&
    (lines as object | null) !== null &&
    Object.values(lines).every((hash) => typeof hash === 'string')
  return isHeader ? (header as SegmentHeader) : null
}
