/**
 * What bytes are, by what they begin with and never by a name. Only pictures that every browser decodes without running
 * anything count as pictures: an SVG is a document that may hold scripts, and is a file like any other here.
 *
 * API: fileKindOf(bytes) -> { type, picture }; isPicture(type).
 */
export interface FileKind {
  /** A media type; `application/octet-stream` where nothing is known. */
  readonly type: string
  /** Of a picture: its size in pixels as it says itself; null for anything else, also for a picture that does not say it. */
  readonly picture: { readonly width: number; readonly height: number } | null
}

export const UNKNOWN_TYPE = 'application/octet-stream'
const PICTURES: ReadonlySet<string> = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp', 'image/bmp'])
/** Decoded, a pixel takes four bytes: a small file can claim to be larger than the memory. */
export const MOST_PIXELS = 50_000_000

export const isPicture = (type: string): boolean => PICTURES.has(type)

/** Whether it may be shown: a picture of a size that a machine can hold. */
export function isShowable({ type, picture }: FileKind): boolean {
  if (!isPicture(type) || picture === null) return false
  return picture.width > 0 && picture.height > 0 && picture.width * picture.height <= MOST_PIXELS
}

export function fileKindOf(bytes: Uint8Array): FileKind {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (begins(bytes, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]))
    return picture('image/png', bytes.length >= 24 ? [view.getUint32(16), view.getUint32(20)] : null)
  if (begins(bytes, [0xff, 0xd8, 0xff])) return picture('image/jpeg', sizeOfJpeg(view))
  if (says(bytes, 0, 'GIF87a') || says(bytes, 0, 'GIF89a'))
    return picture('image/gif', bytes.length >= 10 ? [view.getUint16(6, true), view.getUint16(8, true)] : null)
  if (says(bytes, 0, 'RIFF') && says(bytes, 8, 'WEBP')) return picture('image/webp', sizeOfWebp(bytes, view))
  if (says(bytes, 0, 'BM') && bytes.length >= 26 && view.getUint32(14, true) >= 40)
    return picture('image/bmp', [Math.abs(view.getInt32(18, true)), Math.abs(view.getInt32(22, true))])
  if (says(bytes, 0, '%PDF-')) return { type: 'application/pdf', picture: null }
  if (begins(bytes, [0x50, 0x4b, 0x03, 0x04])) return { type: 'application/zip', picture: null }
  return { type: isText(bytes) ? 'text/plain' : UNKNOWN_TYPE, picture: null }
}

function picture(type: string, size: readonly [number, number] | null): FileKind {
  return { type, picture: size === null ? null : { width: size[0], height: size[1] } }
}

/** The first frame header says it; what stands before it is skipped by its length. */
function sizeOfJpeg(view: DataView): [number, number] | null {
  for (let at = 2; at + 9 < view.byteLength;) {
    if (view.getUint8(at) !== 0xff) return null
    const marker = view.getUint8(at + 1)
    if (marker === 0xff) {
      at++
      continue
    }
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)
    if (isFrame) return [view.getUint16(at + 7), view.getUint16(at + 5)]
    at += marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8) ? 2 : 2 + view.getUint16(at + 2)
  }
  return null
}

function sizeOfWebp(bytes: Uint8Array, view: DataView): [number, number] | null {
  if (bytes.length < 30) return null
  if (says(bytes, 12, 'VP8X')) return [1 + uint24(view, 24), 1 + uint24(view, 27)]
  if (says(bytes, 12, 'VP8 ')) return [view.getUint16(26, true) & 0x3fff, view.getUint16(28, true) & 0x3fff]
  if (!says(bytes, 12, 'VP8L')) return null
  const packed = view.getUint32(21, true)
  return [1 + (packed & 0x3fff), 1 + ((packed >>> 14) & 0x3fff)]
}

const uint24 = (view: DataView, at: number): number => view.getUint16(at, true) | (view.getUint8(at + 2) << 16)

/** Nothing in its first bytes that no text has. */
function isText(bytes: Uint8Array): boolean {
  const head = bytes.subarray(0, 4_096)
  return head.length > 0 && head.every((byte) => byte >= 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0d)
}

const begins = (bytes: Uint8Array, head: readonly number[]): boolean =>
  bytes.length >= head.length && head.every((byte, i) => bytes[i] === byte)
const says = (bytes: Uint8Array, at: number, words: string): boolean =>
  bytes.length >= at + words.length && [...words].every((letter, i) => bytes[at + i] === letter.charCodeAt(0))
