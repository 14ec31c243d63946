import { parentPort, workerData } from 'node:worker_threads'
import { codeOf } from '../ports/files.ts'
import { nodeFiles } from '../ports/node-files.ts'
import { doBackupJob, type BackupJob } from './backup-jobs.ts'
import { BackupDamaged } from './plan-files.ts'
import type { BackupWorkerNews } from './run-backup-job.ts'

/** Entry of the worker thread that does one job with backups and ends. */
const say = (news: BackupWorkerNews): void => parentPort?.postMessage(news)

try {
  const answer = await doBackupJob(
    () => nodeFiles,
    workerData as BackupJob,
    (done, total) => say({ is: 'progress', done, total }),
  )
  say({ is: 'done', answer })
} catch (error) {
  const message = error instanceof Error ? error.message : String(error)
  say({ is: 'failed', message, code: codeOf(error), isDamage: error instanceof BackupDamaged })
}
