import { join } from 'node:path'
import * as Y from 'yjs'
import { canonicalJson, encodeDoc } from '../../doc/replica.ts'
import { codeOf, type Files } from '../ports/files.ts'
import { readSegments } from './journal-reader.ts'
import { writeFresh } from './json-file.ts'
import type { SnapshotMeta, SnapshotOutcome } from './plan-vault.ts'
import type { Position } from './position.ts'
import { rebuildPlan, type RebuiltPlan } from './rebuild-plan.ts'
import { sha256 } from './record-crypto.ts'
import { listSegments } from './segments.ts'
import { encodeSnapshot, readSnapshot, type SnapshotFile } from './snapshot-file.ts'
import { keepSnapshot, newestSnapshot } from './snapshot-store.ts'
import { stampOf } from './stamp.ts'

export interface SnapshotJob {
  readonly plan: string
  readonly folder: string
  /** Only what lies before it is in the snapshot; it is on disk. */
  readonly upTo: Position
  /** Milliseconds since 1970. */
  readonly now: number
}

/** Stands between document and bytes. Tests put a faulty one here. */
export type Encode = (doc: Y.Doc) => Uint8Array

/**
 * Makes a snapshot from the files alone and proves it: what was encoded is loaded into a scratch document and must say the
 * same. If it does not, the journal is replayed from its beginning and it is tried once more; if it still does not, the
 * bytes are put aside as unproven, the field that differs is named, and the last proven snapshot stays in use.
 */
export async function buildSnapshot(
  files: Files,
  job: SnapshotJob,
  encode: Encode = encodeDoc,
): Promise<SnapshotOutcome> {
  const { plan, folder, upTo } = job
  const { segments } = await listSegments(files, folder)
  const read = (from: Position) => readSegments(files, segments, { from, upTo })
  const older = await newestSnapshot(files, folder, plan)
  const starts = older === null ? [null] : [older, null]
  const fresh = join(folder, 'snapshot.new')
  let where: string | null = null
  for (const start of starts) {
    if (start === null && segments[0]?.number !== 1) continue
    const rebuilt = await rebuildPlan(plan, start, read, upTo).catch((error: unknown) => {
      // What the older one holds cannot be loaded: then all of the journal must do.
      if (start === null || codeOf(error) !== '') throw error
      return null
    })
    if (rebuilt === null) continue
    await writeFresh(files, fresh, encodeSnapshot(snapshotOf(rebuilt, job, encode)))
    where = differenceAfterReload(rebuilt.doc, await files.read(fresh))
    rebuilt.doc.destroy()
    if (where === null) {
      await keepSnapshot(files, folder, fresh)
      return { proven: true, end: rebuilt.end, records: rebuilt.records }
    }
  }
  if (where === null)
    return { proven: false, message: 'There is no beginning to make a snapshot from.', where: '', keptAt: null }
  const keptAt = join(folder, 'unproven', `snapshot-${stampOf(job.now)}`)
  await files.makeFolder(join(folder, 'unproven'))
  await files.rename(fresh, keptAt)
  await files.syncFolder(join(folder, 'unproven'))
  return {
    proven: false,
    where,
    keptAt,
    message: `A snapshot did not say the same after loading it again (${where}). The one before stays in use, and no record is lost.`,
  }
}

function snapshotOf(rebuilt: RebuiltPlan, job: SnapshotJob, encode: Encode): SnapshotFile {
  return {
    plan: job.plan,
    contentHash: hashOf(canonicalJson(rebuilt.doc)),
    meta: rebuilt.ledger as unknown as SnapshotMeta,
    end: rebuilt.end,
    records: rebuilt.records,
    madeAt: job.now,
    state: encode(rebuilt.doc),
  }
}

/** Null if loading the bytes gives what was encoded, else where it does not. */
function differenceAfterReload(doc: Y.Doc, bytes: Uint8Array): string | null {
  const loaded = readSnapshot(bytes)
  if (loaded === null) return 'the file itself'
  const scratch = new Y.Doc()
  try {
    Y.applyUpdate(scratch, loaded.state)
    const [made, found] = [canonicalJson(doc), canonicalJson(scratch)]
    return made === found && hashOf(found) === loaded.contentHash
      ? null
      : firstDifference(JSON.parse(made), JSON.parse(found), '')
  } catch {
    return 'a state that cannot be loaded'
  } finally {
    scratch.destroy()
  }
}

/** Path to the first value that differs, such as `items/abc/title`. */
function firstDifference(a: unknown, b: unknown, path: string): string {
  if (!isObject(a) || !isObject(b)) return path === '' ? 'the whole document' : path
  for (const key of new Set([...Object.keys(a), ...Object.keys(b)])) {
    if (JSON.stringify(a[key]) !== JSON.stringify(b[key]))
      return firstDifference(a[key], b[key], path === '' ? key : `${path}/${key}`)
  }
  return path
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null
const hashOf = (text: string): string => Buffer.from(sha256(new TextEncoder().encode(text))).toString('hex')
