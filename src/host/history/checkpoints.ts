import { join } from 'node:path'
import type { Files } from '../ports/files.ts'
import { writeWhole } from '../vault/json-file.ts'
import { readSnapshot, type SnapshotFile } from '../vault/snapshot-file.ts'
import {
  CHECKPOINT_START,
  encodeCheckpoint,
  headLength,
  readCheckpoint,
  readHead,
  type Checkpoint,
  type CheckpointHead,
} from './checkpoint-file.ts'
import { generationIn } from './taken-out-names.ts'

/** Checkpoints stand about this many records apart. */
export const CHECKPOINT_DISTANCE = 20_000

/** A state that is at hand, to count on from. */
export interface StateBase {
  readonly lines: ReadonlyMap<number, number>
  readonly generation: string
  /** Yjs V1; null if it cannot be read after all. */
  load(): Promise<Uint8Array | null>
}

/** The states of one plan that lie on the disk. */
export interface Checkpoints {
  list(): Promise<StateBase[]>
  /** The snapshots of the plan. What is in one is known only after all of it was read, so they are asked last. */
  snapshots(): Promise<StateBase[]>
  /** Records that stand in each of the checkpoints, in order. */
  distances(): Promise<number[]>
  write(checkpoint: Checkpoint): Promise<void>
}

export const HISTORY_FOLDER = 'history'
const isCheckpoint = (name: string): boolean => /^state-\d{9,}(-\d+)?$/.test(name)
export const checkpointName = (records: number): string => `state-${String(records).padStart(9, '0')}`

export function createCheckpoints(files: Files, planFolder: string, plan: string): Checkpoints {
  const folder = join(planFolder, HISTORY_FOLDER)
  const heads = new Map<string, CheckpointHead | null>()

  return {
    async list() {
      const found: StateBase[] = []
      for (const name of await names(folder, isCheckpoint)) {
        const path = join(folder, name)
        const head = await headOf(path)
        if (head?.plan !== plan) continue
        found.push({ ...head, load: async () => readCheckpoint(await files.read(path))?.state ?? null })
      }
      return found
    },
    async snapshots() {
      const found: StateBase[] = []
      for (const name of await names(planFolder, (one) => /^snapshot-\d{6,}$/.test(one))) {
        const path = join(planFolder, name)
        const head = await snapshotHead(path)
        if (head !== null)
          found.push({ ...head, load: async () => readSnapshot(await files.read(path))?.state ?? null })
      }
      return found
    },
    async distances() {
      const found: number[] = []
      for (const name of await names(folder, isCheckpoint)) {
        const head = await headOf(join(folder, name))
        if (head?.plan === plan) found.push(head.records)
      }
      return found.sort((a, b) => a - b)
    },
    async write(checkpoint) {
      await files.makeFolder(folder)
      await writeWhole(files, join(folder, checkpointName(checkpoint.records)), encodeCheckpoint(checkpoint))
      heads.delete(join(folder, checkpointName(checkpoint.records)))
    },
  }

  async function names(where: string, wanted: (name: string) => boolean): Promise<string[]> {
    return (await files.list(where).catch(() => [])).filter(wanted)
  }

  async function headOf(path: string): Promise<CheckpointHead | null> {
    if (heads.has(path)) return heads.get(path) ?? null
    const head = await readFirst(path, CHECKPOINT_START, headLength)
      .then((bytes) => (bytes === null ? null : readHead(bytes)))
      .catch(() => null)
    heads.set(path, head)
    return head
  }

  /** A name of a snapshot is given once and for all, like a checkpoint's. */
  async function snapshotHead(path: string): Promise<CheckpointHead | null> {
    if (heads.has(path)) return heads.get(path) ?? null
    const snapshot = await files.read(path).then(readSnapshot, () => null)
    const head =
      snapshot?.plan === plan
        ? {
            plan,
            records: snapshot.records,
            lines: linesOf(snapshot.meta),
            generation: generationIn(snapshot.meta),
          }
        : null
    heads.set(path, head)
    return head
  }

  async function readFirst(
    path: string,
    start: number,
    lengthOf: (start: Uint8Array) => number | null,
  ): Promise<Uint8Array | null> {
    const file = await files.open(path, 'read')
    try {
      const length = lengthOf(await file.read(0, start))
      return length === null ? null : await file.read(0, length)
    } finally {
      await file.close()
    }
  }
}

/**
 * Keeps a proven snapshot that is about to go, if without it History would have to count on for more than some 20,000
 * records. `next`: records in the snapshot after it.
 */
export async function keepAsCheckpoint(
  files: Files,
  planFolder: string,
  { plan, records, meta, state }: Pick<SnapshotFile, 'plan' | 'records' | 'meta' | 'state'>,
  next: number,
): Promise<void> {
  const checkpoints = createCheckpoints(files, planFolder, plan)
  const before = (await checkpoints.distances()).filter((one) => one <= records).at(-1) ?? 0
  if (next - before <= CHECKPOINT_DISTANCE || records - before < CHECKPOINT_DISTANCE / 2) return
  await checkpoints.write({ plan, records, lines: linesOf(meta), generation: generationIn(meta), state })
}

/** Of what the ledger saved with a snapshot: how far each line goes. */
export function linesOf(meta: Readonly<Record<string, unknown>>): Map<number, number> {
  const lines = (meta['lines'] ?? {}) as Readonly<Record<string, readonly [string, number]>>
  return new Map(Object.entries(lines).map(([client, line]) => [Number(client), line[1]]))
}
