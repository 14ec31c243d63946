import { parentPort, workerData } from 'node:worker_threads'
import { filesOf } from '../ports/files-spec.ts'
import { buildSnapshot } from './build-snapshot.ts'
import type { SnapshotWork } from './run-snapshot.ts'

/** Entry of the worker thread that builds one snapshot and ends. A failure of the disk ends it with that error. */
const { disk, job } = workerData as SnapshotWork
parentPort?.postMessage(await buildSnapshot(filesOf(disk), job))
