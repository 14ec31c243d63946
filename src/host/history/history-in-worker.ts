import { Worker } from 'node:worker_threads'
import { CallFailed } from '../../contract/calls.ts'
import { decodeWire, Packed } from '../../contract/wire.ts'
import type { Clock } from '../ports/clock.ts'
import { PLAIN, type FilesSpec } from '../ports/files-spec.ts'
import type { History, OutOf, PlanPlace } from './history.ts'
import type { HistoryQuestion } from './plan-history.ts'
import { NOTHING_OUT } from './taken-out-names.ts'

export type AskedOfWorker =
  | { readonly id: number; readonly plan: PlanPlace; readonly question: HistoryQuestion; readonly args: unknown }
  | { readonly id: number; readonly letGo: string }
  | { readonly id: number; readonly rest: true }
export type WorkerAnswer =
  { readonly id: number; readonly bytes: Uint8Array } | { readonly id: number; readonly failed: string }

/** After so many milliseconds without a question, documents of the past leave memory. */
const REST_MS = 60_000
/** So long after a question, the files that make the next one quick are written. */
const WRITE_MS = 3_000

type Question = AskedOfWorker extends infer A ? (A extends unknown ? Omit<A, 'id'> : never) : never

/**
 * In a thread of its own, started by the first question; `file` is the built history-worker. `disk` is asked at each start.
 */
export function historyInWorker(
  file: string,
  clock: Clock,
  disk: () => FilesSpec = () => PLAIN,
  outOf: OutOf = () => NOTHING_OUT,
): History {
  let worker: Worker | null = null
  let next = 1
  let closed = false
  const waiting = new Map<number, { resolve: (bytes: Uint8Array) => void; reject: (error: Error) => void }>()
  const writes = new Map<string, () => void>()
  let stopRest = (): void => undefined

  const history: History = {
    ask: async (plan, question, args) =>
      decodeWire(await asked(plan, { plan, question, args }, question !== 'prepare')) as never,
    pack: async (plan, question, args) => new Packed(await asked(plan, { plan, question, args }, true)),
    async letGo(plan) {
      writes.get(plan)?.()
      writes.delete(plan)
      if (worker !== null) await ask({ letGo: plan })
    },
    async close() {
      closed = true
      stopRest()
      for (const stop of writes.values()) stop()
      writes.clear()
      const ending = worker
      worker = null
      await ending?.terminate()
      giveUp('Ordinal was closed.')
    },
  }
  return history

  async function asked(plan: PlanPlace, question: Question, isAsked: boolean): Promise<Uint8Array> {
    const bytes = await ask('plan' in question ? { ...question, plan: { ...plan, out: outOf(plan.id) } } : question)
    stopRest()
    stopRest = clock.after(REST_MS, () => void ask({ rest: true }).catch(() => undefined))
    if (isAsked && !closed) {
      writes.get(plan.id)?.()
      writes.set(
        plan.id,
        // A disk that takes no writing costs time and nothing else.
        clock.after(WRITE_MS, () => void history.ask(plan, 'prepare', { write: true }).catch(() => undefined)),
      )
    }
    return bytes
  }

  function ask(question: Question): Promise<Uint8Array> {
    if (closed) return Promise.reject(new CallFailed('closed', 'Ordinal was closed.'))
    worker ??= start()
    const id = next++
    return new Promise((resolve, reject) => {
      waiting.set(id, { resolve, reject })
      worker?.postMessage({ ...question, id })
    })
  }

  function start(): Worker {
    const fresh = new Worker(file, { workerData: { disk: disk() } satisfies { disk: FilesSpec } })
    fresh.unref()
    fresh.on('message', (answer: WorkerAnswer) => {
      const one = waiting.get(answer.id)
      waiting.delete(answer.id)
      if ('bytes' in answer) one?.resolve(answer.bytes)
      else one?.reject(unreadable(answer.failed))
    })
    const ended = (why: string): void => {
      if (worker !== fresh) return
      worker = null
      giveUp(why)
    }
    fresh.on('error', (error: Error) => ended(error.message))
    fresh.on('exit', (code) => ended(`its worker ended with ${code}`))
    return fresh
  }

  function giveUp(why: string): void {
    for (const { reject } of waiting.values()) reject(unreadable(why))
    waiting.clear()
  }
}

function unreadable(why: string): CallFailed {
  return new CallFailed('no-history', `The history could not be read (${why}). The plan itself is whole; try again.`)
}
