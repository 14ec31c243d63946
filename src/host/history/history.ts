import type { Files } from '../ports/files.ts'
import type { Position } from '../vault/position.ts'
import { NOTHING_OUT, type TakenOutNames } from './taken-out-names.ts'
import { openPlanHistory, type HistoryQuestion, type HistoryQuestions, type PlanHistory } from './plan-history.ts'

/** A plan's folder, and how far its journal is on disk. */
export interface PlanPlace {
  readonly id: string
  readonly folder: string
  readonly end: Position
  /** Filled in by whoever passes the question on. */
  readonly out?: TakenOutNames
}

/** Answers questions about the past of any plan of this host. Nothing of it ever holds up an edit. */
export interface History {
  ask<Q extends HistoryQuestion>(
    plan: PlanPlace,
    question: Q,
    args: HistoryQuestions[Q]['args'],
  ): Promise<HistoryQuestions[Q]['answer']>
  /** The same for whoever only passes the answer on: as bytes of the wire where another thread made it. */
  pack<Q extends HistoryQuestion>(plan: PlanPlace, question: Q, args: HistoryQuestions[Q]['args']): Promise<unknown>
  /** Forgets a plan. Afterwards nothing reads or writes in its folder. */
  letGo(plan: string): Promise<void>
  close(): Promise<void>
}

/** Which records of an open plan do not count. */
export type OutOf = (plan: string) => TakenOutNames

/** In this thread: for tests, and for disks that only this process knows. Writes nothing unless it is asked to prepare. */
export function historyHere(files: Files, outOf: OutOf = () => NOTHING_OUT): History {
  const plans = new Map<string, PlanHistory>()
  const ask: History['ask'] = ({ id, folder, end }, question, args) => {
    let plan = plans.get(id)
    if (plan === undefined) plans.set(id, (plan = openPlanHistory({ files, folder, plan: id })))
    return plan.ask(question, end, args, outOf(id))
  }
  return {
    ask,
    pack: ask,
    async letGo(id) {
      const plan = plans.get(id)
      plans.delete(id)
      await plan?.close()
    },
    async close() {
      for (const plan of plans.values()) await plan.close()
      plans.clear()
    },
  }
}
