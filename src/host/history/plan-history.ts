import { join } from 'node:path'
import * as Y from 'yjs'
import type {
  Difference,
  HistoryExtent,
  HistoryLine,
  LastChange,
  PastItemWhole,
  PastPlan,
  Since,
} from '../../contract/history-calls.ts'
import type { WhatComesBack } from '../../sync/bring-back.ts'
import type { Missing } from '../../sync/ledger.ts'
import type { Position as WritePosition } from '../../sync/conflict-id.ts'
import type { Taken } from '../../sync/take-back-entry.ts'
import type { Files } from '../ports/files.ts'
import type { Position } from '../vault/position.ts'
import { newestSnapshot } from '../vault/snapshot-store.ts'
import { CHECKPOINT_DISTANCE, createCheckpoints, HISTORY_FOLDER, linesOf } from './checkpoints.ts'
import { comparePlans, pictureOf } from './compare-plans.ts'
import type { HistoryIndex } from './history-index.ts'
import { createIndexKeeper } from './index-keeper.ts'
import { lastChangesOf } from './last-changes.ts'
import { pastItemOf, pastPlanOf } from './past-plan.ts'
import { createPastStates } from './past-states.ts'
import { createWholePast, workOfBringingBack, type BackWork } from './back-work.ts'
import { sinceOf, type SinceQuery } from './since-of.ts'
import { recordsOfLines } from './records-of-lines.ts'
import { createSegmentBytes } from './segment-bytes.ts'
import { NOTHING_OUT, type TakenOutNames } from './taken-out-names.ts'
import { extentOf, timelineOf, type TimelineQuery } from './timeline.ts'
import { createLineKnowledge, textPastOf, writersOf, type TextPastParts, type Writer } from './writers.ts'

/** What can be asked about a plan's past: one line a question. Plain values, since they cross to a worker and back. */
export interface HistoryQuestions {
  extent: { args: { readonly own: readonly string[] }; answer: HistoryExtent }
  timeline: { args: TimelineQuery; answer: { lines: HistoryLine[]; more: boolean } }
  lastChanges: { args: object; answer: LastChange[] }
  /** What others did beyond a person's marks. */
  since: { args: SinceQuery; answer: Since }
  at: { args: { readonly moment: number }; answer: PastPlan }
  item: { args: { readonly moment: number; readonly item: string }; answer: PastItemWhole | null }
  compare: { args: { readonly from: number; readonly to: number }; answer: Difference }
  /** The whole plan at a moment, Yjs V1. */
  state: { args: { readonly moment: number }; answer: Uint8Array }
  /** All records of one change, oldest first. */
  recordsOfChange: { args: { readonly change: string }; answer: Uint8Array[] }
  /** The record that holds a struct. */
  holding: { args: { readonly client: number; readonly clock: number }; answer: Uint8Array | null }
  /**
   * Records of these lines in an order in which each comes after all that it knew: from the index's record `from` on, about
   * 256 kB of them. `next`: where to go on, or null.
   */
  records: {
    args: { readonly wanted: readonly Missing[]; readonly from: number }
    answer: { records: Uint8Array[]; next: number | null }
  }
  /** Records of one author since a plan time, oldest first, with their plan times. */
  recordsBy: {
    args: { readonly person?: string | null; readonly device?: string; readonly since: number | null }
    answer: { readonly bytes: Uint8Array; readonly at: number }[]
  }
  /** Who made these writes, when, and what they wrote. */
  writers: { args: { readonly positions: readonly WritePosition[] }; answer: (Writer | null)[] }
  /** What tells what a text of this record said to each of several people. */
  textPast: {
    args: { readonly path: string; readonly heads: readonly { readonly client: number; readonly seq: number }[] }
    answer: TextPastParts | null
  }
  /** What taking somebody's work back would write, in parts. */
  takeBack: { args: { readonly taken: Taken }; answer: BackWork }
  /** What must be written so that the plan says again what it said at a moment, or in `old` (Yjs V1). */
  bringBack: {
    args: { readonly from: number | Uint8Array; readonly what: WhatComesBack; readonly orders: boolean }
    answer: BackWork
  }
  /** Reads what there is, and writes the files that make later questions quick. */
  prepare: { args: { readonly write: boolean }; answer: null }
}
export type HistoryQuestion = keyof HistoryQuestions

/** The past of one plan, read from its folder alone. */
export interface PlanHistory {
  /** `end`: behind the last record that is on disk. */
  ask<Q extends HistoryQuestion>(
    question: Q,
    end: Position,
    args: HistoryQuestions[Q]['args'],
    out?: TakenOutNames,
  ): Promise<HistoryQuestions[Q]['answer']>
  /** Lets documents and files go from memory; the index stays. */
  rest(): void
  /** Resolves once nothing of it writes any more. */
  close(): Promise<void>
}

/** Answers of ten thousand rows that are kept. */
const RECENT = 4

export function openPlanHistory(options: {
  readonly files: Files
  readonly folder: string
  readonly plan: string
  /** Records between two checkpoints; about 20,000 where it is left out. */
  readonly distance?: number
}): PlanHistory {
  const { files, folder, plan } = options
  const segments = createSegmentBytes(files, folder)
  const keeper = createIndexKeeper({
    files,
    folder: join(folder, HISTORY_FOLDER),
    plan,
    segments,
    covered: async () => {
      const snapshot = await newestSnapshot(files, folder, plan)
      const lines = linesOf(snapshot?.meta ?? {})
      return (client) => lines.get(client) ?? 0
    },
  })
  const checkpoints = createCheckpoints(files, folder, plan)
  const past = createWholePast()
  const knowledge = createLineKnowledge(keeper)
  const states = createPastStates({ plan, keeper, checkpoints, distance: options.distance ?? CHECKPOINT_DISTANCE })
  let writing: Promise<unknown> = Promise.resolve()
  let closed = false
  const recent = new Map<string, unknown>()

  const answers: {
    [Q in HistoryQuestion]: (
      index: HistoryIndex,
      args: HistoryQuestions[Q]['args'],
    ) => Promise<HistoryQuestions[Q]['answer']> | HistoryQuestions[Q]['answer']
  } = {
    extent: (index, { own }) => extentOf(index, new Set(own)),
    timeline: (index, query) => timelineOf(index, keeper, query),
    lastChanges: (index) => lastChangesOf(index),
    since: (index, query) => sinceOf(index, keeper, query),
    at: (index, { moment }) => states.use(index, moment, ({ plan }) => pastPlanOf(plan, moment)),
    item: (index, { moment, item }) => states.use(index, moment, ({ plan }) => pastItemOf(plan, item)),
    async compare(index, { from, to }) {
      // The earlier one first: its document goes on to the later one.
      const early = await states.use(index, Math.min(from, to), ({ plan }) => pictureOf(plan))
      const late = await states.use(index, Math.max(from, to), ({ plan }) => pictureOf(plan))
      return from <= to ? comparePlans(early, late, { from, to }) : comparePlans(late, early, { from, to })
    },
    state: (index, { moment }) => states.use(index, moment, ({ doc }) => Y.encodeStateAsUpdate(doc)),
    async recordsOfChange(index, { change }) {
      const found: Uint8Array[] = []
      for (const record of index.recordsOf(index.changeNamed(change))) {
        const bytes = await keeper.read(index, record)
        if (bytes !== null) found.push(bytes.slice())
      }
      return found
    },
    async holding(index, { client, clock }) {
      const record = index.holding(client, clock)
      return record < 0 ? null : ((await keeper.read(index, record))?.slice() ?? null)
    },
    records: (index, { wanted, from }) => recordsOfLines(index, keeper, wanted, from),
    async recordsBy(index, { person, device, since }) {
      const found: { bytes: Uint8Array; at: number }[] = []
      for (let record = 0; record < index.records; record++) {
        const at = index.planTimeOf(record)
        if (since !== null && at < since) continue
        if (device !== undefined && index.deviceOf(record) !== device) continue
        if (person !== undefined && index.change(index.changeOf(record)).person !== person) continue
        const bytes = await keeper.read(index, record)
        if (bytes !== null) found.push({ bytes: bytes.slice(), at })
      }
      return found
    },
    writers: (index, { positions }) => writersOf(index, keeper, positions),
    textPast: (index, { path, heads }) => textPastOf(index, keeper, path, heads, knowledge),
    async takeBack(index, { taken }) {
      await past.readUpTo(index, (record) => keeper.readQuickly(index, record))
      return states.use(index, Infinity, ({ doc }) => past.workOfTakingBack(doc, taken))
    },
    async bringBack(index, { from, what, orders }) {
      const scratch = typeof from === 'number' ? null : new Y.Doc()
      if (scratch !== null) Y.applyUpdate(scratch, from as Uint8Array)
      const workFrom = (old: Y.Doc) =>
        states.use(index, Infinity, (now) => workOfBringingBack(old, now.doc, what, orders))
      if (scratch === null) return states.use(index, from as number, (old) => workFrom(old.doc))
      return workFrom(scratch).finally(() => scratch.destroy())
    },
    async prepare(index, { write }) {
      if (!write) return null
      const done = writing.then(async () => {
        if (closed) return
        await keeper.write()
        await states.writeCheckpoints(index)
      })
      writing = done.catch(() => undefined)
      await done
      return null
    },
  }

  return {
    async ask(question, end, args, out = NOTHING_OUT) {
      const index = await keeper.upTo(end, out)
      states.leaveOut(out)
      if (question !== 'compare' && question !== 'at') return answers[question](index, args)
      // Two panels ask the same, and people go to and fro between a few moments.
      const key = JSON.stringify([question, args, index.records, out.generation])
      const known = recent.get(key)
      if (known !== undefined) return known as HistoryQuestions[typeof question]['answer']
      const answer = await answers[question](index, args)
      recent.set(key, answer)
      for (const old of recent.keys()) if (recent.size > RECENT) recent.delete(old)
      return answer
    },
    rest() {
      recent.clear()
      states.forget()
      past.forget()
      knowledge.forget()
      segments.forget()
    },
    async close() {
      closed = true
      states.stop()
      await writing
      states.forget()
      past.forget()
    },
  }
}
