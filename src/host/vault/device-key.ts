import { createPrivateKey, createPublicKey, sign, type KeyObject } from 'node:crypto'
import { join } from 'node:path'
import type { Random } from '../../model/id.ts'
import { noiseKeyOf } from '../../sync/noise/derive-key.ts'
import type { KeyPair } from '../../sync/noise/key-pair.ts'
import type { Files } from '../ports/files.ts'
import { takesNoWriting } from './held-folder.ts'
import { createJsonFile, writeWhole, type JsonFile } from './json-file.ts'
import { createTwinFile } from './twin-file.ts'
import { sha256 } from './record-crypto.ts'

/** This machine's identity in this data folder: an Ed25519 key that never leaves it. */
export interface Device {
  /** 16 letters made from the public key. */
  readonly id: string
  /** 32 bytes. */
  readonly publicKey: Uint8Array
  /** 64 bytes. */
  sign(bytes: Uint8Array): Uint8Array
  /** X25519, from the same seed: what other hosts know this one by in a channel. */
  readonly noise: KeyPair
  /** Devices that this folder had before it was copied here. Their records stay good, nothing new is signed for them. */
  readonly retired: readonly KnownDevice[]
}

/** All keys of this machine in this data folder. */
export interface DeviceKeys extends Device {
  /** What it is in one plan: the same as in all others, unless it was let in there again after it was removed. */
  forPlan(plan: string): Device
  /** Another key for one plan, to be let in again with. It counts from when it is kept. */
  another(): AnotherKey
  /** Public keys of all that this folder is and was. */
  known(): readonly KnownDevice[]
}

export interface AnotherKey extends Device {
  /** On disk when it resolves; the one before is retired in this plan. The answer takes that back. */
  keepFor(plan: string): Promise<() => Promise<void>>
}

export interface KnownDevice {
  readonly id: string
  readonly publicKey: Uint8Array
}

/** Binary in base64url. */
interface KeyFile {
  readonly v: 1
  readonly seed: string
  /** By plan, where it has a key of its own; the last one counts. */
  readonly plans?: Readonly<Record<string, readonly string[]>>
  /** Hash of machine and folder for which the key was made. */
  readonly boundTo: string
  readonly retired: readonly { readonly id: string; readonly publicKey: string }[]
}

/** All that stands in the file `folder-mark`. */
export const FOLDER_MARK_WORDS = 'Tells this folder from a copy of it. Leave it alone.\n'

/** What stands before the 32 bytes of an Ed25519 private key in its DER form. */
const PRIVATE_PREFIX = Buffer.from('302e020100300506032b657004220420', 'hex')
const LETTERS = 'abcdefghijkmnpqrstuvwxyz23456789'

/**
 * The device's key, made on first use. In a folder that was copied, restored or brought to another machine a new key is
 * made and the old one's private half is dropped, since two holders of one key would write two different truths under it.
 * `random` must be a source of secrets. Rejects as Files does. A key of which no copy can be read is kept aside and a new one
 * made: the plans open all the same, and what this machine wrote before stays good.
 */
export async function openDeviceKey({
  files,
  folder,
  machine,
  random,
  now,
  later,
}: {
  files: Files
  folder: string
  machine: string
  random: Random
  now: () => number
  /** The disk takes no writing: to be called before anything is signed that goes to the disk. */
  later?: (write: (files: Files) => Promise<void>) => void
}): Promise<DeviceKeys> {
  const mark = join(folder, 'folder-mark')
  const path = join(folder, 'device.key')
  const file = createTwinFile(files, path, now)
  const fresh = (): string => textOf(Uint8Array.from({ length: 32 }, () => Math.floor(random() * 256)))
  const kept = (await file.read().catch(lostKey)) as KeyFile | undefined
  const isMarked = (await files.kind(mark)) !== null
  if (kept !== undefined && isMarked && kept.boundTo === bindingOf(machine, await files.identity(mark)))
    return keysOf(kept, file, fresh)
  const old = kept === undefined ? [] : retiredFrom(kept)
  const seed = fresh()
  const write = async (disk: Files): Promise<void> => {
    // A file that is never written to again: a copy of the folder has a copy of it, which is another file.
    if ((await disk.kind(mark)) === null) await writeWhole(disk, mark, new TextEncoder().encode(FOLDER_MARK_WORDS))
    const boundTo = bindingOf(machine, await disk.identity(mark))
    await createTwinFile(disk, path, now).write({ v: 1, seed, boundTo, retired: old } satisfies KeyFile)
  }
  try {
    await write(files)
  } catch (error) {
    if (later === undefined || !takesNoWriting(error)) throw error
    later(write)
  }
  return keysOf({ v: 1, seed, boundTo: '', retired: old }, file, fresh)
}

function keysOf(kept: KeyFile, file: JsonFile, fresh: () => string): DeviceKeys {
  const own = deviceOf(kept.seed, knownFrom(kept.retired))
  let plans = new Map<string, readonly Device[]>()
  for (const [plan, seeds] of Object.entries(kept.plans ?? {})) {
    const all: Device[] = []
    for (const seed of seeds) all.push(deviceOf(seed, [...own.retired, own, ...all].map(publicHalf)))
    plans.set(plan, all)
  }
  /** What is written beside it stays, such as by a newer version. */
  const change = async (plan: string, seeds: (before: readonly string[]) => readonly string[]): Promise<void> => {
    const now = (await file.read()) as KeyFile | undefined
    if (now === undefined) throw new Error('The key of this device is not on the disk yet.')
    await file.write({ ...now, plans: { ...now.plans, [plan]: seeds(now.plans?.[plan] ?? []) } } satisfies KeyFile)
  }
  const set = (plan: string, all: readonly Device[]): void => void (plans = new Map(plans).set(plan, all))
  const keys: DeviceKeys = {
    ...own,
    forPlan: (plan) => plans.get(plan)?.at(-1) ?? own,
    known: () => [own, ...own.retired, ...[...plans.values()].flat()].map(publicHalf),
    another() {
      const seed = fresh()
      return {
        ...deviceOf(seed, []),
        async keepFor(plan) {
          const before = plans.get(plan) ?? []
          await change(plan, (seeds) => [...seeds, seed])
          set(plan, [...before, deviceOf(seed, [...own.retired, own, ...before].map(publicHalf))])
          return async () => {
            await change(plan, (seeds) => seeds.filter((one) => one !== seed))
            set(plan, before)
          }
        },
      }
    },
  }
  return keys
}

/**
 * Binds the key of a folder that was written anew on this machine to its new mark, so that it is not taken for a copy.
 * Does nothing where the key was not this folder's own before. Whoever calls it lets the old folder go.
 */
export async function rebindDeviceKey({
  machine,
  from,
  to,
}: {
  machine: string
  from: { readonly files: Files; readonly folder: string }
  to: { readonly files: Files; readonly mark: string; readonly key: string }
}): Promise<void> {
  const mark = join(from.folder, 'folder-mark')
  if ((await from.files.kind(mark)) === null) return
  const kept = (await createJsonFile(from.files, join(from.folder, 'device.key')).read()) as KeyFile | undefined
  if (kept?.boundTo !== bindingOf(machine, await from.files.identity(mark))) return
  const boundTo = bindingOf(machine, await to.files.identity(to.mark))
  await createJsonFile(to.files, to.key).write({ ...kept, boundTo } satisfies KeyFile)
}

/** Both copies were damaged and lie aside by now. */
function lostKey(error: unknown): undefined {
  if (!(error instanceof SyntaxError)) throw error
}

function bindingOf(machine: string, mark: string): string {
  return textOf(sha256(new TextEncoder().encode(`ordinal device|${machine}|${mark}`)))
}

function deviceOf(seed: string, retired: readonly KnownDevice[]): Device {
  const key = privateKeyOf(seed)
  const publicKey = publicKeyOf(key)
  return {
    id: idOf(publicKey),
    publicKey,
    sign: (bytes) => new Uint8Array(sign(null, bytes, key)),
    noise: noiseKeyOf(bytesOf(seed)),
    retired,
  }
}

const publicHalf = ({ id, publicKey }: KnownDevice): KnownDevice => ({ id, publicKey })
const knownFrom = (retired: KeyFile['retired']): KnownDevice[] =>
  retired.map(({ id, publicKey }) => ({ id, publicKey: bytesOf(publicKey) }))

function retiredFrom({ seed, plans = {}, retired }: KeyFile): KeyFile['retired'] {
  const keys = [seed, ...Object.values(plans).flat()].map((one) => publicKeyOf(privateKeyOf(one)))
  return [...retired, ...keys.map((publicKey) => ({ id: idOf(publicKey), publicKey: textOf(publicKey) }))]
}

function privateKeyOf(seed: string): KeyObject {
  return createPrivateKey({ key: Buffer.concat([PRIVATE_PREFIX, bytesOf(seed)]), format: 'der', type: 'pkcs8' })
}

function publicKeyOf(key: KeyObject): Uint8Array {
  return new Uint8Array(createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(-32))
}

function idOf(publicKey: Uint8Array): string {
  return [...sha256(publicKey).subarray(0, 16)].map((byte) => LETTERS[byte % 32]).join('')
}

const textOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url')
const bytesOf = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'base64url'))
