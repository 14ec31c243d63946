import { Worker } from 'node:worker_threads'
import { PLAIN, type FilesSpec } from '../ports/files-spec.ts'
import { doBackupJob, type BackupAnswers, type BackupJob, type FilesFor } from './backup-jobs.ts'
import type { TellProgress } from './make-backup.ts'
import { BackupDamaged } from './plan-files.ts'

/** Does a job one way or the other. Rejects as the disk does, or with BackupDamaged. */
export type RunBackupJob = <J extends BackupJob>(job: J, tell?: TellProgress) => Promise<BackupAnswers[J['is']]>

export type BackupWorkerNews =
  | { readonly is: 'progress'; readonly done: number; readonly total: number }
  | { readonly is: 'done'; readonly answer: unknown }
  | { readonly is: 'failed'; readonly message: string; readonly code: string; readonly isDamage: boolean }

/** In this thread: for tests, and for disks that only this process knows. */
export function backupJobsHere(filesFor: FilesFor): RunBackupJob {
  return (job, tell = () => undefined) => doBackupJob(filesFor, job, tell)
}

/** What the worker is started with. */
export interface BackupWorkerData {
  readonly disk: FilesSpec
  readonly job: BackupJob
}

/** In a thread of its own; `workerFile` is the built backup-worker. `disk` says what it works on, asked at each job. */
export function backupJobsInWorker(workerFile: string, disk: () => FilesSpec = () => PLAIN): RunBackupJob {
  return (job, tell) =>
    new Promise((resolve, reject) => {
      const worker = new Worker(workerFile, { workerData: { disk: disk(), job } satisfies BackupWorkerData })
      worker.on('message', (news: BackupWorkerNews) => {
        if (news.is === 'progress') tell?.(news.done, news.total)
        else if (news.is === 'done') resolve(news.answer as never)
        else if (news.isDamage) reject(new BackupDamaged(news.message))
        else reject(Object.assign(new Error(news.message), news.code === '' ? {} : { code: news.code }))
      })
      worker.once('error', reject)
      worker.once('exit', (code) => reject(new Error(`The backup worker ended with ${code} and without an answer.`)))
    })
}
