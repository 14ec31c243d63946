import { Worker } from 'node:worker_threads'
import type { Files } from '../ports/files.ts'
import { PLAIN, type FilesSpec } from '../ports/files-spec.ts'
import { buildSnapshot, type SnapshotJob } from './build-snapshot.ts'
import { packSegments } from './pack-segments.ts'
import type { SnapshotOutcome } from './plan-vault.ts'
import { segmentOf } from './position.ts'

/** What the worker is given. */
export interface SnapshotWork {
  readonly disk: FilesSpec
  readonly job: SnapshotJob
}

/** Builds snapshots one way or the other. A disk or a worker that fails is an outcome too: it is not proven. */
export type RunSnapshot = (job: SnapshotJob) => Promise<SnapshotOutcome>

/** In this thread: for tests, and for disks that only this process knows. */
export function snapshotsHere(files: Files): RunSnapshot {
  return (job) => snapshotAndPack(files, job).catch(unproven)
}

/** In a thread of its own; `workerFile` is the built snapshot-worker. `disk` is asked at each start. */
export function snapshotsInWorker(workerFile: string, disk: () => FilesSpec = () => PLAIN): RunSnapshot {
  return (job) =>
    new Promise<SnapshotOutcome>((resolve, reject) => {
      const worker = new Worker(workerFile, { workerData: { disk: disk(), job } satisfies SnapshotWork })
      worker.once('message', resolve)
      worker.once('error', reject)
      worker.once('exit', (code) => reject(new Error(`The snapshot worker ended with ${code} and without an answer.`)))
    }).catch(unproven)
}

/** Builds the snapshot; once it is proven, what lies before it is history and is compressed. */
export async function snapshotAndPack(files: Files, job: SnapshotJob): Promise<SnapshotOutcome> {
  const outcome = await buildSnapshot(files, job)
  if (outcome.proven) await packSegments(files, job.folder, segmentOf(outcome.end)).catch(() => 0)
  return outcome
}

export function unproven(error: unknown): SnapshotOutcome {
  const why = error instanceof Error ? error.message : String(error)
  return { proven: false, message: `No snapshot could be made: ${why}`, where: '', keptAt: null }
}
