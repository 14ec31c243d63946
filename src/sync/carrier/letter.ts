/**
 * What lies in a mailbox. Whoever has the room's key may have put it there, a device that was removed since among them, and
 * any server may bring it back: nothing in a letter is believed but that somebody with the key said it.
 *
 * API: encodeLetter, decodeLetter -> letter, 'unknown' (of a newer version) or null, lettersFor (a tag for one device).
 */
import { createDecoder, readAny } from 'lib0/decoding'
import { createEncoder, toUint8Array, writeAny } from 'lib0/encoding'
import { encodeUtf8 } from 'lib0/string'
import { bytesToHex } from '@noble/hashes/utils.js'
import { deriveKey } from '../noise/derive-key.ts'
import { MAX_CLIENT, MAX_CLOCK } from '../record-header.ts'

/** Records `from` to `to` of a line; `mark` tells the last one from any other of its number (record-mark.ts). */
export interface Run {
  readonly client: number
  readonly from: number
  readonly to: number
  readonly mark: number
}

export type Letter =
  /** Records as they were signed, deflated, each after its length. */
  | {
      readonly is: 'records'
      /** About how many records came before the first: an order in which letters can be read. */
      readonly place: number
      readonly runs: readonly Run[]
      /** Names of those that do not count, since their line split. */
      readonly out: readonly string[]
      readonly packed: Uint8Array
    }
  /** This mailbox grew too large: the next ones are put into that generation. */
  | { readonly is: 'moved'; readonly to: number }
  /**
   * For members that missed a change of keys: the room's newer key, sealed for each of them, under a tag that only they know
   * to look for. The key that opens this letter opens none of them.
   */
  | { readonly is: 'keys'; readonly epoch: string; readonly wraps: readonly (readonly [tag: string, Uint8Array])[] }

const MOST_RUNS = 20_000
const MOST_OUT = 20_000
const MOST_WRAPS = 2_000

export function encodeLetter(letter: Letter): Uint8Array {
  const encoder = createEncoder()
  const json =
    letter.is === 'records' ? { ...letter, runs: letter.runs.map((r) => [r.client, r.from, r.to, r.mark]) } : letter
  writeAny(encoder, json as never)
  return toUint8Array(encoder)
}

export function decodeLetter(bytes: Uint8Array): Letter | 'unknown' | null {
  let json: Readonly<Record<string, unknown>> | null
  try {
    json = readAny(createDecoder(bytes)) as typeof json
  } catch {
    return null
  }
  if (typeof json !== 'object' || json === null || typeof json['is'] !== 'string') return null
  const { is, place, runs, out, packed, to, epoch, wraps } = json
  switch (is) {
    case 'records': {
      const read = Array.isArray(runs) && runs.length <= MOST_RUNS ? runs.map(readRun) : [null]
      if (read.includes(null) || !isCount(place, Number.MAX_SAFE_INTEGER) || !(packed instanceof Uint8Array))
        return null
      if (!Array.isArray(out) || out.length > MOST_OUT || !out.every(isName)) return null
      return { is, place, runs: read as Run[], out, packed }
    }
    case 'moved':
      return isCount(to, MAX_GENERATION) && to > 0 ? { is, to } : null
    case 'keys': {
      if (!isName(epoch) || !Array.isArray(wraps) || wraps.length > MOST_WRAPS || !wraps.every(isWrap)) return null
      return { is, epoch, wraps }
    }
    default:
      return 'unknown'
  }
}

/** Under which a device finds what is sealed for it. */
export function tagFor(device: string, epoch: string): string {
  return bytesToHex(deriveKey(encodeUtf8(device), 'carrier address', encodeUtf8(epoch), 8))
}

const MAX_GENERATION = 2 ** 31

function readRun(value: unknown): Run | null {
  if (!Array.isArray(value)) return null
  const [client, from, to, mark] = value as unknown[]
  const isRun =
    isCount(client, MAX_CLIENT) &&
    isCount(from, MAX_CLOCK) &&
    isCount(to, MAX_CLOCK) &&
    isCount(mark, 2 ** 48) &&
    from >= 1 &&
    from <= to
  return isRun ? { client, from, to, mark } : null
}

const isName = (value: unknown): value is string => typeof value === 'string' && value.length <= 300
const isCount = (value: unknown, below: number): value is number =>
  Number.isInteger(value) && (value as number) >= 0 && (value as number) < below
const isWrap = (value: unknown): value is readonly [string, Uint8Array] =>
  Array.isArray(value) && isName(value[0]) && value[1] instanceof Uint8Array && value[1].length <= 200
