import { createHash } from 'node:crypto'
import { join } from 'node:path'
import * as v from 'valibot'
import { codeOf, type Files } from '../ports/files.ts'
import { writeWhole } from '../vault/json-file.ts'
import { MOST } from './wrapped-key.ts'

/** Both hold the same: one damaged byte must not cost all plans. */
export const KEY_FILES = ['key-1', 'key-2'] as const

const bytes = v.pipe(
  v.string(),
  v.base64(),
  v.transform((text): Uint8Array => new Uint8Array(Buffer.from(text, 'base64'))),
)
const whole = v.pipe(v.number(), v.safeInteger(), v.minValue(1))
/** One that asks for more than any Ordinal would was tampered with: it shall not take the machine down. */
const cost = v.pipe(
  v.object({
    memoryKb: v.pipe(whole, v.maxValue(MOST.memoryKb)),
    passes: v.pipe(whole, v.maxValue(MOST.passes)),
    lanes: v.pipe(whole, v.maxValue(MOST.lanes)),
  }),
  // Argon2 knows no less.
  v.check(({ memoryKb, lanes }) => memoryKb >= 8 * lanes),
)

/**
 * The data key of an encrypted folder, wrapped once for each way in. Says nothing about plans or people. A way that is
 * null is closed.
 */
const KeyFileSchema = v.object({
  v: v.literal(1),
  /** Counts up with each new data key: where two are found, the higher one counts. */
  serial: whole,
  cost,
  salt: v.pipe(bytes, v.length(16)),
  byPassphrase: v.nullable(bytes),
  byRecoveryCode: v.nullable(bytes),
  /** As the system's keychain gave it back; what it means only that keychain knows. */
  byKeychain: v.nullable(bytes),
})
export type KeyFile = v.InferOutput<typeof KeyFileSchema>

export interface FoundKey {
  readonly file: KeyFile
  /** One of the two copies is missing or damaged. */
  readonly damaged: readonly string[]
}

export function encodeKeyFile(file: KeyFile): Uint8Array {
  const text = JSON.stringify(file, (_, value: unknown) =>
    value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value,
  )
  return new TextEncoder().encode(`${text}\n${sumOf(text)}\n`)
}

/** Null for a file in which anything was changed, and for one of a newer Ordinal. */
export function readKeyFile(content: Uint8Array): KeyFile | null {
  const [text = '', sum, rest] = new TextDecoder().decode(content).split('\n')
  if (sum !== sumOf(text) || rest !== '') return null
  try {
    const parsed = v.safeParse(KeyFileSchema, JSON.parse(text))
    return parsed.success ? parsed.output : null
  } catch {
    return null
  }
}

const sumOf = (text: string): string => createHash('sha256').update(text).digest('hex')

/** Null where neither copy can be read, and where there is none. */
export async function findKeyFile(files: Files, folder: string): Promise<FoundKey | null> {
  const damaged: string[] = []
  let newest: KeyFile | null = null
  for (const name of KEY_FILES) {
    const found = await readOne(files, join(folder, name))
    if (found === null) damaged.push(name)
    else if (newest === null || found.serial > newest.serial) newest = found
  }
  return newest === null ? null : { file: newest, damaged }
}

/** One after the other: whatever ends it, one of them can be read. */
export async function writeKeyFiles(files: Files, folder: string, file: KeyFile): Promise<void> {
  for (const name of KEY_FILES) await writeWhole(files, join(folder, name), encodeKeyFile(file))
}

async function readOne(files: Files, path: string): Promise<KeyFile | null> {
  try {
    return readKeyFile(await files.read(path))
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'EISDIR') return null
    throw error
  }
}
