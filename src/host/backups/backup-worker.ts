import { parentPort, workerData } from 'node:worker_threads'
import { codeOf } from '../ports/files.ts'
import { filesOf } from '../ports/files-spec.ts'
import { doBackupJob } from './backup-jobs.ts'
import { BackupDamaged } from './plan-files.ts'
import type { BackupWorkerData, BackupWorkerNews } from './run-backup-job.ts'

/** Entry of the worker thread that does one job with backups and ends. */
const say = (news: BackupWorkerNews): void => parentPort?.postMessage(news)

const { disk, job } = workerData as BackupWorkerData
try {
  const files = filesOf(disk)
  const answer = await doBackupJob(
    () => files,
    job,
    (done, total) => say({ is: 'progress', done, total }),
  )
  say({ is: 'done', answer })
} catch (error) {
  const message = error instanceof Error ? error.message : String(error)
  say({ is: 'failed', message, code: codeOf(error), isDamage: error instanceof BackupDamaged })
}
