import * as v from 'valibot'
import { fail, ok, type Result } from '../../model/result.ts'
import { COST, keyOfPassphrase, unwrapKey, wrapKey, type Cost } from '../lock/wrapped-key.ts'
import { sha256 } from '../vault/record-crypto.ts'
import { planFileFailure, type PlanFileFailure } from './plan-file-failure.ts'

/**
 * What a plan file begins with. It says nothing of the plan:
 *
 *   ORDPLAN | version, one byte | length of JSON, u32 big endian | JSON | SHA-256 of all before, 32 bytes
 *
 * The JSON holds the key of the rest: wrapped by a passphrase, or as it is. In the second case the rest is no secret, and
 * its seals are sums that notice each changed byte.
 */
export interface FileHead {
  readonly lock: Lock
  /** SHA-256 over it: what follows belongs to no other head. */
  readonly sum: Uint8Array
  /** Of all of it, in bytes. */
  readonly length: number
}

type Lock =
  | { readonly key: Uint8Array }
  | { readonly byPassphrase: { readonly cost: Cost; readonly salt: Uint8Array; readonly wrapped: Uint8Array } }

const MAGIC = new TextEncoder().encode('ORDPLAN')
const VERSION = 1
/** Magic, version and the length of the JSON. */
export const HEAD_START = MAGIC.length + 1 + 4
const SUM = 32
const KEY = 32
const SALT = 16
const MAX_JSON = 4_096

/** A file may come from anybody: it shall not make this machine work for minutes. */
const MOST: Cost = { memoryKb: 262_144, passes: 10, lanes: 4 }

const base64 = v.pipe(
  v.string(),
  v.base64(),
  v.transform((text): Uint8Array => new Uint8Array(Buffer.from(text, 'base64'))),
)
const count = (most: number) => v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(most))
const LockSchema = v.union([
  v.strictObject({ key: v.pipe(base64, v.length(KEY)) }),
  v.strictObject({
    byPassphrase: v.strictObject({
      cost: v.pipe(
        v.strictObject({ memoryKb: count(MOST.memoryKb), passes: count(MOST.passes), lanes: count(MOST.lanes) }),
        // Argon2 knows no less.
        v.check(({ memoryKb, lanes }) => memoryKb >= 8 * lanes),
      ),
      salt: v.pipe(base64, v.length(SALT)),
      wrapped: base64,
    }),
  }),
])

/** A head for a new file, and the key of what follows. `random` must be a source of secrets. */
export async function makeHead(
  passphrase: string | null,
  random: (length: number) => Uint8Array,
  cost: Cost = COST,
): Promise<{ readonly bytes: Uint8Array; readonly sum: Uint8Array; readonly key: Uint8Array }> {
  const key = random(KEY)
  const bytes = encodeHead(
    passphrase === null ? { key } : { byPassphrase: await locked(key, passphrase, random, cost) },
  )
  return { bytes, sum: bytes.subarray(-SUM), key }
}

/** How long the head is, from its first HEAD_START bytes. */
export function headLength(start: Uint8Array): Result<number, PlanFileFailure> {
  if (!MAGIC.every((byte, i) => start[i] === byte)) return fail(planFileFailure('no-plan-file'))
  if (start.length < HEAD_START) return fail(planFileFailure('cut-short'))
  if (start[MAGIC.length] !== VERSION) return fail(planFileFailure('newer'))
  const length = new DataView(start.buffer, start.byteOffset).getUint32(MAGIC.length + 1)
  return length > MAX_JSON ? fail(planFileFailure('damaged')) : ok(HEAD_START + length + SUM)
}

/** `bytes`: as many as `headLength` says. */
export function readHead(bytes: Uint8Array): Result<FileHead, PlanFileFailure> {
  const sum = bytes.subarray(-SUM)
  if (Buffer.compare(sha256(bytes.subarray(0, -SUM)), sum) !== 0) return fail(planFileFailure('damaged'))
  const lock = v.safeParse(LockSchema, parsed(bytes.subarray(HEAD_START, -SUM)))
  // Its sum is right: somebody meant it so.
  return lock.success ? ok({ lock: lock.output, sum, length: bytes.length }) : fail(planFileFailure('newer'))
}

/** The key of what follows. Takes as long as the passphrase costs, and lets others run meanwhile. */
export async function keyOfHead(
  { lock }: FileHead,
  passphrase: string | null,
): Promise<Result<Uint8Array, PlanFileFailure>> {
  if ('key' in lock) return ok(lock.key)
  if (passphrase === null) return fail(planFileFailure('passphrase-needed'))
  const { salt, cost, wrapped } = lock.byPassphrase
  const key = unwrapKey(wrapped, await keyOfPassphrase(passphrase, salt, cost))
  return key === null ? fail(planFileFailure('wrong-passphrase')) : ok(key)
}

async function locked(
  key: Uint8Array,
  passphrase: string,
  random: (length: number) => Uint8Array,
  cost: Cost,
): Promise<{ cost: Cost; salt: Uint8Array; wrapped: Uint8Array }> {
  const salt = random(SALT)
  return { cost, salt, wrapped: wrapKey(key, await keyOfPassphrase(passphrase, salt, cost)) }
}

function encodeHead(lock: Lock): Uint8Array {
  const json = new TextEncoder().encode(
    JSON.stringify(lock, (_, value: unknown) =>
      value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value,
    ),
  )
  const length = Buffer.alloc(4)
  length.writeUInt32BE(json.length)
  const before = Buffer.concat([MAGIC, Uint8Array.of(VERSION), length, json])
  return new Uint8Array(Buffer.concat([before, sha256(before)]))
}

function parsed(json: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(json))
  } catch {
    return null
  }
}
