import * as v from 'valibot'
import { isFileSize } from '../../model/attachment.ts'
import { isPlanId } from '../vault/plan-folder.ts'
import { LENGTH } from './sealed-chunk.ts'

/**
 * What the chunks of a plan file say: first what the file is, then records in an order in which each follows what it builds
 * on, then attached files in pieces, one file after the other, at last that this is the end.
 *
 *   1 | JSON                                      2 | records, each after its length as u32 big endian
 *   3 | JSON {"records": how many}           4 | SHA-256 of a file, 32 bytes | its size as u32 big endian | a piece of it
 */
export type Content =
  | { readonly is: 'about'; readonly about: AboutFile }
  | { readonly is: 'records'; readonly records: readonly Uint8Array[] }
  | { readonly is: 'end'; readonly records: number }
  | ({ readonly is: 'file' } & FilePiece)

/** The next piece of an attached file; one of no bytes has one piece. */
export interface FilePiece {
  readonly hash: string
  /** Of the whole file. */
  readonly size: number
  readonly bytes: Uint8Array
}

/** What a plan file is. Said by whoever made it, and proven by nothing but what stands beside. */
export interface AboutFile {
  readonly plan: string
  readonly name: string
  readonly madeAt: number
  /** A device. */
  readonly madeBy: string
  /** The device that began the plan; the nonce proves it where the plan's id is made of it. */
  readonly founder: { readonly device: string; readonly key: Uint8Array; readonly nonce: Uint8Array | null } | null
  /** Devices that wrote in it, also some that belong to no room. An id is made of its key. */
  readonly devices: readonly FileDevice[]
  /** About how many records follow. */
  readonly records: number
}

export interface FileDevice {
  readonly device: string
  /** Ed25519. */
  readonly key: Uint8Array
  readonly name: string
}

const KEY = 32
const NONCE = 16
const base64 = (length: number) =>
  v.pipe(
    v.string(),
    v.transform((text): Uint8Array => new Uint8Array(Buffer.from(text, 'base64'))),
    v.length(length),
  )
const text = v.pipe(v.string(), v.maxLength(200))
const whole = v.pipe(v.number(), v.safeInteger(), v.minValue(0))
const AboutSchema = v.object({
  plan: v.pipe(v.string(), v.check(isPlanId)),
  name: v.pipe(
    v.string(),
    v.transform((name) => name.slice(0, 200)),
  ),
  madeAt: v.number(),
  madeBy: text,
  founder: v.nullable(v.object({ device: text, key: base64(KEY), nonce: v.nullable(base64(NONCE)) })),
  devices: v.pipe(v.array(v.object({ device: text, key: base64(KEY), name: text })), v.maxLength(10_000)),
  records: whole,
})
const EndSchema = v.object({ records: whole })

export const aboutContent = (about: AboutFile): Uint8Array => json(1, about)
export const endContent = (records: number): Uint8Array => json(3, { records })

export function recordsContent(records: readonly Uint8Array[]): Uint8Array {
  const content = Buffer.alloc(1 + records.reduce((sum, { length }) => sum + LENGTH + length, 0))
  let at = content.writeUInt8(2)
  for (const record of records) {
    at = content.writeUInt32BE(record.length, at)
    content.set(record, at)
    at += record.length
  }
  return content
}

const HASH = 32

export function fileContent({ hash, size, bytes }: FilePiece): Uint8Array {
  const content = Buffer.alloc(1 + HASH + LENGTH + bytes.length)
  content.writeUInt8(4)
  content.write(hash, 1, 'hex')
  content.writeUInt32BE(size, 1 + HASH)
  content.set(bytes, 1 + HASH + LENGTH)
  return content
}

function fileIn(content: Uint8Array): FilePiece | null {
  if (content.length < 1 + HASH + LENGTH) return null
  const size = new DataView(content.buffer, content.byteOffset).getUint32(1 + HASH)
  const hash = Buffer.from(content.subarray(1, 1 + HASH)).toString('hex')
  return isFileSize(size) ? { hash, size, bytes: content.subarray(1 + HASH + LENGTH) } : null
}

/** Null for what no Ordinal of this version writes. The records are views of it. */
export function readContent(content: Uint8Array): Content | null {
  switch (content[0]) {
    case 1: {
      const about = v.safeParse(AboutSchema, parsed(content))
      return about.success ? { is: 'about', about: about.output } : null
    }
    case 2: {
      const records = recordsIn(content)
      return records && { is: 'records', records }
    }
    case 4: {
      const piece = fileIn(content)
      return piece && { is: 'file', ...piece }
    }
    case 3: {
      const end = v.safeParse(EndSchema, parsed(content))
      return end.success ? { is: 'end', records: end.output.records } : null
    }
    default:
      return null
  }
}

function recordsIn(content: Uint8Array): Uint8Array[] | null {
  const view = new DataView(content.buffer, content.byteOffset, content.length)
  const records: Uint8Array[] = []
  for (let at = 1; at < content.length;) {
    if (at + LENGTH > content.length) return null
    const end = at + LENGTH + view.getUint32(at)
    if (end > content.length) return null
    records.push(content.subarray(at + LENGTH, end))
    at = end
  }
  return records
}

function json(kind: number, value: unknown): Uint8Array {
  const said = JSON.stringify(value, (_, one: unknown) =>
    one instanceof Uint8Array ? Buffer.from(one).toString('base64') : one,
  )
  return new Uint8Array(Buffer.concat([Uint8Array.of(kind), Buffer.from(said)]))
}

function parsed(content: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(content.subarray(1)))
  } catch {
    return null
  }
}
