import { parentPort, workerData } from 'node:worker_threads'
import { encodeWire } from '../../contract/wire.ts'
import { filesOf, type FilesSpec } from '../ports/files-spec.ts'
import type { AskedOfWorker, WorkerAnswer } from './history-in-worker.ts'
import { openPlanHistory, type PlanHistory } from './plan-history.ts'

/**
 * Entry of the worker thread that answers questions about the past of all plans of one host. Answers leave as bytes, so that
 * the host's own thread passes on ten thousand rows without looking at one.
 */
const plans = new Map<string, PlanHistory>()
const files = filesOf((workerData as { disk: FilesSpec }).disk)

parentPort?.on('message', (asked: AskedOfWorker) => {
  answer(asked).then(
    (value) => {
      const bytes = encodeWire(value)
      say({ id: asked.id, bytes }, [bytes.buffer as ArrayBuffer])
    },
    (error: unknown) => say({ id: asked.id, failed: error instanceof Error ? error.message : String(error) }),
  )
})

async function answer(asked: AskedOfWorker): Promise<unknown> {
  if ('letGo' in asked) {
    const plan = plans.get(asked.letGo)
    plans.delete(asked.letGo)
    return (await plan?.close()) ?? null
  }
  if ('rest' in asked) {
    for (const plan of plans.values()) plan.rest()
    return null
  }
  const { id, folder, end, out } = asked.plan
  let plan = plans.get(id)
  if (plan === undefined) plans.set(id, (plan = openPlanHistory({ files, folder, plan: id })))
  return plan.ask(asked.question, end, asked.args as never, out)
}

function say(message: WorkerAnswer, moved: ArrayBuffer[] = []): void {
  parentPort?.postMessage(message, moved)
}
