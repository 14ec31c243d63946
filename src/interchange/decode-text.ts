import { decodeUtf8 } from 'lib0/string'
import { fail, ok, type Result } from '../model/result.ts'

/** A file that is larger is not read at all: its text would not fit into memory several times over. */
export const MAX_FILE_BYTES = 200_000_000

export interface DecodedText {
  /** Without a byte order mark. */
  readonly text: string
  /** What a person should know about the encoding; '' for UTF-8. */
  readonly note: string
}

/**
 * The text of a file: UTF-8, UTF-16 with its mark (Excel's "Unicode text"), else Windows-1252 (Excel's plain CSV).
 * Fails for what is no text at all, naming the few things that people really pick by mistake.
 */
export function decodeText(bytes: Uint8Array): Result<DecodedText> {
  if (bytes.length > MAX_FILE_BYTES) {
    return fail({
      type: 'file-too-big',
      message: `The file has ${Math.round(bytes.length / 1e6)} MB; Ordinal reads up to ${MAX_FILE_BYTES / 1e6} MB at once. Export fewer items and import the parts one after another.`,
    })
  }
  if (bytes.length === 0) return fail({ type: 'file-empty', message: 'The file is empty. Nothing was imported.' })
  const other = nameOfOtherFile(bytes)
  if (other !== null) return fail({ type: 'not-text', message: other })
  if (startsWith(bytes, 0xff, 0xfe)) return ok({ text: fromUtf16(bytes.subarray(2), true), note: '' })
  if (startsWith(bytes, 0xfe, 0xff)) return ok({ text: fromUtf16(bytes.subarray(2), false), note: '' })
  const rest = startsWith(bytes, 0xef, 0xbb, 0xbf) ? bytes.subarray(3) : bytes
  if (bytes.subarray(0, 4096).includes(0)) {
    return fail({
      type: 'not-text',
      message: 'This is not a text file, so it is neither a CSV nor a JSON export. Nothing was imported.',
    })
  }
  try {
    return textOrEmpty(decodeUtf8(rest), '')
  } catch {
    return textOrEmpty(
      fromWindows1252(rest),
      'The file is not in UTF-8; it was read as Windows-1252. Check a few names with accents.',
    )
  }
}

function textOrEmpty(text: string, note: string): Result<DecodedText> {
  if (text.trim() === '') return fail({ type: 'file-empty', message: 'The file is empty. Nothing was imported.' })
  return ok({ text, note })
}

function nameOfOtherFile(bytes: Uint8Array): string | null {
  if (startsWith(bytes, 0x50, 0x4b, 0x03, 0x04))
    return 'This is an Excel workbook or a ZIP archive, not a CSV or JSON export. Open it and save the sheet as CSV (UTF-8).'
  if (startsWith(bytes, 0xd0, 0xcf, 0x11, 0xe0))
    return 'This is an old Excel workbook, not a CSV export. Open it and save the sheet as CSV (UTF-8).'
  if (startsWith(bytes, 0x25, 0x50, 0x44, 0x46)) return 'This is a PDF, not a CSV or JSON export. Nothing was imported.'
  if (startsWith(bytes, 0x1f, 0x8b))
    return 'This file is compressed (gzip). Unpack it first, then import what is inside.'
  return null
}

function startsWith(bytes: Uint8Array, ...head: number[]): boolean {
  return head.every((byte, i) => bytes[i] === byte)
}

function fromUtf16(bytes: Uint8Array, littleEndian: boolean): string {
  const parts: string[] = []
  for (let at = 0; at + 1 < bytes.length; at += 8192) {
    const codes: number[] = []
    for (let i = at; i + 1 < Math.min(at + 8192, bytes.length); i += 2) {
      const [a, b] = [bytes[i] ?? 0, bytes[i + 1] ?? 0]
      codes.push(littleEndian ? a | (b << 8) : (a << 8) | b)
    }
    parts.push(String.fromCharCode(...codes))
  }
  return parts.join('')
}

/** 0x80 to 0x9f of Windows-1252; all else equals Latin-1. */
const WINDOWS_1252 = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ'

function fromWindows1252(bytes: Uint8Array): string {
  const parts: string[] = []
  for (let at = 0; at < bytes.length; at += 8192) {
    const codes = Array.from(bytes.subarray(at, at + 8192), (b) =>
      b >= 0x80 && b <= 0x9f ? WINDOWS_1252.charCodeAt(b - 0x80) : b,
    )
    parts.push(String.fromCharCode(...codes))
  }
  return parts.join('')
}
