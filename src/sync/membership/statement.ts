/**
 * What a record says about who belongs to the plan: under the key `m` of its header, as JSON, bytes in base64url.
 *
 *   found   this device began the plan; the first key of the room with it
 *   admit   a device belongs to the plan from here on
 *   remove  a device does not any more: of its records those up to the marks count, and there is a new key without it
 *   had     this many records of a removed device were here already
 *   accept  so many records of a device that is no member are taken in
 *   epoch   a new key, or an earlier one sealed for members that lack it
 *
 * API: statementToJson, readStatement -> statement, or null for what makes no sense or comes from a newer version. A record
 * with such a statement passes and says nothing.
 */
import { base64urlToBytes, bytesToBase64url } from '../noise/base64url.ts'
import { plainName } from '../../model/plain-name.ts'
import { MAX_CLIENT, MAX_CLOCK } from '../record-header.ts'

/** The key of a record's header. */
export const STATEMENT_KEY = 'm'

/** Client id -> the highest number of its records that counts. */
export type Marks = Readonly<Record<string, number>>
/** Device -> the key of an epoch, sealed for it. */
export type Wraps = Readonly<Record<string, Uint8Array>>

export interface Found {
  readonly is: 'found'
  /** Ed25519, 32 bytes. The device's id is made of it. */
  readonly key: Uint8Array
  /** X25519, 32 bytes: by it the device is known in a channel. */
  readonly noise: Uint8Array
  /** 16 bytes that make the plan's id together with the key. */
  readonly nonce: Uint8Array
  readonly name: string
  readonly person: string | null
  /** The first epoch's key, sealed for the founder. */
  readonly wrap: Uint8Array
}
export interface Admit {
  readonly is: 'admit'
  readonly device: string
  readonly key: Uint8Array
  readonly noise: Uint8Array
  readonly name: string
  readonly person: string | null
  /** The present epoch's key for the new device; null where the admitting one has not got it itself. */
  readonly wrap: { readonly of: string; readonly sealed: Uint8Array } | null
}
export interface Remove {
  readonly is: 'remove'
  readonly device: string
  readonly marks: Marks
  readonly epoch: { readonly counter: number; readonly wraps: Wraps }
  readonly why: string
}
export interface Had {
  readonly is: 'had'
  readonly device: string
  readonly marks: Marks
}
export interface Accept {
  readonly is: 'accept'
  readonly device: string
  /** Its records are checked with it. */
  readonly key: Uint8Array
  readonly name: string
  readonly marks: Marks
}
export interface EpochKeys {
  readonly is: 'epoch'
  /** Hash of the epoch whose key is in here; null: a new one. */
  readonly of: string | null
  readonly counter: number
  readonly wraps: Wraps
}
export type Statement = Found | Admit | Remove | Had | Accept | EpochKeys

const KEY_LENGTH = 32
export const NONCE_LENGTH = 16
const MAX_NAME = 200
const MAX_WHY = 2_000
/** Bytes of a sealed key. */
const MAX_SEALED = 256
const MAX_LISTED = 10_000

export function statementToJson(statement: Statement): Json {
  return Object.fromEntries(Object.entries(statement).map(([key, value]) => [key, plain(value)]))
}

export function readStatement(json: unknown): Statement | null {
  if (!isObject(json) || typeof json.is !== 'string' || !Object.hasOwn(READERS, json.is)) return null
  return READERS[json.is as Statement['is']](json)
}

type Json = Readonly<Record<string, unknown>>

const READERS: { readonly [K in Statement['is']]: (json: Json) => (Statement & { is: K }) | null } = {
  found(json) {
    const [key, noise, nonce] = [bytesOf(json.key, KEY_LENGTH), bytesOf(json.noise, KEY_LENGTH), nonceOf(json.nonce)]
    const [who, wrap] = [whoOf(json), sealedOf(json.wrap)]
    return key && noise && nonce && who && wrap && { is: 'found', key, noise, nonce, ...who, wrap }
  },
  admit(json) {
    const [key, noise] = [bytesOf(json.key, KEY_LENGTH), bytesOf(json.noise, KEY_LENGTH)]
    const who = whoOf(json)
    const wrap = json.wrap === null ? null : wrapOf(json.wrap)
    if (!key || !noise || !who || !isName(json.device) || wrap === undefined) return null
    return { is: 'admit', device: json.device, key, noise, ...who, wrap }
  },
  remove({ device, marks, epoch, why }) {
    const read = marksOf(marks)
    if (!isName(device) || !read || !isObject(epoch) || !isCount(epoch.counter) || !isText(why, MAX_WHY)) return null
    const wraps = wrapsOf(epoch.wraps)
    return wraps && { is: 'remove', device, marks: read, epoch: { counter: epoch.counter, wraps }, why }
  },
  had({ device, marks }) {
    const read = marksOf(marks)
    return isName(device) && read ? { is: 'had', device, marks: read } : null
  },
  accept({ device, key, name, marks }) {
    const [bytes, read] = [bytesOf(key, KEY_LENGTH), marksOf(marks)]
    if (!isName(device) || !bytes || !isText(name, MAX_NAME) || !read) return null
    return { is: 'accept', device, key: bytes, name: plainName(name), marks: read }
  },
  epoch({ of, counter, wraps }) {
    const read = wrapsOf(wraps)
    if (!(of === null || isName(of)) || !isCount(counter) || !read) return null
    return { is: 'epoch', of, counter, wraps: read }
  },
}

function plain(value: unknown): unknown {
  if (value instanceof Uint8Array) return bytesToBase64url(value)
  if (!isObject(value)) return value
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, plain(one)]))
}

function whoOf({ name, person }: Json): { readonly name: string; readonly person: string | null } | null {
  return isText(name, MAX_NAME) && (person === null || isName(person)) ? { name: plainName(name), person } : null
}

function wrapOf(json: unknown): { readonly of: string; readonly sealed: Uint8Array } | undefined {
  const sealed = isObject(json) ? sealedOf(json.sealed) : null
  return isObject(json) && isName(json.of) && sealed ? { of: json.of, sealed } : undefined
}

function wrapsOf(json: unknown): Wraps | null {
  if (!isObject(json) || Object.keys(json).length > MAX_LISTED) return null
  const wraps = Object.entries(json).map(([device, sealed]) => [device, sealedOf(sealed)] as const)
  return wraps.every(([device, sealed]) => isName(device) && sealed) ? (Object.fromEntries(wraps) as Wraps) : null
}

function marksOf(json: unknown): Marks | null {
  if (!isObject(json)) return null
  const marks = Object.entries(json)
  const isWhole = marks.every(([client, seq]) => /^(0|[1-9]\d{0,9})$/.test(client) && isCount(seq))
  return isWhole && marks.length <= MAX_LISTED && marks.every(([client]) => Number(client) < MAX_CLIENT)
    ? (json as Marks)
    : null
}

function bytesOf(json: unknown, length: number): Uint8Array | null {
  const bytes = typeof json === 'string' && json.length <= 2 * length ? base64urlToBytes(json) : null
  return bytes?.length === length ? bytes : null
}

function sealedOf(json: unknown): Uint8Array | null {
  const bytes = typeof json === 'string' && json.length <= 2 * MAX_SEALED ? base64urlToBytes(json) : null
  return bytes !== null && bytes.length > 0 && bytes.length <= MAX_SEALED ? bytes : null
}

const nonceOf = (json: unknown): Uint8Array | null => bytesOf(json, NONCE_LENGTH)
const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)
const isText = (value: unknown, most: number): value is string => typeof value === 'string' && value.length <= most
const isName = (value: unknown): value is string => isText(value, MAX_NAME) && value.length > 0
const isCount = (value: unknown): value is number =>
  Number.isInteger(value) && (value as number) >= 0 && (value as number) < MAX_CLOCK
