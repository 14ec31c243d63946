import * as v from 'valibot'
import { ref, text } from './fields.ts'
import { DeletionSchema, type Deletion } from './deletion.ts'

/**
 * A file that hangs on an item. The document holds what it is called and the hash of its bytes; the bytes themselves lie as a
 * file in each device's folder of the plan, and not every device has them.
 */
export interface Attachment {
  readonly id: string
  readonly item: string
  /** As people call it. Never a path: see `fileNameFor`. */
  readonly name: string
  /** What the bytes are, as they say themselves: see `file-kind.ts`. Never what a name or another program claims. */
  readonly type: string
  /** Bytes. */
  readonly size: number
  /** SHA-256 of the bytes in hex: their name on every disk, in every backup and in every message. */
  readonly hash: string
  readonly by: string | null
  readonly at: number
  /** Taken off the item. The bytes stay, so that the past can be looked at. */
  readonly deleted: Deletion | null
}
export const AttachmentSchema = v.object({
  item: v.string(),
  name: text,
  type: text,
  size: v.number(),
  hash: v.string(),
  by: ref,
  at: v.number(),
  deleted: DeletionSchema,
})

const MB = 1_000_000
/** The largest file that a plan takes where it says nothing else. Bytes. */
export const USUAL_LARGEST_FILE = 10 * MB
/** What a plan may set as its largest file. */
export const LARGEST_FILES = [1 * MB, 5 * MB, 10 * MB, 25 * MB, 50 * MB] as const
/** No host takes a larger file, whatever a plan says: it is read into memory as a whole to be checked. */
export const LARGEST_FILE_OF_ALL = 50 * MB
/** All files of a plan together. Beyond it a plan is no plan any more, but somebody's archive. */
export const LARGEST_ALL_FILES = 2_000 * MB
/** Files up to this size come along to other devices by themselves. */
export const SMALL_FILE = 200_000
const LONGEST_NAME = 200

export const isFileHash = (value: unknown): value is string => typeof value === 'string' && /^[0-9a-f]{64}$/.test(value)

/** Whether bytes of this size could be an attachment's at all. Zero bytes are. */
export const isFileSize = (size: unknown): size is number =>
  Number.isSafeInteger(size) && (size as number) >= 0 && (size as number) <= LARGEST_FILE_OF_ALL

/**
 * What a file may be called in a plan, from what somebody called it: its last part if it was a path, on one line, without signs
 * that turn the direction of writing (`gpj.exe` must not read `exe.jpg`), at most 200 letters with its ending kept.
 */
export function attachmentName(said: string): string {
  const line = said
    .normalize('NFC')
    .replace(/^.*[\\/]/s, '')
    .replace(UNSEEN, '')
    .replace(/\s+/g, ' ')
    .trim()
  const letters = [...line]
  if (letters.length === 0 || /^\.+$/.test(line)) return 'file'
  if (letters.length <= LONGEST_NAME) return line
  const ending = /\.[\p{L}\p{N}]{1,12}$/u.exec(line)?.[0] ?? ''
  return (
    letters
      .slice(0, LONGEST_NAME - [...ending].length - 1)
      .join('')
      .trimEnd() +
    '…' +
    ending
  )
}
/** Control signs, halves of characters, signs of direction and others that take no room. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu

/**
 * The same as a file's name on a disk of any system: no separators, nothing that Windows keeps for its devices (`con`, `nul`,
 * `com1`), no dot at either end, at most 120 bytes.
 */
export function fileNameFor(name: string): string {
  const safe = attachmentName(name)
    .replace(/[<>:"/\\|?*]/g, '_')
    .replace(/^[.\s]+|[.\s]+$/g, '')
  const ending = /\.[\p{L}\p{N}]{1,12}$/u.exec(safe)?.[0] ?? ''
  let stem = safe.slice(0, safe.length - ending.length).replace(/[.\s]+$/g, '')
  if (DEVICES.test(stem)) stem = `_${stem}`
  while (bytesOf(stem + ending) > LONGEST_ON_DISK) stem = [...stem].slice(0, -1).join('')
  return stem + ending === '' || stem === '' ? `file${ending}` : stem + ending
}
const DEVICES = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?$/i
const LONGEST_ON_DISK = 120

/** In UTF-8. */
function bytesOf(text: string): number {
  let bytes = 0
  for (const letter of text) {
    const code = letter.codePointAt(0) as number
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4
  }
  return bytes
}

/** "3.4 MB", "12 kB", "0 bytes". */
export function sizeWords(bytes: number): string {
  if (bytes < 1000) return bytes === 1 ? '1 byte' : `${bytes} bytes`
  const [value, unit] =
    bytes < 1_000_000 ? [bytes / 1000, 'kB'] : bytes < 1e9 ? [bytes / 1e6, 'MB'] : [bytes / 1e9, 'GB']
  return `${value < 10 && unit !== 'kB' ? value.toFixed(1).replace(/\.0$/, '') : Math.round(value)} ${unit}`
}
