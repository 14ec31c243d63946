import { parentPort, workerData } from 'node:worker_threads'
import { filesOf } from '../ports/files-spec.ts'
import { snapshotAndPack, type SnapshotWork } from './run-snapshot.ts'

/** Entry of the worker thread that builds one snapshot, compresses what lies before it, and ends. A failure of the disk ends it with that error. */
const { disk, job } = workerData as SnapshotWork
parentPort?.postMessage(await snapshotAndPack(filesOf(disk), job))
