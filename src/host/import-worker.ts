import { parentPort, workerData } from 'node:worker_threads'
import { importFile, type ImportTask } from './import-file.ts'

// The entry of the worker: one file, then it is done.
importFile(workerData as ImportTask, (news) => parentPort?.postMessage(news))
