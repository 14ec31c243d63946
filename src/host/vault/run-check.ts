import { Worker } from 'node:worker_threads'
import type { Files } from '../ports/files.ts'
import { PLAIN, type FilesSpec } from '../ports/files-spec.ts'
import { checkPlan, type CheckOptions, type PlanCheck } from './check-plan.ts'

/** What is checked, in a form that travels to another thread. */
export interface CheckJob extends Pick<CheckOptions, 'folder' | 'plan' | 'upTo'> {
  /** Public keys by device. */
  readonly keys: Readonly<Record<string, Uint8Array>>
  /** Names of people by their ids. */
  readonly people: Readonly<Record<string, string>>
}
export type TellCheck = (done: number, total: number) => void
export type RunCheck = (job: CheckJob, tell: TellCheck) => Promise<PlanCheck>

export interface CheckWork {
  readonly disk: FilesSpec
  readonly job: CheckJob
}
export type CheckNews =
  | { readonly is: 'progress'; readonly done: number; readonly total: number }
  | { readonly is: 'done'; readonly check: PlanCheck }

export function checkHere(files: Files): RunCheck {
  return ({ keys, people, ...job }, tell) =>
    checkPlan({ ...job, files, keyOf: (id) => keys[id], personOf: (id) => people[id] ?? id, tell })
}

/** In a thread of its own, so that a long check holds up no edit; `workerFile` is the built check-worker. */
export function checkInWorker(workerFile: string, disk: () => FilesSpec = () => PLAIN): RunCheck {
  return (job, tell) =>
    new Promise((resolve, reject) => {
      const worker = new Worker(workerFile, { workerData: { disk: disk(), job } satisfies CheckWork })
      worker.on('message', (news: CheckNews) => {
        if (news.is === 'progress') tell(news.done, news.total)
        else resolve(news.check)
      })
      worker.once('error', reject)
      worker.once('exit', (code) => reject(new Error(`The check ended with ${code} and without an answer.`)))
    })
}
