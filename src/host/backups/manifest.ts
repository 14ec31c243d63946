import { createHash } from 'node:crypto'
import * as v from 'valibot'
import type { Frontier } from '../../sync/ledger.ts'

/**
 * What a backup holds and what the plan was when it was made. Never written again once it is there; what happens to a
 * backup later (its name, its proofs) stands in its marks.
 *
 *   ORDINAL BACKUP <SHA-256 of what follows the line, in hex> \n JSON
 */
export interface Manifest {
  readonly v: 1
  /** Also the file's name: when it was made, and five letters. */
  readonly id: string
  readonly plan: string
  readonly planName: string
  readonly name: string
  readonly reason: string
  readonly madeAt: number
  /** The Ordinal that made it. */
  readonly app: string
  readonly device: string
  /** Public keys of the devices that this folder has had, in hex: what its records are signed with. */
  readonly keys: Readonly<Record<string, string>>
  readonly items: number
  readonly records: number
  readonly lastChange: number | null
  /** Places of the plan that could not be read when it was made. A backup with some is kept, but replaces none. */
  readonly damage: readonly string[]
  /** SHA-256, in hex, of the plan's canonical JSON. */
  readonly contentHash: string
  readonly frontier: Frontier
  /** Files of the plan's folder, each in parts. */
  readonly files: readonly PlanFile[]
  /** What its parts take on disk. */
  readonly stored: number
}

export interface PlanFile {
  readonly name: string
  readonly bytes: number
  /** SHA-256 of each part's content, in hex, in their order. */
  readonly parts: readonly string[]
}

/** What became of a backup at the place where it lies. */
export interface Marks {
  readonly v: 1
  readonly name: string
  readonly provenAt: number | null
  readonly fault: string
}

export const MANIFEST_VERSION = 1
/** Pieces of a file of the plan have this many bytes, and the last one has what is left. */
export const PART_BYTES = 1024 * 1024
const FIRST_LINE = /^ORDINAL (BACKUP|MARKS) ([0-9a-f]{64})\n/

const hex = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/))
/** Whoever can make the sum right can write anything: what no backup can say counts as unreadable. */
const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0))
const LAST_DATE = 8.64e15
const time = v.pipe(v.number(), v.minValue(-LAST_DATE), v.maxValue(LAST_DATE))
/** It comes from records, and those may say anything. */
const lastChange = v.pipe(
  v.number(),
  v.transform((at) => (Math.abs(at) <= LAST_DATE ? at : null)),
)
/** No file of more bytes can be read to be backed up. */
const LARGEST_FILE = 2 ** 31 - 1
/** Some sixty million edits; few bytes of backup can claim to be many of a plan. */
const LARGEST_PLAN = 16 * 2 ** 30

const file = v.pipe(
  v.object({
    name: v.pipe(v.string(), v.regex(/^[a-z0-9][a-z0-9.-]{0,80}$/)),
    bytes: v.pipe(count, v.maxValue(LARGEST_FILE)),
    parts: v.array(hex),
  }),
  v.check(({ bytes, parts }) => parts.length === Math.ceil(bytes / PART_BYTES)),
)
const ManifestSchema = v.looseObject({
  v: v.number(),
  id: v.pipe(v.string(), v.regex(/^[0-9A-Za-z-]{1,80}$/)),
  plan: v.pipe(v.string(), v.regex(/^[a-z0-9][a-z0-9-]{0,63}$/i)),
  planName: v.string(),
  name: v.string(),
  reason: v.string(),
  madeAt: time,
  app: v.string(),
  device: v.string(),
  keys: v.record(v.string(), v.string()),
  items: count,
  records: count,
  lastChange: v.nullable(lastChange),
  damage: v.array(v.string()),
  contentHash: hex,
  frontier: v.record(v.string(), v.tuple([v.number(), v.string()])),
  files: v.pipe(
    v.array(file),
    v.check((files) => files.reduce((sum, { bytes }) => sum + bytes, 0) <= LARGEST_PLAN),
  ),
  stored: count,
})
const MarksSchema = v.object({
  v: v.literal(1),
  name: v.string(),
  provenAt: v.nullable(time),
  fault: v.string(),
})

export const encodeManifest = (manifest: Manifest): Uint8Array => summed('BACKUP', manifest)
export const encodeMarks = (marks: Marks): Uint8Array => summed('MARKS', marks)

/** Null if a byte of it was changed, or if a newer Ordinal wrote it in another form. */
export function readManifest(bytes: Uint8Array): Manifest | null {
  const read = v.safeParse(ManifestSchema, unsummed(bytes))
  return read.success && read.output.v === MANIFEST_VERSION ? (read.output as unknown as Manifest) : null
}

export function readMarks(bytes: Uint8Array): Marks | null {
  const read = v.safeParse(MarksSchema, unsummed(bytes))
  return read.success ? read.output : null
}

export const sumOf = (bytes: Uint8Array | string): string => createHash('sha256').update(bytes).digest('hex')

function summed(what: 'BACKUP' | 'MARKS', value: Manifest | Marks): Uint8Array {
  const json = `${JSON.stringify(value, null, 1)}\n`
  return new TextEncoder().encode(`ORDINAL ${what} ${sumOf(json)}\n${json}`)
}

function unsummed(bytes: Uint8Array): unknown {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
    const begin = FIRST_LINE.exec(text)
    if (begin === null) return null
    const json = text.slice(begin[0].length)
    return sumOf(json) === begin[2] ? JSON.parse(json) : null
  } catch {
    return null
  }
}
