import { parentPort, workerData } from 'node:worker_threads'
import { nodeFiles } from '../ports/node-files.ts'
import { buildSnapshot, type SnapshotJob } from './build-snapshot.ts'

/** Entry of the worker thread that builds one snapshot and ends. A failure of the disk ends it with that error. */
parentPort?.postMessage(await buildSnapshot(nodeFiles, workerData as SnapshotJob))
