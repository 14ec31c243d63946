/**
 * What two hosts in one room say to each other, inside the encrypted channel. Bytes from a peer are hostile until they were
 * read here; an unknown kind of message comes from a newer version and is passed over.
 *
 * API: encodePeerMessage, decodePeerMessage -> message, 'unknown' or null (what no honest host of any version sends).
 */
import { createDecoder, readAny } from 'lib0/decoding'
import { createEncoder, toUint8Array, writeAny } from 'lib0/encoding'
import type { Missing } from '../ledger.ts'
import { isFileHash, isFileSize } from '../../model/attachment.ts'
import { plainName } from '../../model/plain-name.ts'
import { reachesOthers } from '../noise/ip-address.ts'
import { MAX_CLIENT, MAX_CLOCK } from '../record-header.ts'
import { LARGEST_PIECE, type FilePart } from './fetching.ts'

/** How far a line has come, and the first bytes of its hash in hex: enough to see that two lines went apart. */
export type HeldLine = readonly [client: number, seq: number, hash: string]

/** Where a host of the room listens. */
export interface PeerAddress {
  readonly device: string
  readonly addresses: readonly string[]
  readonly port: number
}

/** A window, or a guest, as the others see it. */
export interface PeerPresence {
  readonly id: string
  readonly person: string | null
  readonly name: string
  readonly role: string
  readonly screen: string
  readonly item: string | null
  /** It shows the shared screen. */
  readonly drives: boolean
  readonly hand: boolean
}

export type PeerMessage =
  /** All that a host holds. `ask`: please say the same of you. */
  | { readonly is: 'have'; readonly lines: readonly HeldLine[]; readonly out: readonly string[]; readonly ask: boolean }
  /** A sum over the same: hosts with equal sums hold equal records. */
  | { readonly is: 'sum'; readonly sum: string }
  /** `n` above 0 asks for a `got`. */
  | { readonly is: 'records'; readonly n: number; readonly records: readonly Uint8Array[] }
  | { readonly is: 'got'; readonly n: number }
  | { readonly is: 'want'; readonly missing: readonly Missing[] }
  | { readonly is: 'presence'; readonly here: readonly PeerPresence[] }
  | { readonly is: 'peers'; readonly peers: readonly PeerAddress[] }
  | { readonly is: 'ping'; readonly n: number; readonly at: number }
  | { readonly is: 'pong'; readonly n: number; readonly at: number; readonly here: number }
  /** A piece of an attached file, of at most so many bytes. */
  | { readonly is: 'want-file'; readonly hash: string; readonly from: number; readonly most: number }
  | ({ readonly is: 'file-part' } & FilePart)
  /** The answer where there is no such file. */
  | { readonly is: 'no-file'; readonly hash: string }
  | { readonly is: 'bye'; readonly why: string }

/** Lines of one plan, records of one message, and so on: more is no honest message. */
const MOST = 100_000

export function encodePeerMessage(message: PeerMessage): Uint8Array {
  const encoder = createEncoder()
  writeAny(encoder, (message.is === 'want' ? { is: 'want', missing: packed(message.missing) } : message) as never)
  return toUint8Array(encoder)
}

export function decodePeerMessage(bytes: Uint8Array): PeerMessage | 'unknown' | null {
  let json: unknown
  try {
    json = readAny(createDecoder(bytes))
  } catch {
    return null
  }
  if (!isObject(json) || typeof json['is'] !== 'string') return null
  const read = READERS[json['is'] as PeerMessage['is']] as ((json: Json) => PeerMessage | null) | undefined
  return read === undefined || !Object.hasOwn(READERS, json['is']) ? 'unknown' : read(json)
}

type Json = Readonly<Record<string, unknown>>

const READERS: { readonly [K in PeerMessage['is']]: (json: Json) => (PeerMessage & { is: K }) | null } = {
  have({ lines, out, ask }) {
    if (!isList(lines, isHeldLine) || !isList(out, isName)) return null
    return { is: 'have', lines, out, ask: ask === true }
  },
  sum: ({ sum }) => (isName(sum) ? { is: 'sum', sum } : null),
  records({ n, records }) {
    if (!isCount(n, MAX_CLOCK) || !isList(records, (one) => one instanceof Uint8Array)) return null
    return { is: 'records', n, records: records as Uint8Array[] }
  },
  got: ({ n }) => (isCount(n, MAX_CLOCK) ? { is: 'got', n } : null),
  want({ missing }) {
    if (!isList(missing, isRun)) return null
    return { is: 'want', missing: missing.map(([client, from, to]) => ({ client, from, to })) }
  },
  presence({ here }) {
    if (!Array.isArray(here) || here.length > 200) return null
    const read = here.map(readPresence)
    return read.includes(null) ? null : { is: 'presence', here: read as PeerPresence[] }
  },
  peers({ peers }) {
    if (!Array.isArray(peers) || peers.length > 500) return null
    const read = peers.map(readAddress)
    return read.includes(null) ? null : { is: 'peers', peers: read as PeerAddress[] }
  },
  ping: ({ n, at }) => (isCount(n, MAX_CLOCK) && isTime(at) ? { is: 'ping', n, at } : null),
  pong: ({ n, at, here }) => (isCount(n, MAX_CLOCK) && isTime(at) && isTime(here) ? { is: 'pong', n, at, here } : null),
  'want-file'({ hash, from, most }) {
    if (!isFileHash(hash) || !isFileSize(from) || !isFileSize(most)) return null
    return { is: 'want-file', hash, from, most }
  },
  'file-part'({ hash, from, size, bytes }) {
    if (!isFileHash(hash) || !isFileSize(from) || !isFileSize(size) || !(bytes instanceof Uint8Array)) return null
    return bytes.length <= LARGEST_PIECE ? { is: 'file-part', hash, from, size, bytes } : null
  },
  'no-file': ({ hash }) => (isFileHash(hash) ? { is: 'no-file', hash } : null),
  bye: ({ why }) => ({ is: 'bye', why: isName(why) ? why : '' }),
}

function readPresence(json: unknown): PeerPresence | null {
  if (!isObject(json)) return null
  const { id, person, name, role, screen, item, drives, hand } = json
  const isWhole = [id, name, role, screen].every(isName) && [person, item].every((one) => one === null || isName(one))
  return isWhole
    ? ({
        ...{ id, person, role, screen, item },
        name: plainName(name as string),
        drives: drives === true,
        hand: hand === true,
      } as PeerPresence)
    : null
}

function readAddress(json: unknown): PeerAddress | null {
  if (!isObject(json)) return null
  const { device, addresses, port } = json
  if (!isName(device) || !isCount(port, 65_536) || !Array.isArray(addresses) || addresses.length > 32) return null
  if (!addresses.every(isName)) return null
  // A name would have to be looked up, and a text with other signs could mean another place.
  return { device, addresses: addresses.filter(reachesOthers), port }
}

function packed(missing: readonly Missing[]): [number, number, number][] {
  return missing.map(({ client, from, to }) => [client, from, to])
}

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array)
/** Text of at most 300 letters. */
const isName = (value: unknown): value is string => typeof value === 'string' && value.length <= 300
const isTime = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value)
const isCount = (value: unknown, below: number): value is number =>
  Number.isInteger(value) && (value as number) >= 0 && (value as number) < below
const isHeldLine = (value: unknown): value is HeldLine =>
  Array.isArray(value) && isCount(value[0], MAX_CLIENT) && isCount(value[1], MAX_CLOCK) && isName(value[2])
const isRun = (value: unknown): value is readonly [number, number, number] =>
  Array.isArray(value) &&
  isCount(value[0], MAX_CLIENT) &&
  isCount(value[1], MAX_CLOCK) &&
  isCount(value[2], MAX_CLOCK) &&
  value[1] >= 1 &&
  value[1] <= value[2]

function isList<T>(value: unknown, is: (one: unknown) => one is T): value is T[]
function isList(value: unknown, is: (one: unknown) => boolean): value is unknown[]
function isList(value: unknown, is: (one: unknown) => boolean): boolean {
  return Array.isArray(value) && value.length <= MOST && value.every(is)
}
