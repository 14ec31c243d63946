import { parentPort, workerData } from 'node:worker_threads'
import { filesOf } from '../ports/files-spec.ts'
import { checkHere, type CheckNews, type CheckWork } from './run-check.ts'

/** Entry of the worker thread that reads every byte of one plan and ends. */
const say = (news: CheckNews): void => parentPort?.postMessage(news)
const { disk, job } = workerData as CheckWork
say({ is: 'done', check: await checkHere(filesOf(disk))(job, (done, total) => say({ is: 'progress', done, total })) })
