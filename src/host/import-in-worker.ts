import { Worker } from 'node:worker_threads'
import type { ImportWorkerNews } from './import-file.ts'
import type { StartImport } from './import-jobs.ts'

/** One worker thread an import; `file` is the built import-worker. */
export function importInWorker(file: string): StartImport {
  return (task, on) => {
    const worker = new Worker(file, { workerData: task })
    worker.on('message', (news: ImportWorkerNews) => on.news(news))
    worker.on('error', (error: Error) => on.end(error))
    worker.on('exit', () => on.end(null))
    return () => void worker.terminate()
  }
}
