import * as Y from 'yjs'
import type { BackupReason } from '../../contract/backup-calls.ts'
import { canonicalJson } from '../../doc/replica.ts'
import { createPlan } from '../../doc/plan.ts'
import { isLive } from '../../model/deletion.ts'
import { JOURNAL_START, offsetOf, positionAt, segmentOf, type Position } from '../vault/position.ts'
import { readSnapshot } from '../vault/snapshot-file.ts'
import { segmentBytes } from '../vault/segment-bytes.ts'
import { listSegments } from '../vault/segments.ts'
import type { Files } from '../ports/files.ts'
import { loadCopy } from './load-copy.ts'
import { MANIFEST_VERSION, sumOf, type Manifest, type PlanFile } from './manifest.ts'
import { cutPoints, writePart } from './parts.ts'
import { listPlace, makePlace, writeManifest, type Place } from './place.ts'
import { keepFiles } from './keep-files.ts'
import { fileOf, newestSnapshotName, sourceFiles, type SourceFile } from './plan-files.ts'

export interface MakeBackup {
  readonly id: string
  readonly plan: string
  /** The plan's folder. */
  readonly source: string
  /** What lies before it is on disk. Null: all that is there; nobody writes the plan. */
  readonly upTo: Position | null
  readonly name: string
  readonly reason: BackupReason
  readonly now: number
  readonly app: string
  readonly device: string
  readonly keys: Readonly<Record<string, string>>
  /** The one before did not restore: nothing of an earlier one is taken over unread. */
  readonly anew?: boolean
}

export type TellProgress = (done: number, total: number) => void

/** A snapshot of an earlier backup is used again while at most so many records came since: it need not be stored anew. */
const SAME_SNAPSHOT_RECORDS = 20_000

/**
 * Makes a backup of a plan from its files. It is there once this resolves, and counts once it was proven. The plan is
 * read for it as the host reads it, so that the manifest says what it was.
 */
export async function makeBackup(
  files: Files,
  place: Place,
  job: MakeBackup,
  tell: TellProgress = () => undefined,
): Promise<Manifest> {
  const upTo = job.upTo ?? (await endOf(files, job.source))
  const was = await whatItWas(files, job, upTo)
  await makePlace(place)
  const sources = await sourceFiles(files, job.source, upTo)
  const earlier = await usableSnapshot(place, job.plan, sources, was.records)
  const chosen = earlier === null ? sources : [...sources.filter(({ name }) => !isSnapshot(name)), earlier]
  const written: PlanFile[] = []
  let stored = 0
  for (const [i, source] of chosen.entries()) {
    tell(i, chosen.length)
    const bytes = await source.read()
    const parts: string[] = []
    for (const [from, to] of cutPoints(bytes.length)) {
      const part = await writePart(place.files, place.folder, bytes.subarray(from, to))
      parts.push(part.sum)
      stored += part.stored
      // Without a thread of its own it must not keep the others waiting.
      await new Promise((resolve) => setImmediate(resolve))
    }
    written.push({ name: source.name, bytes: bytes.length, parts })
  }
  const kept = await keepFiles(files, place, job)
  written.push(...kept.files)
  stored += kept.stored
  const { id, plan, name, reason, now, app, device, keys } = job
  const manifest: Manifest = {
    v: MANIFEST_VERSION,
    id,
    plan,
    name,
    reason,
    madeAt: now,
    app,
    device,
    keys,
    ...was,
    files: written,
    stored,
  }
  await writeManifest(place, manifest)
  tell(chosen.length, chosen.length)
  return manifest
}

type WhatItWas = Pick<Manifest, 'planName' | 'items' | 'records' | 'lastChange' | 'damage' | 'contentHash' | 'frontier'>

/** What the plan says up to there, from its own files. */
async function whatItWas(files: Files, { plan, source }: MakeBackup, upTo: Position): Promise<WhatItWas> {
  const snapshot = await newestSnapshotName(files, source, upTo)
  const { loaded, records, damage } = await loadCopy(cutOff(files, source, upTo, snapshot), source, plan)
  try {
    return {
      ...whatIs(loaded.doc),
      records,
      lastChange: loaded.lastChange,
      damage: [...new Set([...damage, ...loaded.damage])],
      frontier: loaded.ledger.frontier(),
    }
  } finally {
    loaded.doc.destroy()
    await loaded.journal.close()
  }
}

/** What a document says, as a manifest keeps it. */
export function whatIs(doc: Y.Doc): Pick<Manifest, 'planName' | 'items' | 'contentHash'> {
  const contentHash = sumOf(canonicalJson(doc))
  const plan = createPlan(doc)
  let items = 0
  for (const item of plan.rows('items').values()) if (isLive(item)) items++
  const { name } = plan.facts
  plan.destroy()
  return { planName: name, items, contentHash }
}

/** The disk as it was when the journal ended there: what came later, or is just being written, is not seen. */
function cutOff(files: Files, folder: string, upTo: Position, snapshot: string | null): Files {
  return {
    ...files,
    async read(path) {
      const bytes = await files.read(path)
      const number = /journal-(\d{6,})$/.exec(path)?.[1]
      if (!path.startsWith(folder) || number === undefined || Number(number) < segmentOf(upTo)) return bytes
      return Number(number) > segmentOf(upTo) ? new Uint8Array() : bytes.subarray(0, offsetOf(upTo))
    },
    list: async (path) =>
      (await files.list(path)).filter((name) => {
        const number = /^journal-(\d{6,})/.exec(name)?.[1]
        if (isSnapshot(name)) return name === snapshot
        return number === undefined || Number(number) <= segmentOf(upTo)
      }),
  }
}

/** Behind the last whole record of a plan that nobody writes. */
async function endOf(files: Files, folder: string): Promise<Position> {
  const { segments } = await listSegments(files, folder)
  const last = segments.at(-1)
  if (last === undefined) return JOURNAL_START
  return positionAt(last.number, (await segmentBytes(files, last)).length)
}

const isSnapshot = (name: string): boolean => name.startsWith('snapshot-')

/**
 * The snapshot of the backup before, if the journal it belongs to is the beginning of this one and little came since.
 * Where it is not good any more, the proof finds out and the next backup takes the newest.
 */
async function usableSnapshot(
  place: Place,
  plan: string,
  sources: readonly SourceFile[],
  records: number,
): Promise<SourceFile | null> {
  const newest = sources.find(({ name }) => isSnapshot(name))
  const before = (await listPlace(place)).backups[0]
  const kept = before?.manifest.files.find(({ name }) => isSnapshot(name))
  if (newest === undefined || before === undefined || kept === undefined || before.marks.fault !== '') return null
  if (before.marks.provenAt === null) return null
  const bytes = await fileOf(place, before.manifest, kept.name).catch(() => null)
  const snapshot = bytes === null ? null : readSnapshot(bytes)
  if (bytes === null || snapshot?.plan !== plan || records - snapshot.records > SAME_SNAPSHOT_RECORDS) return null
  for (const { name, bytes: length, parts } of before.manifest.files) {
    if (isSnapshot(name) || !name.startsWith('journal-')) continue
    const now = await sources.find((one) => one.name === name)?.read()
    if (now === undefined || now.length < length) return null
    for (const [i, [from, to]] of [...cutPoints(length)].entries())
      if (sumOf(now.subarray(from, to)) !== parts[i]) return null
  }
  return { name: kept.name, read: () => Promise.resolve(bytes) }
}
