/**
 * The record: one unit for disk, network, file and history (src/decisions tells why).
 *
 *   u32 length of header, big endian | header, canonical JSON in UTF-8 | update, Yjs V1 | signature, 64 bytes
 *
 * API: encodeRecord (sign an envelope), decodeRecord, verifyRecord, nextHash (the line's hash after a record), FIRST_HASH,
 * splitRecord (where the header ends, for checksums), undoEntry and undoneBy (how a change says what it takes back).
 * Bytes are stored and passed on as received; nothing here re-writes a record that somebody else made.
 */
import { decodeUtf8, encodeUtf8 } from 'lib0/string'
import type { Entry, Envelope } from '../model/envelope.ts'
import { fail, ok, type Result } from '../model/result.ts'
import { canonicalJson } from './canonical-json.ts'
import { headerOf, readHeader, type RecordHeader } from './record-header.ts'

export const RECORD_VERSION = 1
export const HASH_LENGTH = 32
export const SIGNATURE_LENGTH = 64
/** Bytes. Fixed for all versions, since what one version writes every other must take. */
export const MAX_HEADER = 1_000_000
export const MAX_UPDATE = 4_000_000
/** What a line's first record builds on. */
export const FIRST_HASH: Uint8Array = new Uint8Array(HASH_LENGTH)

/** Handed in, so that a host signs with node:crypto and a simulation with something cheap. */
export interface RecordCrypto {
  /** 32 bytes. SHA-256 wherever two hosts are to understand each other. */
  hash(bytes: Uint8Array): Uint8Array
  /** 64 bytes, with this device's key. */
  sign(bytes: Uint8Array): Uint8Array
  verify(publicKey: Uint8Array, bytes: Uint8Array, signature: Uint8Array): boolean
  /** Checks beside this thread what will be asked of `verify` soon, so that it has the answer. Never rejects. */
  verifyAhead?(publicKey: Uint8Array, bytes: Uint8Array, signature: Uint8Array): Promise<void>
}

/** An envelope that a host signed. */
export interface PlanRecord extends Envelope {
  /** Version that wrote it; a newer one is kept and passed on like any other. */
  readonly v: number
  readonly plan: string
  readonly device: string
  readonly branch: string
  readonly signature: Uint8Array
  /** As received. */
  readonly bytes: Uint8Array
  /** Header keys that this version does not know. */
  readonly more: Readonly<Record<string, unknown>>
}

export interface RecordUnreadable {
  readonly type: 'unreadable'
  readonly message: string
}

/** Signs an envelope as the record that follows `previous` (the line's hash) and gives its bytes. */
export function encodeRecord(
  crypto: RecordCrypto,
  previous: Uint8Array,
  envelope: Envelope,
  signer: {
    readonly plan: string
    readonly device: string
    readonly branch?: string | undefined
    readonly more?: Readonly<Record<string, unknown>>
  },
): Uint8Array {
  const header = encodeUtf8(canonicalJson(headerOf(envelope, { ...signer, v: RECORD_VERSION })))
  const unsigned = new Uint8Array(4 + header.length + envelope.update.length)
  new DataView(unsigned.buffer).setUint32(0, header.length)
  unsigned.set(header, 4)
  unsigned.set(envelope.update, 4 + header.length)
  return joined(unsigned, crypto.sign(joined(previous, unsigned)))
}

/** Reads the form of a record. Says nothing about who may have made it: that is verifyRecord and the gate. */
export function decodeRecord(bytes: Uint8Array): Result<PlanRecord, RecordUnreadable> {
  const headerLength = bytes.length < 4 ? -1 : viewOf(bytes).getUint32(0)
  const headerEnd = 4 + headerLength
  const updateEnd = bytes.length - SIGNATURE_LENGTH
  if (headerLength < 2 || headerLength > MAX_HEADER || headerEnd > updateEnd)
    return unreadable('its parts do not fit its length')
  let header: RecordHeader | string
  try {
    header = readHeader(decodeUtf8(bytes.subarray(4, headerEnd)))
  } catch {
    header = 'its header is not JSON'
  }
  if (typeof header === 'string') return unreadable(header)
  return ok({ ...header, update: bytes.subarray(headerEnd, updateEnd), signature: bytes.subarray(updateEnd), bytes })
}

/** True if `publicKey`'s holder made this record as the one that follows `previous`. */
export function verifyRecord(
  crypto: RecordCrypto,
  publicKey: Uint8Array,
  previous: Uint8Array,
  record: Pick<PlanRecord, 'bytes' | 'signature'>,
): boolean {
  return crypto.verify(publicKey, signedBytes(previous, record.bytes), record.signature)
}

/** What the signature of a record that follows `previous` covers. */
export function signedBytes(previous: Uint8Array, bytes: Uint8Array): Uint8Array {
  return joined(previous, bytes.subarray(0, bytes.length - SIGNATURE_LENGTH))
}

/**
 * The line's hash after this record: the hash of the one before and of the bytes. Each signature covers it, so a run of
 * records is proved by hashing along and checking the last signature alone.
 */
export function nextHash(crypto: Pick<RecordCrypto, 'hash'>, previous: Uint8Array, bytes: Uint8Array): Uint8Array {
  return crypto.hash(joined(previous, bytes))
}

/** The two parts that a journal guards by a checksum each: length and header, update and signature. */
export function splitRecord(bytes: Uint8Array): { readonly header: Uint8Array; readonly body: Uint8Array } {
  const end = bytes.length < 4 ? bytes.length : Math.min(bytes.length, 4 + viewOf(bytes).getUint32(0))
  return { header: bytes.subarray(0, end), body: bytes.subarray(end) }
}

/** The first entry of a change that takes another back. */
export function undoEntry(change: string, why = ''): Entry {
  return { name: UNDO, record: '', field: '', from: null, to: change, why }
}

/** Which change these entries take back, or null. */
export function undoneBy(entries: readonly Entry[]): string | null {
  const entry = entries.find((entry) => entry.name === UNDO)
  return typeof entry?.to === 'string' ? entry.to : null
}

const UNDO = 'change.undo'

function unreadable(message: string): Result<never, RecordUnreadable> {
  return fail({ type: 'unreadable', message: `This is no record: ${message}.` })
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  const both = new Uint8Array(a.length + b.length)
  both.set(a)
  both.set(b, a.length)
  return both
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}
